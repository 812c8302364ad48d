// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/composer_completer.h"

#include "ui/chat/completion_list.h"
#include "ui/chat/composer_edit.h"
#include "ui/chat/emoji_names.h"
#include "ui/chat/emoji_popup.h"
#include "ui/chat/fuzzy_match.h"
#include "ui/chat/room_words.h"
#include "ui/common/metrics.h"

#include <QKeyEvent>
#include <QTextBlock>

#include <algorithm>
#include <numeric>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::Person;

namespace {

constexpr qsizetype mostOffered = 40;

} // namespace

ComposerCompleter::ComposerCompleter(ComposerEdit *edit)
    : QObject(edit)
    , m_edit(edit)
{
    m_edit->installEventFilter(this);
    connect(m_edit, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (isOpen() && !m_taking)
            refresh();
    });
    connect(m_edit, &ComposerEdit::wroteColon, this, &ComposerCompleter::finishEmoji);
}

ComposerCompleter::~ComposerCompleter() { delete m_list; }

bool ComposerCompleter::isOpen() const { return m_list && m_list->isVisible(); }

void ComposerCompleter::close()
{
    m_token.reset();
    m_people.clear();
    m_calls.clear();
    m_fitting.clear();
    if (m_list)
        m_list->hide();
}

void ComposerCompleter::typed()
{
    if (!m_taking)
        refresh();
}

void ComposerCompleter::refresh()
{
    const QTextCursor cursor = m_edit->textCursor();
    const std::optional<CompletionToken> token =
        cursor.hasSelection() ? std::nullopt : completionAt(m_edit->toPlainText(), cursor.position());
    if (m_leftAlone && (!token || token->from != *m_leftAlone))
        m_leftAlone.reset();
    if (!token || m_leftAlone || !m_edit->hasFocus())
        close();
    else
        show(*token);
}

void ComposerCompleter::show(const CompletionToken &token)
{
    const bool opens = !m_token || m_token->kind != token.kind || m_token->from != token.from;
    if (opens && token.kind == CompletionToken::Kind::Person)
        readPeople();
    m_token = token;
    const QList<Completion> rows = rowsFor(token);
    // What stands there in full already, and could be nothing else, asks for nothing.
    const bool done = rows.size() == 1 && rows.first().insert.trimmed() == u'@' + token.query;
    if (rows.isEmpty() || done) {
        if (m_list)
            m_list->hide();
        return;
    }
    if (!m_list || m_list->parentWidget() != m_edit->window()) {
        delete m_list;
        m_list = new CompletionList(m_edit->window());
        connect(m_list, &CompletionList::picked, this, &ComposerCompleter::take);
    }
    m_list->setRows(rows);
    QTextCursor begin = m_edit->textCursor();
    begin.setPosition(static_cast<int>(token.from));
    const QPoint letter = m_edit->viewport()->mapTo(m_edit->window(), m_edit->cursorRect(begin).topLeft());
    const QPoint top = m_edit->mapTo(m_edit->window(), QPoint(0, 0));
    m_list->openAt({ letter.x() - px(space::l), qMin(letter.y(), top.y()) - px(18) });
}

void ComposerCompleter::readPeople()
{
    m_people = m_source ? m_source() : QList<Person>();
    m_calls.clear();
    m_calls.reserve(m_people.size());
    for (const Person &person : std::as_const(m_people))
        m_calls.append(person.user.text());
    m_fitted.clear();
    m_fitting.resize(m_people.size());
    std::iota(m_fitting.begin(), m_fitting.end(), 0);
}

QList<Completion> ComposerCompleter::rowsFor(const CompletionToken &token)
{
    if (token.kind == CompletionToken::Kind::Person)
        return peopleFor(token.query);
    QList<Completion> rows;
    if (!EmojiPopup::isUseful())
        return rows;
    for (const NamedEmoji &found : emojiFor(token.query, mostOffered))
        rows.append({ found.emoji, u':' + found.name + u':', {}, found.emoji, {}, {} });
    return rows;
}

