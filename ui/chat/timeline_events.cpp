// SPDX-License-Identifier: GPL-3.0-or-later
// TimelineView's answers to Qt: painting, keys, wheel, sizes.
#include "ui/chat/jump_button.h"
#include "ui/chat/row_metrics.h"
#include "ui/chat/row_painter.h"
#include "ui/chat/smooth_scroll.h"
#include "ui/chat/timeline_menu.h"
#include "ui/chat/timeline_pointer.h"
#include "ui/chat/timeline_view.h"
#include "ui/chat/typing_line.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

void TimelineView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), tokens().app);
    if (!m_source || m_source->count() == 0) {
        paintEmpty(painter);
        return;
    }
    for (const PlacedRow &placed : m_geometry.placed()) {
        if (placed.y >= event->rect().bottom() + 1 || placed.y + placed.height <= event->rect().top())
            continue;
        const RowLayout &layout = m_rows.at(placed.row);
        RowPaint how;
        std::tie(how.selectedFrom, how.selectedTo) =
            m_selection.within(placed.row, static_cast<int>(layout.plain.size()));
        if (m_hovered.row == placed.row && m_hovered.part == Hit::Part::Link) {
            for (const LinkRange &link : layout.links) {
                if (m_hovered.letter >= link.from && m_hovered.letter <= link.to && link.url == m_hovered.url)
                    how.hoveredLink = &link;
            }
        }
        if (m_hovered.row == placed.row && m_hovered.part == Hit::Part::Reaction) {
            for (const ReactionChip &chip : layout.reactions)
                if (chip.emoji == m_hovered.emoji)
                    how.hoveredReaction = &chip;
        }
        for (qsizetype at = m_highlight.isEmpty() ? -1 : layout.plain.indexOf(m_highlight, 0, Qt::CaseInsensitive);
             at >= 0; at = layout.plain.indexOf(m_highlight, at + m_highlight.size(), Qt::CaseInsensitive))
            how.found.emplace_back(static_cast<int>(at), static_cast<int>(at + m_highlight.size()));
        if (m_flash > 0 && m_source->at(placed.row).seq == m_flashSeq)
            how.flash = std::min(1.0, m_flash * 2);
        paintRow(painter, layout, QPoint(contentLeft(), placed.y), how);
    }
    painter.translate(contentLeft(), 0);
    paintAround(painter);
    reportSeen();
}

void TimelineView::paintAround(QPainter &painter)
{
    const auto &placed = m_geometry.placed();
    if (placed.empty())
        return;
    const Tokens &t = tokens();
    if (placed.front().row == 0 && placed.front().y > 0) {
        QString words;
        if (m_source->isFetching())
            words = tr("Loading older messages…");
        else if (m_source->hasOlder())
            words = m_fetchFailed ? tr("Older messages could not be loaded. Scroll to try again") : QString();
        else
            words = m_beginning;
        const int height = px(24);
        paintLine(painter,
            QRectF(px(row::side), placed.front().y - height - px(6), contentWidth() - 2 * px(row::side), height),
            Qt::AlignCenter, words, typeface(Type::Small), t.faint);
    }
    const PlacedRow &last = placed.back();
    if (last.row == m_source->count() - 1 && !m_typing->isEmpty()) {
        const double left = px(row::side) + px(row::avatar) + px(row::avatarGap);
        m_typing->paint(
            painter, QRectF(left, last.y + last.height + px(8), contentWidth() - left - px(row::side), px(22)));
    }
}

void TimelineView::paintEmpty(QPainter &painter)
{
    if (!m_source || m_emptyTitle.isEmpty())
        return;
    const Tokens &t = tokens();
    const QRectF room = viewport()->rect();
    QRectF disc(0, 0, px(72), px(72));
    disc.moveCenter(room.center() - QPointF(0, px(52)));
    paintBox(painter, disc, disc.width() / 2, t.raised);
    paintGlyph(painter, Glyph::MessageCircle, disc.adjusted(px(21), px(21), -px(21), -px(21)), t.secondary);
    const double width = std::min(room.width() - 2 * px(row::side), double(px(440)));
    QRectF title(0, disc.bottom() + px(18), width, px(24));
    title.moveLeft(room.center().x() - width / 2);
    paintLine(painter, title, Qt::AlignCenter, m_emptyTitle, typeface(Type::Lead, Weight::SemiBold), t.text);
    painter.setFont(typeface(Type::Base));
    painter.setPen(t.secondary);
    painter.drawText(title.translated(0, px(28)).adjusted(0, 0, 0, px(40)),
        Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_emptyHint);
}

