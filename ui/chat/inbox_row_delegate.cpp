// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/inbox_row_delegate.h"

#include "ui/chat/inbox_model.h"
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

namespace {

constexpr int rowHeight = 64;
constexpr int disc = 40;
constexpr int edge = space::l; ///< from the column to the disc, and from the time to the column
constexpr int badge = 18; ///< of the kind, at the disc's lower right
constexpr int left = static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
constexpr int right = static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);

void paintFace(QPainter &painter, const QRectF &box, const protocol::InboxItem &item, const NoticeWords &words)
{
    const Tokens &t = tokens();
    if (words.who.isEmpty()) {
        paintBox(painter, box, box.width() / 2, t.accentSoft);
        const double inset = box.width() * 0.27;
        paintGlyph(painter, words.glyph, box.adjusted(inset, inset, -inset, -inset), t.accent);
        return;
    }
    paintAvatar(painter, box, { item.notice.from.bytes(), words.who, {}, t.surface, false });
    const double side = px(badge);
    const QRectF mark(box.right() - side + px(3), box.bottom() - side + px(3), side, side);
    paintBox(painter, mark.adjusted(-2, -2, 2, 2), side / 2 + 2, t.surface);
    paintBox(painter, mark, side / 2, t.accent);
    const double inset = px(4);
    paintGlyph(painter, words.glyph, mark.adjusted(inset, inset, -inset, -inset), t.onAccent);
}

} // namespace

QRect InboxRowDelegate::column(const QRect &row)
{
    const int wide = qMin(row.width(), px(columnWidth));
    return { row.left() + (row.width() - wide) / 2, row.top(), wide, row.height() };
}

QSize InboxRowDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { px(240), px(rowHeight) };
}

void InboxRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto item = index.data(InboxModel::ItemRole).value<protocol::InboxItem>();
    const auto words = index.data(InboxModel::WordsRole).value<NoticeWords>();
    const Tokens &t = tokens();
    const QRect row = column(option.rect);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool chosen = option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange;
    if (chosen || option.state & (QStyle::State_MouseOver | QStyle::State_Selected))
        paintBox(*painter, row.adjusted(px(6), 1, -px(6), -1), px(radius::m), chosen ? t.selected : t.hover);
    const QRectF face(row.left() + px(edge), row.top() + (row.height() - px(disc)) / 2.0, px(disc), px(disc));
    paintFace(*painter, face, item, words);

    const int from = qRound(face.right()) + px(space::m);
    int to = row.right() + 1 - px(edge);
    const int middle = row.center().y();
    const bool two = !words.line.isEmpty();
    const QRect first(from, two ? middle - px(20) : middle - px(10), to - from, px(20));
    to -= qCeil(paintLine(*painter, first, right, listTime(item.ts, QDateTime::currentDateTime()),
              typeface(Type::Caption), t.faint))
        + px(space::m);
    if (!item.read) {
        paintBox(*painter, QRectF(to - px(8), first.center().y() - px(4) + 1, px(8), px(8)), px(4), t.accent);
        to -= px(8) + px(space::s);
    }
    paintLine(*painter, QRect(from, first.top(), to - from, first.height()), left, words.title,
        typeface(Type::Base, item.read ? Weight::Regular : Weight::SemiBold), t.text);
    if (two)
        paintLine(*painter, QRect(from, middle, row.right() + 1 - px(edge) - from, px(20)), left, words.line,
            typeface(Type::Small), t.secondary);
    painter->restore();
}

} // namespace hubbub::ui
