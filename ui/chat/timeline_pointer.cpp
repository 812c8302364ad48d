// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/timeline_pointer.h"

#include "ui/chat/chat_words.h"
#include "ui/chat/markdown.h"
#include "ui/common/tool_tip.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QDesktopServices>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QTextBoundaryFinder>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

using Part = TimelineView::Hit::Part;

namespace {

QString timeTip(const client::TimelineItem &item)
{
    const QString sent = fullTimeWords(item.ts);
    return item.editedTs > 0 ? TimelineView::tr("%1 · edited %2").arg(sent, fullTimeWords(item.editedTs)) : sent;
}

} // namespace

TimelinePointer::TimelinePointer(TimelineView &view)
    : m_view(view)
{
    m_edge.setInterval(std::chrono::milliseconds(16));
    connect(&m_edge, &QTimer::timeout, this, &TimelinePointer::scrollOn);
}

void TimelinePointer::press(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = m_view.hitAt(event->pos());
    m_pressedAt = m_last = event->pos();
    m_held = true;
    m_dragged = false;
    const bool third = m_sinceDouble.isValid() && m_sinceDouble.elapsed() < QApplication::doubleClickInterval();
    m_unit = third ? Unit::Row : Unit::Letter;
    m_sinceDouble.invalidate();
    if (m_pressed.row < 0) {
        m_view.selection().clear();
    } else if (event->modifiers() & Qt::ShiftModifier && !m_view.selection().isEmpty()) {
        m_view.selection().extend({ m_pressed.row, m_pressed.letter });
    } else {
        const auto [from, to] = unitAt(m_pressed);
        m_view.selection().select(from, to);
    }
    m_view.viewport()->update();
}

void TimelinePointer::doubleClick(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = m_view.hitAt(event->pos());
    m_held = true;
    m_dragged = true; // not a click on a link
    m_unit = Unit::Word;
    m_sinceDouble.start();
    if (m_pressed.row >= 0 && m_pressed.part == Part::Text) {
        const auto [from, to] = unitAt(m_pressed);
        m_view.selection().select(from, to);
        m_view.viewport()->update();
    }
}

std::pair<TextMark, TextMark> TimelinePointer::unitAt(const TimelineView::Hit &hit)
{
    const TextMark here { hit.row, hit.letter };
    if (m_unit == Unit::Letter || hit.row < 0)
        return { here, here };
    const QString &plain = m_view.layoutAt(hit.row).plain;
    if (m_unit == Unit::Row)
        return { { hit.row, 0 }, { hit.row, static_cast<int>(plain.size()) } };
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, plain);
    finder.setPosition(qMin<qsizetype>(hit.letter, plain.size()));
    const qsizetype from = finder.isAtBoundary() && (finder.boundaryReasons() & QTextBoundaryFinder::StartOfItem)
        ? hit.letter
        : finder.toPreviousBoundary();
    finder.setPosition(from);
    const qsizetype to = finder.toNextBoundary();
    return { { hit.row, static_cast<int>(qMax<qsizetype>(0, from)) },
        { hit.row, static_cast<int>(to < 0 ? plain.size() : to) } };
}

void TimelinePointer::move(QMouseEvent *event)
{
    m_last = event->pos();
    if (!m_held) {
        m_view.setHovered(m_view.hitAt(event->pos()));
        return;
    }
    if (!m_dragged && (event->pos() - m_pressedAt).manhattanLength() < QApplication::startDragDistance())
        return;
    m_dragged = true;
    drag(event->pos());
    const bool beyond = event->pos().y() < 0 || event->pos().y() >= m_view.viewport()->height();
    if (beyond && !m_edge.isActive())
        m_edge.start();
    else if (!beyond)
        m_edge.stop();
}

void TimelinePointer::drag(const QPoint &point)
{
    if (m_pressed.row < 0)
        return;
    const QRect inside = m_view.viewport()->rect();
    const QPoint held(point.x(), qBound(inside.top(), point.y(), inside.bottom()));
    const TimelineView::Hit hit = m_view.hitAt(held);
    if (hit.row < 0)
        return;
    const auto [from, to] = unitAt(hit);
    m_view.selection().extend(from, to);
    m_view.viewport()->update();
}

void TimelinePointer::scrollOn()
{
    const int height = m_view.viewport()->height();
    const int beyond = m_last.y() < 0 ? m_last.y() : m_last.y() >= height ? m_last.y() - height + 1 : 0;
    if (beyond == 0) {
        m_edge.stop();
        return;
    }
    m_view.scrollPixels(qBound(-40, beyond / 3 + (beyond < 0 ? -1 : 1), 40));
    drag(m_last);
}

