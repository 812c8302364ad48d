// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/member_row_delegate.h"

#include "ui/chat/members_model.h"
#include "ui/common/avatar.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>
#include <QtMath>

namespace hubbub::ui {

using client::Person;
using protocol::Presence;
using protocol::Role;

namespace {

constexpr int personHeight = 42;
constexpr int headingHeight = 32;
constexpr int disc = 32;

constexpr int lineFlags = Qt::AlignLeft | Qt::AlignVCenter;

void paintHeading(QPainter &painter, const QRect &row, const QString &text)
{
    QFont face = typeface(Type::Caption, Weight::SemiBold);
    face.setCapitalization(QFont::AllUppercase);
    face.setLetterSpacing(QFont::AbsoluteSpacing, 0.5);
    paintLine(painter, row.adjusted(px(space::m), px(8), -px(space::m), 0), lineFlags, text, face, tokens().faint);
}

void paintPerson(QPainter &painter, const QRect &row, const QModelIndex &index, const Person &person)
{
    const Tokens &t = tokens();
    const bool known = index.data(MembersModel::KnownRole).toBool();
    const bool away = !known || person.state == Presence::Offline;
    const QString name = index.data(MembersModel::NameRole).toString();
    const QRectF avatar(row.left() + px(space::m), row.top() + (row.height() - px(disc)) / 2.0, px(disc), px(disc));
    paintAvatar(painter, avatar,
        { person.user.bytes(), name, known ? std::optional(person.state) : std::nullopt, t.surface, away });

    const int left = qRound(avatar.right()) + px(10);
    int right = row.right() + 1 - px(space::m);
    if (person.role == Role::Owner || person.role == Role::Moderator) {
        const QString role =
            person.role == Role::Owner ? MemberRowDelegate::tr("owner") : MemberRowDelegate::tr("moderator");
        right -= qCeil(paintLine(painter, QRect(left, row.top() + px(3), right - left, px(19)),
                     static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), role, typeface(Type::Caption), t.faint))
            + px(space::s);
    }
    const bool strong = known && MembersModel::sectionOf(person) == MembersModel::Section::Here;
    paintLine(painter, QRect(left, row.top() + px(3), right - left, px(19)), lineFlags, name,
        typeface(Type::Base, strong ? Weight::SemiBold : Weight::Regular), away ? t.secondary : t.text);
    const bool typing = index.data(MembersModel::TypingRole).toBool();
    paintLine(painter, QRect(left, row.top() + px(21), right - left, px(17)), lineFlags,
        index.data(MembersModel::LineRole).toString(), typeface(Type::Caption), typing ? t.accent : t.faint);
}

} // namespace

MemberRowDelegate::MemberRowDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
{
}

QSize MemberRowDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return { px(160), px(index.data(MembersModel::HeadingRole).toBool() ? headingHeight : personHeight) };
}

void MemberRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.data(MembersModel::HeadingRole).toBool()) {
        paintHeading(*painter, option.rect, index.data(Qt::DisplayRole).toString());
    } else {
        if (option.state.testFlag(QStyle::State_MouseOver) || option.state.testFlag(QStyle::State_Selected)) {
            paintBox(*painter, option.rect.adjusted(px(4), 0, -px(4), 0), px(radius::m), tokens().hover);
        }
        paintPerson(*painter, option.rect, index, index.data(MembersModel::PersonRole).value<Person>());
    }
    painter->restore();
}

} // namespace hubbub::ui
