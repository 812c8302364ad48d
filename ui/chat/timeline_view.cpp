// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/timeline_view.h"

#include "ui/chat/chat_words.h"
#include "ui/chat/jump_button.h"
#include "ui/chat/row_metrics.h"
#include "ui/chat/row_painter.h"
#include "ui/chat/smooth_scroll.h"
#include "ui/chat/timeline_accessible.h"
#include "ui/chat/timeline_menu.h"
#include "ui/chat/timeline_pointer.h"
#include "ui/chat/typing_line.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

constexpr int above = 52; ///< before the first row: what is being loaded, or that it begins here
constexpr int below = 40; ///< after the last row: who is typing
constexpr int olderAhead = 1500; ///< pixels above the viewport where older rows are asked for
constexpr int quoteReach = 80; ///< where a message that was jumped to stands, from the top
constexpr int dayReach = 56; ///< room for its name

} // namespace

TimelineView::TimelineView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_geometry(
          [this](int row) {
              const RowLayout &layout = m_rows.at(row);
              return RowHeight { layout.height, layout.contentTop };
          },
          [this](int row) { return m_rows.estimate(row); })
    , m_pointer(std::make_unique<TimelinePointer>(*this))
    , m_smooth(new SmoothScroll(this))
    , m_jump(new JumpButton(this))
    , m_typing(new TypingLine(this))
    , m_bar(new QScrollBar(Qt::Vertical, this))
{
    installTimelineAccessibility();
    setObjectName(u"timeline"_s);
    setAccessibleName(tr("Messages"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setCursor(Qt::ArrowCursor);
    m_bar->setObjectName(u"timelineBar"_s);
    m_jump->hide();
    m_olderTimer.setSingleShot(true);
    m_olderTimer.setInterval(0);
    m_flashTimer.setInterval(std::chrono::milliseconds(30));
    connect(m_jump, &JumpButton::clicked, this, &TimelineView::scrollToEnd);
    connect(m_smooth, &SmoothScroll::moved, this, &TimelineView::scrollPixels);
    connect(m_typing, &TypingLine::changed, viewport(), qOverload<>(&QWidget::update));
    connect(m_bar, &QScrollBar::valueChanged, this, [this](int value) {
        m_smooth->stop();
        m_geometry.scrollTo(value);
        refresh();
    });
    connect(&m_olderTimer, &QTimer::timeout, this, [this] {
        if (m_source && m_source->hasOlder() && !m_source->isFetching())
            m_source->fetchOlder();
    });
    connect(&m_flashTimer, &QTimer::timeout, this, [this] {
        m_flash = std::max(0.0, m_flash - 0.02);
        if (m_flash <= 0)
            m_flashTimer.stop();
        viewport()->update();
    });
    connect(&Theme::instance(), &Theme::changed, this, &TimelineView::restyle);
}

TimelineView::~TimelineView() = default;

void TimelineView::setSource(TimelineSource *source, const UserId &me)
{
    if (m_source)
        disconnect(m_source, nullptr, this, nullptr);
    m_source = source;
    m_me = me;
    m_smooth->stop();
    m_selection.clear();
    m_hovered = {};
    m_fetchFailed = false;
    m_seen = 0;
    m_rows.setSource(source, me);
    m_jump->setUnread(0);
    if (source) {
        m_readAtOpen = source->readSeq();
        connect(source, &TimelineSource::rowsInserted, this, &TimelineView::insertRows);
        connect(source, &TimelineSource::rowsChanged, this, &TimelineView::changeRows);
        connect(source, &TimelineSource::rowsRemoved, this, &TimelineView::removeRows);
        connect(source, &TimelineSource::rowsReset, this, &TimelineView::resetRows);
        connect(source, &TimelineSource::fetchFinished, this, [this](bool ok) {
            m_fetchFailed = !ok;
            refresh();
        });
    }
    resetRows();
    openAtNew();
}

void TimelineView::resetRows()
{
    m_rows.clear();
    m_selection.clear();
    findFirstNew();
    m_geometry.reset(m_source ? m_source->count() : 0);
    refresh();
}

void TimelineView::findFirstNew()
{
    m_rows.setFirstNew(0);
    if (!m_source || m_readAtOpen <= 0)
        return;
    // Rows are in order of seq but for the waiting ones at the end, whose seq is 0.
    int low = 0;
    int high = m_source->count();
    while (high > low && m_source->at(high - 1).seq == 0)
        --high;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (m_source->at(middle).seq > m_readAtOpen)
            high = middle;
        else
            low = middle + 1;
    }
    for (; low < m_source->count(); ++low) {
        const client::TimelineItem &item = m_source->at(low);
        if (item.kind == client::TimelineItem::Kind::Message && !item.own && item.seq > m_readAtOpen) {
            m_rows.setFirstNew(item.seq);
            return;
        }
    }
}

void TimelineView::openAtNew()
{
    if (!m_source || m_rows.firstNew() == 0)
        return;
    const int row = m_source->indexOfSeq(m_rows.firstNew());
    if (row < 0)
        return;
    m_geometry.scrollToRow(row, m_geometry.viewportHeight() / 4);
    refresh();
}

void TimelineView::insertRows(int first, int count)
{
    // The neighbours stand otherwise now, which their frames tell; a quote may find its message.
    if (first == 0)
        findFirstNew();
    else
        noteArrivals(first, count);
    m_geometry.insert(first, count);
    m_selection.rowsInserted(first, count);
    refresh();
    announceRows(*this, first, count);
}

void TimelineView::noteArrivals(int first, int count)
{
    if (first + count < m_source->count())
        return; // filled in before others
    const bool watching = m_geometry.isAtEnd() && isVisible() && isActiveWindow();
    int others = 0;
    for (int row = first; row < first + count; ++row) {
        const client::TimelineItem &item = m_source->at(row);
        if (item.kind != client::TimelineItem::Kind::Message)
            continue;
        if (item.own && item.seq == 0) {
            // Who writes has read.
            m_rows.setFirstNew(0);
            m_geometry.scrollToEnd();
        } else if (!item.own) {
            ++others;
            if (!watching && m_rows.firstNew() == 0)
                m_rows.setFirstNew(item.seq);
        }
    }
    if (!m_geometry.isAtEnd())
        m_jump->setUnread(m_jump->unread() + others);
}

void TimelineView::changeRows(int first, int count)
{
    for (int row = first; row < first + count; ++row)
        m_rows.forget(row);
    refresh();
}

void TimelineView::removeRows(int first, int count)
{
    m_geometry.remove(first, count);
    m_selection.rowsRemoved(first, count);
    m_hovered = {};
    refresh();
}

void TimelineView::restyle()
{
    m_rows.clear();
    m_geometry.remeasureAll();
    placeOverlays();
    refresh();
}

int TimelineView::contentWidth() const { return std::min(viewport()->width(), px(row::column)); }

int TimelineView::contentLeft() const { return (viewport()->width() - contentWidth()) / 2; }

void TimelineView::refresh()
{
    m_rows.setWidth(contentWidth());
    m_geometry.setMargins(px(above), px(below));
    m_geometry.setViewport(contentWidth(), viewport()->height());
    const auto &placed = m_geometry.settle();
    syncBar();
    const bool atEnd = m_geometry.isAtEnd() || placed.empty();
    if (atEnd)
        m_jump->setUnread(0);
    m_jump->setVisible(!atEnd);
    if (atEnd != m_wasAtEnd) {
        m_wasAtEnd = atEnd;
        Q_EMIT
        endReached(atEnd);
    }
    askForOlder();
    viewport()->update();
}

void TimelineView::syncBar()
{
    const auto ceiling = static_cast<int>(std::min<qint64>(m_geometry.maximum(), INT_MAX));
    const auto value = static_cast<int>(std::min<qint64>(m_geometry.value(), INT_MAX));
    for (QScrollBar *bar : { m_bar, verticalScrollBar() }) {
        const QSignalBlocker quiet(bar);
        bar->setRange(0, ceiling);
        bar->setPageStep(viewport()->height());
        bar->setSingleStep(px(60));
        bar->setValue(value);
    }
    m_bar->setVisible(ceiling > 0);
}

void TimelineView::askForOlder()
{
    if (!m_source || m_fetchFailed || !m_source->hasOlder() || m_source->isFetching())
        return;
    if (m_geometry.value() < olderAhead && !m_olderTimer.isActive())
        m_olderTimer.start(); // never from within a signal of the source
}

void TimelineView::placeOverlays()
{
    const QRect inside = viewport()->geometry();
    const int extent = m_bar->sizeHint().width();
    m_bar->setGeometry(inside.right() + 1 - extent, inside.top(), extent, inside.height());
    const QSize size = m_jump->sizeHint();
    m_jump->setGeometry(
        inside.right() - size.width() - px(14), inside.bottom() - size.height() - px(8), size.width(), size.height());
    m_jump->raise();
}

void TimelineView::scrollPixels(int down)
{
    m_fetchFailed = false;
    m_geometry.scrollBy(down);
    refresh();
    if (!m_pointer)
        return;
    const QPoint at = viewport()->mapFromGlobal(QCursor::pos());
    if (viewport()->rect().contains(at) && viewport()->underMouse())
        setHovered(hitAt(at));
}

void TimelineView::scrollToEnd()
{
    m_smooth->stop();
    m_geometry.scrollToEnd();
    refresh();
}

bool TimelineView::scrollToSeq(qint64 seq)
{
    const int row = m_source ? m_source->indexOfSeq(seq) : -1;
    if (row < 0)
        return false;
    m_smooth->stop();
    m_geometry.scrollToRow(row, px(quoteReach));
    m_flashSeq = seq;
    m_flash = 1;
    m_flashTimer.start();
    refresh();
    return true;
}

void TimelineView::setHighlight(const QString &text)
{
    if (text == m_highlight)
        return;
    m_highlight = text;
    viewport()->update();
}

void TimelineView::showRow(int row)
{
    const QRect now = rowRect(row);
    if (!now.isEmpty() && now.top() >= 0 && now.bottom() < viewport()->height())
        return;
    m_smooth->stop();
    m_geometry.scrollToRow(row, viewport()->height() / 3);
    refresh();
}

void TimelineView::showRowAtTop(int row)
{
    m_smooth->stop();
    m_geometry.scrollToRow(row, px(dayReach));
    refresh();
}

TimelineView::Place TimelineView::place() const
{
    if (!m_source || m_geometry.isAtEnd() || m_geometry.placed().empty())
        return {};
    const PlacedRow &first = m_geometry.placed().front();
    return { m_source->at(first.row).mid, first.y, false };
}

void TimelineView::setPlace(const Place &place)
{
    const int row = m_source && !place.atEnd ? m_source->indexOf(place.mid) : -1;
    if (row < 0)
        return;
    m_geometry.scrollToRow(row, place.fromTop + m_rows.at(row).contentTop);
    refresh();
}

void TimelineView::setTyping(const QStringList &names) { m_typing->setNames(names); }

void TimelineView::addNote(const Pill &note)
{
    if (!m_source || m_source->count() == 0)
        return;
    m_rows.addNote(m_source->count() - 1, note);
    refresh();
}

void TimelineView::setEmptyWords(const QString &title, const QString &hint)
{
    m_emptyTitle = title;
    m_emptyHint = hint;
    viewport()->update();
}

void TimelineView::setBeginningWords(const QString &words)
{
    m_beginning = words;
    viewport()->update();
}

void TimelineView::clearNewLine()
{
    m_rows.setFirstNew(0);
    m_readAtOpen = 0;
    refresh();
}

QString TimelineView::selectedText()
{
    if (!m_source || m_selection.isEmpty())
        return {};
    const TextMark first = m_selection.first();
    const TextMark last = m_selection.last();
    QStringList parts;
    for (int row = first.row; row <= last.row && row < m_source->count(); ++row) {
        const QString plain = m_rows.at(row).plain;
        const auto [from, to] = m_selection.within(row, static_cast<int>(plain.size()));
        if (from >= to)
            continue;
        const client::TimelineItem &item = m_source->at(row);
        const bool headed = first.row != last.row && item.kind == client::TimelineItem::Kind::Message;
        const QString head = headed ? authorWords(item) + u", "_s + timeWords(item.ts) + u'\n' : QString();
        parts.append(head + plain.mid(from, to - from));
    }
    return parts.join(u"\n\n"_s);
}

void TimelineView::copySelection()
{
    const QString text = selectedText();
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

QRect TimelineView::rowRect(int row) const
{
    for (const PlacedRow &placed : m_geometry.placed()) {
        if (placed.row == row)
            return { contentLeft(), placed.y, contentWidth(), placed.height };
    }
    return {};
}

TimelineView::Hit TimelineView::hitAt(const QPoint &point)
{
    Hit hit;
    hit.row = m_geometry.rowAt(point.y());
    if (hit.row < 0) {
        // Below the last row and above the first, the nearest one counts for selecting.
        const auto &placed = m_geometry.placed();
        if (placed.empty())
            return hit;
        const bool under = point.y() >= placed.back().y + placed.back().height;
        hit.row = under ? placed.back().row : placed.front().row;
        hit.letter = under ? static_cast<int>(m_rows.at(hit.row).plain.size()) : 0;
        hit.part = Hit::Part::Nothing;
        return hit;
    }
    const RowLayout &layout = m_rows.at(hit.row);
    const QPointF inside = point - rowRect(hit.row).topLeft();
    hit.letter = layout.letterAt(inside);
    hit.part = Hit::Part::Row;
    if (layout.failure && layout.failure->box.contains(inside)) {
        hit.part = Hit::Part::Failure;
    } else if (layout.quote && layout.quote->box.contains(inside)) {
        hit.part = Hit::Part::Quote;
    } else if (const ReactionChip *chip = layout.reactionAt(inside)) {
        hit.part = Hit::Part::Reaction;
        hit.emoji = chip->emoji;
    } else if (const LinkRange *link = layout.linkAt(inside)) {
        hit.part = Hit::Part::Link;
        hit.url = link->url;
    } else if (!layout.day.isEmpty() && layout.dayBox.contains(inside)) {
        hit.part = Hit::Part::Day;
    } else if ((layout.avatar && layout.avatarBox.contains(inside))
        || (layout.name && layout.name->box.contains(inside))) {
        hit.part = Hit::Part::Person;
    } else if (layout.bubble.contains(inside)) {
        const bool onText = std::any_of(layout.pieces.begin(), layout.pieces.end(),
            [&](const TextPiece &piece) { return piece.box.contains(inside); });
        hit.part = onText ? Hit::Part::Text : Hit::Part::Bubble;
    }
    return hit;
}

void TimelineView::setHovered(const Hit &hit)
{
    const bool hand = hit.part == Hit::Part::Link || hit.part == Hit::Part::Quote || hit.part == Hit::Part::Failure
        || hit.part == Hit::Part::Reaction || hit.part == Hit::Part::Person || hit.part == Hit::Part::Day;
    viewport()->setCursor(hand            ? Qt::PointingHandCursor
            : hit.part == Hit::Part::Text ? Qt::IBeamCursor
                                          : Qt::ArrowCursor);
    const bool lit = !hit.url.isEmpty() || !hit.emoji.isEmpty();
    const bool other = hit.url != m_hovered.url || hit.emoji != m_hovered.emoji || (lit && hit.row != m_hovered.row);
    m_hovered = hit;
    if (other)
        viewport()->update();
}

} // namespace hubbub::ui
