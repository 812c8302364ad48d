// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/composer_edit.h"

#include "ui/chat/text_guard.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"

#include <QGuiApplication>
#include <QInputMethod>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextLayout>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {
constexpr int mostLinesShown = 8;
}

ComposerEdit::ComposerEdit(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setObjectName(QStringLiteral("composerEdit"));
    setAccessibleName(tr("Message"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTabChangesFocus(true);
    setFont(typeface(Type::Base));
    document()->setDocumentMargin(0);
    // The composer around it paints the field.
    viewport()->setAutoFillBackground(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QPlainTextEdit::textChanged, this, &ComposerEdit::grow);
    grow();
}

int ComposerEdit::shownLines() const
{
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid() && lines < mostLinesShown; block = block.next())
        lines += qMax(1, block.lineCount());
    return qBound(1, lines, mostLinesShown);
}

QSize ComposerEdit::sizeHint() const
{
    const int pitch = fontMetrics().lineSpacing();
    return { px(300), shownLines() * pitch + 2 };
}

void ComposerEdit::grow()
{
    const int lines = shownLines();
    setVerticalScrollBarPolicy(lines >= mostLinesShown ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    if (lines == m_lines)
        return;
    m_lines = lines;
    Q_EMIT
    grown();
}

void ComposerEdit::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    grow(); // other widths wrap elsewhere
    if (m_lines < mostLinesShown)
        verticalScrollBar()->setValue(0); // the cursor had scrolled while there was no room yet
}

void ComposerEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        Q_EMIT
    grown();
}

void ComposerEdit::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && isComposing()) {
        // Some input methods let the key through that ends a word. It is theirs: what is sent must be what is seen.
        finishComposing();
        return;
    }
    if (enter) {
        const bool shift = event->modifiers() & Qt::ShiftModifier;
        const bool ctrl = event->modifiers() & Qt::ControlModifier;
        if (!shift && (ctrl || !m_sendsByCtrl)) {
            Q_EMIT
            sendPressed();
            return;
        }
        textCursor().insertBlock(); // Shift+Enter would insert U+2028
        ensureCursorVisible();
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT
        escapePressed();
        return;
    }
    const bool empty = document()->isEmpty();
    if (empty && event->key() == Qt::Key_Up && event->modifiers() == Qt::NoModifier) {
        Q_EMIT
        upPressed();
        return;
    }
    // With nothing to move through, these scroll the timeline.
    if (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown
        || (empty && (event->key() == Qt::Key_Home || event->key() == Qt::Key_End))) {
        event->ignore();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
    if (event->text() == ":"_L1)
        Q_EMIT
    wroteColon();
}

void ComposerEdit::inputMethodEvent(QInputMethodEvent *event)
{
    const bool colon = event->commitString().endsWith(u':');
    QPlainTextEdit::inputMethodEvent(event);
    if (colon)
        Q_EMIT
    wroteColon();
}

bool ComposerEdit::isComposing() const { return !textCursor().block().layout()->preeditAreaText().isEmpty(); }

bool ComposerEdit::finishComposing()
{
    if (isComposing())
        QGuiApplication::inputMethod()->commit();
    return !isComposing();
}

void ComposerEdit::focusInEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusInEvent(event);
    Q_EMIT
    focusChanged();
}

void ComposerEdit::focusOutEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusOutEvent(event);
    Q_EMIT
    focusChanged();
}

bool ComposerEdit::canInsertFromMimeData(const QMimeData *source) const { return source->hasText(); }

void ComposerEdit::insertFromMimeData(const QMimeData *source)
{
    if (source->hasText())
        insertPlainText(withoutControls(source->text()));
}

} // namespace hubbub::ui
