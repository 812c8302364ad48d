// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/room_row_delegate.h"

#include "ui/chat/room_list_model.h"
#include "ui/common/avatar.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"

#include <QDateTime>
#include <QPainter>
#include <QtMath>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::RoomSummary;

namespace {

constexpr int fullHeight = 62;
constexpr int compactHeight = 44;

struct Pen {
    QPainter &painter;
    const Tokens &t;
};

void drawText(const Pen &pen, const QRect &where, const QFont &face, const QColor &colour, const QString &text,
    Qt::Alignment align = Qt::AlignLeft)
{
    paintLine(pen.painter, where, static_cast<int>(align | Qt::AlignVCenter), text, face, colour);
}

/// Right-aligned at `right`; returns the width that it took, with the gap before it.
int drawBadge(const Pen &pen, int right, int centre, const QString &text, Tone tone)
{
    const QSizeF size = badgeSize(text);
    paintBadge(
        pen.painter, QRectF(right - size.width(), centre - size.height() / 2, size.width(), size.height()), text, tone);
    return qCeil(size.width()) + px(space::s);
}

int drawMark(const Pen &pen, int right, int centre, Glyph glyph, const QColor &colour)
{
    const int side = px(16);
    paintGlyph(pen.painter, glyph, QRectF(right - side, centre - side / 2.0, side, side), colour);
    return side + px(6);
}

/// What stands at the right of the last line, from the right: badge, then marks. Returns the width taken.
int drawState(const Pen &pen, const RoomSummary &room, Attention attention, bool pinned, int right, int centre)
{
    int taken = 0;
    const Tone tone = unreadThatCounts(room, attention) > 0 ? Tone::Accent : Tone::Neutral;
    if (room.mentions > 0)
        taken += drawBadge(pen, right, centre, u"@ %1"_s.arg(badgeCount(room.unread)), tone);
    else if (room.unread > 0)
        taken += drawBadge(pen, right, centre, badgeCount(room.unread), tone);
    else if (pinned)
        taken += drawMark(pen, right, centre, Glyph::Pin, pen.t.faint);
    if (room.failed > 0)
        taken += drawMark(pen, right - taken, centre, Glyph::CircleAlert, pen.t.crit);
    else if (room.waiting > 0)
        taken += drawMark(pen, right - taken, centre, Glyph::Clock, pen.t.faint);
    return taken;
}

void drawPreview(const Pen &pen, const RoomPreview &preview, QRect where)
{
    using Kind = RoomPreview::Kind;
    const QFont face = typeface(Type::Small);
    QColor colour = pen.t.secondary;
    if (preview.kind == Kind::Typing)
        colour = pen.t.accent;
    if (preview.kind == Kind::Draft) {
        drawText(pen, where, face, pen.t.crit, preview.who);
        where.setLeft(where.left() + QFontMetrics(face).horizontalAdvance(preview.who));
        drawText(pen, where, face, colour, preview.text);
        return;
    }
    drawText(pen, where, face, colour, preview.who + preview.text);
}

void drawGround(const Pen &pen, const QStyleOptionViewItem &option)
{
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    const bool under = option.state.testFlag(QStyle::State_MouseOver);
    if (!chosen && !under)
        return;
    paintBox(
        pen.painter, option.rect.adjusted(px(4), 0, -px(4), 0), px(radius::m), chosen ? pen.t.selected : pen.t.hover);
}

} // namespace

RoomRowDelegate::RoomRowDelegate(Size size, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_size(size)
{
}

QSize RoomRowDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { px(200), px(m_size == Size::Full ? fullHeight : compactHeight) };
}

void RoomRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto room = index.data(RoomListModel::SummaryRole).value<RoomSummary>();
    const bool full = m_size == Size::Full;
    const QRect row = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const Pen pen { *painter, tokens() };
    drawGround(pen, option);

    const int disc = px(full ? 46 : 30);
    const int edge = px(full ? space::l : space::m);
    const QRectF avatar(row.left() + edge, row.top() + (row.height() - disc) / 2.0, disc, disc);
    AvatarLook look { room.room.bytes(), plainTitle(room), {}, {}, false };
    if (const QVariant other = index.data(RoomListModel::OtherRole); other.isValid()) {
        const auto person = other.value<client::Person>();
        look.key = person.user.bytes();
        if (index.data(RoomListModel::KnownRole).toBool())
            look.presence = person.state;
        look.behind = option.state.testFlag(QStyle::State_Selected) ? pen.t.selected
            : option.state.testFlag(QStyle::State_MouseOver)        ? pen.t.hover
                                                                    : pen.t.surface;
    }
    paintAvatar(*painter, avatar, look);

    const int left = row.left() + edge + disc + px(space::m);
    const int right = row.right() + 1 - px(space::l);
    const QString time = listTime(room.lastTs, QDateTime::currentDateTime());
    const QFont small = typeface(Type::Caption);
    const int lineTall = px(20);
    const int titleTop = full ? row.top() + px(11) : row.top() + (row.height() - lineTall) / 2;
    int titleRight = right;
    if (full && !time.isEmpty()) {
        const int wide = QFontMetrics(small).horizontalAdvance(time) + 1;
        drawText(pen, { right - wide, titleTop, wide, lineTall }, small, pen.t.faint, time, Qt::AlignRight);
        titleRight -= wide + px(space::s);
    }
    const auto attention = static_cast<Attention>(index.data(RoomListModel::AttentionRole).toInt());
    const bool pinned = index.data(RoomListModel::PinnedRole).toBool();
    if (!full)
        titleRight -= drawState(pen, room, attention, pinned, right, row.center().y());
    // Behind the title, at most one: what is muted, else what is private.
    std::optional<Glyph> mark;
    if (attention == Attention::Muted)
        mark = Glyph::BellOff;
    else if (room.visibility == protocol::Visibility::Private && room.kind == protocol::RoomKind::Chat)
        mark = Glyph::Lock;
    if (mark) {
        const QFont face = typeface(Type::Base, Weight::SemiBold);
        const int wide = QFontMetrics(face).horizontalAdvance(roomTitle(room));
        const int x = std::min(left + wide + px(6), titleRight - px(13));
        paintGlyph(*painter, *mark, QRectF(x, titleTop + (lineTall - px(13)) / 2.0, px(13), px(13)), pen.t.faint);
        titleRight = x - px(4);
    }
    drawText(pen, { left, titleTop, titleRight - left, lineTall }, typeface(Type::Base, Weight::SemiBold), pen.t.text,
        roomTitle(room));
    if (full) {
        const int lineTop = row.top() + px(31);
        const int taken = drawState(pen, room, attention, pinned, right, lineTop + lineTall / 2);
        drawPreview(pen, index.data(RoomListModel::PreviewRole).value<RoomPreview>(),
            { left, lineTop, right - taken - left, lineTall });
    }
    painter->restore();
}

} // namespace hubbub::ui