/// Who is present comes first among those that fit equally well.
QList<Completion> ComposerCompleter::peopleFor(const QString &query)
{
    struct Hit {
        int score;
        qsizetype index;
    };
    if (!query.startsWith(m_fitted)) { // letters were taken back
        m_fitting.resize(m_people.size());
        std::iota(m_fitting.begin(), m_fitting.end(), 0);
    }
    QList<Hit> hits;
    for (const qsizetype i : std::as_const(m_fitting)) {
        const Person &person = m_people.at(i);
        if (person.me)
            continue;
        const int score = std::max(fuzzyScore(query, person.display), fuzzyScore(query, m_calls.at(i)));
        if (score > 0)
            hits.append({ score, i });
    }
    m_fitted = query;
    m_fitting.clear();
    for (const Hit &hit : std::as_const(hits))
        m_fitting.append(hit.index);
    const auto better = [](const Hit &a, const Hit &b) {
        return a.score != b.score ? a.score > b.score : a.index < b.index;
    };
    const qsizetype many = std::min<qsizetype>(hits.size(), mostOffered);
    std::partial_sort(hits.begin(), hits.begin() + many, hits.end(), better);
    QList<Completion> rows;
    for (const Hit &hit : std::as_const(hits).first(many)) {
        const Person &person = m_people.at(hit.index);
        const QString call = u'@' + m_calls.at(hit.index);
        rows.append({ call, personName(person.display, person.user), call, {}, person.user.bytes(), person.state });
    }
    return rows;
}

void ComposerCompleter::take()
{
    const Completion *chosen = m_list ? m_list->chosen() : nullptr;
    if (chosen == nullptr || !m_token)
        return;
    m_taking = true;
    QTextCursor cursor = m_edit->textCursor();
    const int end = cursor.position();
    const QString text = m_edit->toPlainText();
    const bool spaced = end < text.size() && text[end].isSpace();
    cursor.setPosition(static_cast<int>(m_token->from));
    cursor.setPosition(end, QTextCursor::KeepAnchor);
    cursor.insertText(spaced ? chosen->insert : chosen->insert + u' ');
    if (spaced)
        cursor.movePosition(QTextCursor::NextCharacter);
    m_edit->setTextCursor(cursor);
    m_taking = false;
    close();
    m_edit->setFocus();
}

void ComposerCompleter::finishEmoji()
{
    QTextCursor cursor = m_edit->textCursor();
    const std::optional<EmojiWord> word = emojiWordAt(m_edit->toPlainText(), cursor.position());
    if (!word || !EmojiPopup::isUseful())
        return;
    const int end = cursor.position();
    m_taking = true;
    cursor.setPosition(static_cast<int>(word->from));
    cursor.setPosition(end, QTextCursor::KeepAnchor);
    cursor.insertText(word->emoji);
    m_taking = false;
    close();
}

bool ComposerCompleter::handleKey(const QKeyEvent &event)
{
    if (event.modifiers() & ~Qt::KeypadModifier)
        return false;
    switch (event.key()) {
    case Qt::Key_Up:
        m_list->step(-1);
        return true;
    case Qt::Key_Down:
        m_list->step(1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
        take();
        return true;
    case Qt::Key_Escape:
        m_leftAlone = m_token ? std::optional(m_token->from) : std::nullopt;
        close();
        return true;
    default:
        return false;
    }
}

bool ComposerCompleter::eventFilter(QObject *, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
        // What an input method is composing is its own.
        return isOpen() && m_edit->textCursor().block().layout()->preeditAreaText().isEmpty()
            && handleKey(*static_cast<QKeyEvent *>(event));
    case QEvent::FocusOut:
    case QEvent::Hide:
        close();
        return false;
    case QEvent::Move:
        if (isOpen() && m_token)
            show(*m_token);
        return false;
    default:
        return false;
    }
}

} // namespace hubbub::ui