void TimelineView::reportSeen()
{
    if (!isVisible() || !isActiveWindow())
        return;
    qint64 newest = m_seen;
    for (const PlacedRow &placed : m_geometry.placed()) {
        // Half of a long message in sight is enough.
        const bool read = placed.y + std::min(placed.height, viewport()->height()) / 2 < viewport()->height();
        if (read)
            newest = std::max(newest, m_source->at(placed.row).seq);
    }
    if (newest == m_seen)
        return;
    m_seen = newest;
    // Not from within painting.
    QMetaObject::invokeMethod(
        this,
        [this, newest] {
            Q_EMIT
            seen(newest);
        },
        Qt::QueuedConnection);
}

void TimelineView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    placeOverlays();
    refresh();
}

void TimelineView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    placeOverlays();
    refresh();
}

void TimelineView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::ActivationChange)
        viewport()->update(); // what is in sight counts as seen from now on
    else if (event->type() == QEvent::LocaleChange || event->type() == QEvent::LanguageChange)
        restyle();
}

bool TimelineView::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        m_pointer->press(static_cast<QMouseEvent *>(event));
        return true;
    case QEvent::MouseButtonDblClick:
        m_pointer->doubleClick(static_cast<QMouseEvent *>(event));
        return true;
    case QEvent::MouseMove:
        m_pointer->move(static_cast<QMouseEvent *>(event));
        return true;
    case QEvent::MouseButtonRelease:
        m_pointer->release(static_cast<QMouseEvent *>(event));
        return true;
    case QEvent::Leave:
        m_pointer->leave();
        break;
    case QEvent::ToolTip:
        return m_pointer->toolTip(static_cast<QHelpEvent *>(event));
    default:
        break;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TimelineView::wheelEvent(QWheelEvent *event)
{
    event->accept();
    if (!event->pixelDelta().isNull()) { // a touchpad's own motion is smooth already
        m_smooth->stop();
        scrollPixels(-event->pixelDelta().y());
        return;
    }
    // One notch (120) is three lines of text and a bit.
    m_smooth->push(-event->angleDelta().y() / 120.0 * px(78));
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    const int page = viewport()->height() - px(60);
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    switch (event->key()) {
    case Qt::Key_PageUp:
        m_smooth->push(-page);
        return;
    case Qt::Key_PageDown:
        m_smooth->push(page);
        return;
    case Qt::Key_Up:
        m_smooth->push(-px(60));
        return;
    case Qt::Key_Down:
        m_smooth->push(px(60));
        return;
    case Qt::Key_Home:
        m_smooth->stop();
        m_geometry.scrollTo(0);
        refresh();
        return;
    case Qt::Key_End:
        scrollToEnd();
        return;
    case Qt::Key_Escape:
        if (!m_selection.isEmpty()) {
            m_selection.clear();
            viewport()->update();
            return;
        }
        break;
    default:
        break;
    }
    event->ignore(); // typing goes to the composer, by the page
}

void TimelineView::scrollContentsBy(int, int)
{
    // Assistive technology moves the hidden bar.
    m_geometry.scrollTo(verticalScrollBar()->value());
    refresh();
}

void TimelineView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QPoint at =
        byKey ? QPoint(contentWidth() / 2, viewport()->height() - px(60)) : viewport()->mapFrom(this, event->pos());
    if (QMenu *menu = timelineMenu(*this, hitAt(at)))
        menu->popup(byKey ? viewport()->mapToGlobal(at) : event->globalPos());
}

} // namespace hubbub::ui
