// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/found_model.h"

#include "ui/chat/chat_words.h"
#include "ui/chat/room_words.h"
#include "ui/common/avatar.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"

#include <QDateTime>
#include <QPainter>
#include <QTextLayout>
#include <QtMath>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int faceSide = 36;
constexpr int atLeft = static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
constexpr int atRight = static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);

/// One line of that width from `text`; how many units of it fit.
qsizetype layOut(QTextLayout &layout, const FoundLine &line, double width)
{
    QTextCharFormat found;
    found.setFont(typeface(Type::Base, Weight::SemiBold));
    QList<QTextLayout::FormatRange> formats;
    for (const client::SearchHit::Match &match : line.matches)
        formats.append({ static_cast<int>(match.from), static_cast<int>(match.length), found });
    layout.setText(line.text);
    layout.setFont(typeface(Type::Base));
    layout.setFormats(formats);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine first = layout.createLine();
    first.setLineWidth(width);
    layout.endLayout();
    return first.textLength();
}

void paintFound(QPainter &painter, const QRectF &where, FoundLine line)
{
    const Tokens &t = tokens();
    QTextLayout layout;
    const qsizetype fits = layOut(layout, line, where.width());
    if (fits < line.text.size()) {
        line.text.truncate(qMax<qsizetype>(fits - 2, 0));
        line.text = line.text.trimmed() + u'…';
        line.matches.removeIf([&](const auto &match) { return match.from >= line.text.size(); });
        layOut(layout, line, where.width());
    }
    const QTextLine shown = layout.lineAt(0);
    const QPointF at(where.left(), where.top() + (where.height() - shown.height()) / 2);
    QList<QTextLayout::FormatRange> inks;
    for (const client::SearchHit::Match &match : std::as_const(line.matches)) {
        const double from = shown.cursorToX(static_cast<int>(match.from));
        const double to = shown.cursorToX(static_cast<int>(match.from + match.length));
        const QRectF box(at.x() + qMin(from, to) - px(2), at.y(), qAbs(to - from) + px(4), shown.height());
        paintBox(painter, box, px(radius::s), t.accentSoft);
        QTextCharFormat ink;
        ink.setForeground(readable(t.accent, t.accentSoft));
        inks.append({ static_cast<int>(match.from), static_cast<int>(match.length), ink });
    }
    painter.setPen(t.secondary);
    layout.draw(&painter, at, inks);
}

} // namespace

void FoundModel::setHits(const QList<client::SearchHit> &hits, const client::ChatClient &client)
{
    beginResetModel();
    m_rows.clear();
    for (const client::SearchHit &hit : hits) {
        const client::RoomSummary *room = client.room(hit.room);
        if (room == nullptr) // gone this moment
            continue;
        m_rows.append({ hit.room, hit.seq, hit.ts, hit.from, personName(client.displayOf(hit.from), hit.from),
            roomTitle(*room), foundLine(hit) });
    }
    endResetModel();
}

void FoundModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

int FoundModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant FoundModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const FoundMessage &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row.line.text;
    case Qt::ToolTipRole:
        return fullTimeWords(row.ts);
    case Qt::AccessibleTextRole:
        return tr("%1 in %2, %3: %4").arg(row.who, row.where, fullTimeWords(row.ts), row.line.text);
    case MessageRole:
        return QVariant::fromValue(row);
    default:
        return {};
    }
}

QSize FoundRowDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { px(240), px(rowHeight) };
}

void FoundRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens &t = tokens();
    const auto found = index.data(FoundModel::MessageRole).value<FoundMessage>();
    const QRect row = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    if (chosen || option.state.testFlag(QStyle::State_MouseOver))
        paintBox(*painter, row, px(radius::m), chosen ? t.selected : t.hover);
    const QRectF face(
        row.left() + px(space::s), row.top() + (row.height() - px(faceSide)) / 2.0, px(faceSide), px(faceSide));
    paintAvatar(*painter, face, { found.from.bytes(), found.who, {}, {}, false });

    const double left = face.right() + px(space::m);
    const double right = row.right() + 1 - px(space::m);
    const QRectF head(left, row.top() + px(8), right - left, px(20));
    const double time = paintLine(*painter, head, atRight, listTime(found.ts, QDateTime::currentDateTime()),
        typeface(Type::Caption), chosen ? t.secondary : t.faint);
    const double names = head.width() - time - px(space::m);
    const double who = paintLine(*painter, QRectF(left, head.top(), names * 0.6, head.height()), atLeft, found.who,
        typeface(Type::Base, Weight::SemiBold), t.text);
    const double after = who + px(space::s);
    paintLine(*painter, QRectF(left + after, head.top(), names - after, head.height()), atLeft, found.where,
        typeface(Type::Small), t.secondary);
    paintFound(*painter, QRectF(left, row.top() + px(29), right - left, px(19)), found.line);
    painter->restore();
}

} // namespace hubbub::ui
