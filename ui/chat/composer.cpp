// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/composer.h"

#include "core/protocol/limits.h"
#include "ui/chat/composer_completer.h"
#include "ui/chat/composer_edit.h"
#include "ui/chat/emoji_popup.h"
#include "ui/chat/row_metrics.h"
#include "ui/chat/send_button.h"
#include "ui/common/button.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

namespace hubbub::ui {

namespace {
constexpr int side = 16; ///< from the page's edges to the field
constexpr int bottom = 14;
constexpr qsizetype warnWithin = 1024; ///< bytes left from which on they are counted
}

Composer::Composer(QWidget *parent)
    : QWidget(parent)
    , m_edit(new ComposerEdit(this))
    , m_completer(new ComposerCompleter(m_edit))
    , m_replyBar(new ReplyBar(this))
    , m_send(new SendButton(this))
    , m_smile(new IconButton(Glyph::Smile, tr("Emoji"), this))
    , m_emoji(new EmojiPopup(this))
{
    setObjectName(QStringLiteral("composer"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_replyBar->hide();
    m_smile->setVisible(EmojiPopup::isUseful());
    wire();
    refresh();
}

int Composer::inputHeight() const { return std::max(px(46), m_edit->sizeHint().height() + px(26)); }

int Composer::barHeight() const { return m_reply || m_edited ? m_replyBar->sizeHint().height() : 0; }

QSize Composer::sizeHint() const { return { px(400), barHeight() + inputHeight() + px(bottom) }; }

QSize Composer::minimumSizeHint() const { return { px(240), sizeHint().height() }; }

/// By hand: the text's height follows its width, and a layout would be one pass late.
void Composer::arrange()
{
    const QRect box = field();
    const int replyHeight = barHeight();
    m_replyBar->setGeometry(box.left(), box.top(), box.width(), replyHeight);
    const int pad = px(7);
    const QSize button = m_send->sizeHint();
    int right = box.right() + 1 - pad;
    const int top = box.bottom() + 1 - pad - button.height();
    m_send->setGeometry(right - button.width(), top, button.width(), button.height());
    right -= button.width() + px(6);
    if (!m_smile->isHidden()) {
        m_smile->setGeometry(right - button.width(), top, button.width(), button.height());
        right -= button.width() + px(6);
    }
    const int left = box.left() + px(14);
    const int textHeight = m_edit->sizeHint().height();
    const int room = box.height() - replyHeight;
    m_edit->setGeometry(left, box.top() + replyHeight + (room - textHeight) / 2, right - left, textHeight);
    m_edit->setPlaceholderText(
        m_edit->fontMetrics().elidedText(m_placeholder, Qt::ElideRight, right - left - px(space::xs)));
}

void Composer::wire()
{
    connect(m_edit, &QPlainTextEdit::textChanged, this, &Composer::onChanged);
    connect(m_edit, &ComposerEdit::sendPressed, this, &Composer::send);
    connect(m_edit, &ComposerEdit::focusChanged, this, [this] { update(); });
    connect(m_edit, &ComposerEdit::grown, this, [this] {
        updateGeometry();
        arrange();
    });
    connect(m_edit, &ComposerEdit::escapePressed, this, [this] { leave(); });
    connect(m_edit, &ComposerEdit::upPressed, this, [this] {
        if (!m_edited)
            Q_EMIT
        upPressed();
    });
    connect(m_send, &SendButton::clicked, this, &Composer::send);
    connect(m_smile, &IconButton::clicked, this, &Composer::openEmoji);
    connect(m_emoji, &EmojiPopup::picked, this, [this](const QString &emoji) {
        m_edit->insertPlainText(emoji);
        focusText();
    });
    connect(m_replyBar, &ReplyBar::closed, this, &Composer::leave);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_edit->setFont(typeface(Type::Base));
        updateGeometry();
        arrange();
        update();
    });
}

void Composer::setPlaceholder(const QString &words)
{
    m_placeholder = words;
    arrange();
}

void Composer::setSendsByCtrl(bool on) { m_edit->setSendsByCtrl(on); }

void Composer::setPeople(std::function<QList<client::Person>()> people) { m_completer->setPeople(std::move(people)); }

QString Composer::text() const { return m_edit->toPlainText(); }

void Composer::setText(const QString &text)
{
    if (text == this->text())
        return;
    m_quiet = true;
    m_edit->setPlainText(text);
    m_edit->moveCursor(QTextCursor::End);
    m_quiet = false;
}

void Composer::setReply(const std::optional<ReplyTarget> &target)
{
    m_reply = target;
    showBar();
}

void Composer::showBar()
{
    m_replyBar->setVisible(m_reply || m_edited);
    if (m_edited)
        m_replyBar->setTarget(*m_edited);
    else if (m_reply)
        m_replyBar->setTarget(*m_reply);
    updateGeometry();
    arrange();
    update();
}

void Composer::beginEdit(const EditTarget &target)
{
    if (!m_edited)
        m_setAside = text();
    m_edited = target;
    setText(target.text);
    showBar();
    focusText();
}

void Composer::endEdit()
{
    if (!m_edited)
        return;
    m_edited.reset();
    setText(std::exchange(m_setAside, {}));
    showBar();
}

void Composer::keepEditAsText()
{
    if (!m_edited)
        return;
    const QString all = written();
    m_edited.reset();
    m_setAside.clear();
    setText(all);
    showBar();
    Q_EMIT
    draftChanged(all);
}

QString Composer::written() const
{
    if (!m_edited)
        return text();
    QStringList parts;
    if (text().trimmed() != m_edited->text.trimmed())
        parts.append(text());
    if (!m_setAside.trimmed().isEmpty())
        parts.append(m_setAside);
    return parts.join(u'\n');
}

/// Esc, or the cross: first out of the edit, then out of the reply.
void Composer::leave()
{
    if (m_edited)
        endEdit();
    else if (m_reply)
        setReply({});
    else
        Q_EMIT
    escaped();
}

void Composer::clear()
{
    endEdit();
    setText({});
    setReply({});
}

void Composer::focusText() { m_edit->setFocus(Qt::OtherFocusReason); }

void Composer::typeOn(QKeyEvent *event)
{
    focusText();
    QKeyEvent copy(event->type(), event->key(), event->modifiers(), event->text());
    QCoreApplication::sendEvent(m_edit, &copy);
}

void Composer::showProblem(const QString &words)
{
    m_problem = words;
    refresh();
}

void Composer::showHint(const QString &words)
{
    if (std::exchange(m_hint, words) != words)
        refresh();
}

qsizetype Composer::excess() const { return text().trimmed().toUtf8().size() - protocol::textBytes; }

void Composer::send()
{
    if (!m_edit->finishComposing())
        return;
    const QString whole = text().trimmed();
    if (whole.isEmpty() || excess() > 0)
        return;
    if (m_edited && whole == m_edited->text.trimmed()) {
        endEdit(); // nothing was changed
        return;
    }
    if (m_edited) {
        Q_EMIT
        editDone(m_edited->mid, whole);
        return;
    }
    Q_EMIT
    sendRequested(whole, m_reply ? std::optional(m_reply->seq) : std::nullopt);
}

void Composer::onChanged()
{
    m_problem.clear();
    refresh();
    if (m_quiet) {
        m_completer->close();
        return;
    }
    m_completer->typed();
    if (!m_edited)
        Q_EMIT
    draftChanged(text());
    Q_EMIT
    typed();
}

void Composer::refresh()
{
    const bool something = !text().trimmed().isEmpty();
    const qsizetype over = excess();
    m_send->setEnabled(something && over <= 0);
    QString words = m_problem;
    if (words.isEmpty() && over > 0)
        words = tr("%1 bytes too long").arg(QLocale().toString(over));
    m_edit->setAccessibleDescription(words.isEmpty() ? m_hint : words);
    update();
}

void Composer::openEmoji()
{
    const QPoint corner = m_smile->mapToGlobal(QPoint(m_smile->width() + px(44), -px(12)));
    m_emoji->popupAt(corner);
}

int Composer::margin() const { return std::max(0, width() - px(row::column)) / 2 + px(side); }

QRect Composer::field() const { return rect().adjusted(margin(), 0, -margin(), -px(bottom)); }

void Composer::resizeEvent(QResizeEvent *) { arrange(); }

void Composer::mousePressEvent(QMouseEvent *) { focusText(); }

void Composer::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    const qsizetype over = excess();
    const bool wrong = over > 0 || !m_problem.isEmpty();
    const bool focus = m_edit->hasFocus();
    const QColor outline = wrong ? t.crit : focus ? mixed(t.outline, t.accent, 0.6) : t.outline;
    paintBox(painter, field(), px(radius::l), t.surface, outline);
    QString words = m_problem;
    QColor ink = t.crit;
    if (words.isEmpty() && over > 0) {
        words = tr("%1 bytes too long").arg(QLocale().toString(over));
    } else if (words.isEmpty() && over > -warnWithin) {
        words = tr("%1 bytes left").arg(QLocale().toString(-over));
        ink = t.warn;
    } else if (words.isEmpty()) {
        words = m_hint;
        ink = t.secondary;
    }
    if (!words.isEmpty())
        paintLine(painter, QRectF(margin(), height() - px(bottom), width() - 2 * margin() - px(6), px(bottom)),
            Qt::AlignRight | Qt::AlignVCenter, words, typeface(Type::Caption, Weight::SemiBold), readable(ink, t.app));
}

} // namespace hubbub::ui