void TimelinePointer::release(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_held)
        return;
    m_held = false;
    m_edge.stop();
    if (!m_view.selection().isEmpty()) {
        if (QClipboard *clipboard = QApplication::clipboard(); clipboard->supportsSelection())
            clipboard->setText(m_view.selectedText(), QClipboard::Selection);
        return;
    }
    if (!m_dragged)
        activate(m_view.hitAt(event->pos()));
}

void TimelinePointer::activate(const TimelineView::Hit &hit)
{
    if (hit.row != m_pressed.row || hit.part != m_pressed.part || !m_view.source())
        return;
    switch (hit.part) {
    case Part::Link:
        if (openableUrl(hit.url.toString(QUrl::FullyEncoded)).isValid())
            QDesktopServices::openUrl(hit.url);
        break;
    case Part::Quote:
        if (const auto &quote = m_view.layoutAt(hit.row).quote)
            m_view.scrollToSeq(quote->seq);
        break;
    case Part::Reaction:
        toggleReaction(hit);
        break;
    case Part::Day: {
        const QDate day = QDateTime::fromMSecsSinceEpoch(m_view.source()->at(hit.row).ts).date();
        Q_EMIT
        m_view.dayPressed(day);
        break;
    }
    case Part::Person: {
        const RowLayout &layout = m_view.layoutAt(hit.row);
        const bool onDisc = layout.avatar && layout.avatarBox.contains(m_pressedAt - m_view.rowRect(hit.row).topLeft());
        const QRect box = (onDisc || !layout.name ? layout.avatarBox : layout.name->box).toAlignedRect();
        const QPoint corner = m_view.rowRect(hit.row).topLeft() + box.topLeft();
        const UserId author = m_view.source()->at(hit.row).from;
        Q_EMIT
        m_view.personRequested(author, { m_view.viewport()->mapToGlobal(corner), box.size() });
        break;
    }
    case Part::Failure: {
        const client::TimelineItem &item = m_view.source()->at(hit.row);
        const bool message = item.state == client::SendState::Failed || !item.change;
        Q_EMIT
        m_view.retryRequested(message ? item.mid : item.change->mid);
        break;
    }
    default:
        break;
    }
}

void TimelinePointer::toggleReaction(const TimelineView::Hit &hit)
{
    const client::TimelineItem item = m_view.source()->at(hit.row); // which may be gone once the signal is answered
    const auto reaction = std::find_if(
        item.reactions.begin(), item.reactions.end(), [&](const client::Reaction &r) { return r.emoji == hit.emoji; });
    if (reaction != item.reactions.end())
        Q_EMIT
    m_view.reactionRequested(item, hit.emoji, !reaction->mine);
}

/// "Ines, Tomas and 3 more".
QString TimelinePointer::namesOf(const QList<UserId> &users) const
{
    constexpr qsizetype mostNames = 8;
    QStringList names;
    for (const UserId &user : users.first(qMin(users.size(), mostNames)))
        names.append(user == m_view.me() ? TimelineView::tr("You") : m_view.nameOf(user));
    const qsizetype more = users.size() - names.size();
    return more > 0 ? TimelineView::tr("%1 and %2 more").arg(names.join(u", "_s)).arg(more) : names.join(u", "_s);
}

QString TimelinePointer::reactedWords(const TimelineView::Hit &hit) const
{
    for (const client::Reaction &reaction : m_view.source()->at(hit.row).reactions) {
        if (reaction.emoji == hit.emoji)
            return namesOf(reaction.users);
    }
    return {};
}

/// Of an own message, over the mark beside its time.
QString TimelinePointer::readWords(const client::TimelineItem &item) const
{
    if (!item.own || item.seq <= 0 || item.change)
        return {};
    const QList<UserId> readers = m_view.readersOf(item.seq);
    if (!readers.isEmpty())
        return TimelineView::tr("Read by %1").arg(namesOf(readers));
    return item.readByOthers ? TimelineView::tr("Read by others") : TimelineView::tr("Sent. Nobody has read it yet.");
}

void TimelinePointer::leave() { m_view.setHovered({}); }

bool TimelinePointer::toolTip(QHelpEvent *event)
{
    const TimelineView::Hit hit = m_view.hitAt(event->pos());
    QString words;
    if (hit.part == Part::Link) {
        words = urlHost(hit.url);
    } else if (hit.part == Part::Reaction) {
        words = reactedWords(hit);
    } else if (hit.row >= 0 && m_view.source()) {
        const RowLayout &layout = m_view.layoutAt(hit.row);
        const QPointF inside = event->pos() - m_view.rowRect(hit.row).topLeft();
        if (layout.state && layout.stateBox.adjusted(-2, -6, 6, 6).contains(inside))
            words = readWords(m_view.source()->at(hit.row));
        else if (layout.timeBox.adjusted(-4, -4, 8, 4).contains(inside))
            words = timeTip(m_view.source()->at(hit.row));
    }
    if (words.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(event->globalPos(), plainTip(words), m_view.viewport());
    return true;
}

} // namespace hubbub::ui
