// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/chat_header.h"

#include "ui/chat/connection_chip.h"
#include "ui/chat/room_words.h"
#include "ui/chat/text_guard.h"
#include "ui/common/avatar.h"
#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/menu_action.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int compactBelow = 480; ///< the room's title comes first

} // namespace

ChatHeader::ChatHeader(QWidget *parent)
    : QWidget(parent)
    , m_avatar(new Avatar(34, this))
    , m_title(new Label({}, Type::Lead, Label::Ink::Text, Weight::SemiBold, this))
    , m_line(new Label({}, Type::Small, Label::Ink::Secondary, Weight::Regular, this))
    , m_chip(new ConnectionChip(this))
    , m_find(new IconButton(Glyph::Search, tr("Find in this room"), this))
    , m_members(new IconButton(Glyph::Users, tr("Members"), this))
    , m_more(new IconButton(Glyph::EllipsisVertical, tr("More"), this))
{
    setObjectName(u"chatHeader"_s);
    m_title->setObjectName(u"roomTitle"_s);
    m_line->setObjectName(u"roomLine"_s);
    m_find->setObjectName(u"findButton"_s);
    m_members->setObjectName(u"membersButton"_s);
    m_members->setCheckable(true);
    m_more->setObjectName(u"roomMenuButton"_s);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);

    auto *names = new QVBoxLayout;
    names->addStretch(1);
    names->addWidget(m_title);
    names->addWidget(m_line);
    names->addStretch(1);
    auto *row = new QHBoxLayout(this);
    row->addWidget(m_avatar);
    row->addLayout(names, 1);
    row->addWidget(m_chip);
    connect(m_chip, &ConnectionChip::clicked, this, &ChatHeader::connectionWanted);
    row->addWidget(m_find);
    row->addWidget(m_members);
    row->addWidget(m_more);
    connect(m_find, &IconButton::clicked, this, &ChatHeader::findWanted);
    connect(m_members, &IconButton::clicked, this, &ChatHeader::membersToggled);
    connect(m_more, &IconButton::clicked, this, &ChatHeader::openMenu);
    connect(&Theme::instance(), &Theme::changed, this, &ChatHeader::adopt);
    adopt();
    setRoom(nullptr);
}

void ChatHeader::adopt()
{
    auto *row = static_cast<QHBoxLayout *>(layout());
    row->setContentsMargins(px(space::l), 0, px(space::m), 1);
    row->setSpacing(px(space::xs));
    row->itemAt(1)->layout()->setContentsMargins(px(space::s), 0, px(space::m), 0);
    row->itemAt(1)->layout()->setSpacing(0);
    updateGeometry();
    update();
}

QSize ChatHeader::sizeHint() const { return { px(380), px(designHeight) }; }

void ChatHeader::setRoom(const client::RoomSummary *room, const std::optional<client::Person> &other, bool known)
{
    m_avatar->setVisible(room != nullptr);
    m_title->setVisible(room != nullptr);
    m_line->setVisible(room != nullptr);
    m_find->setVisible(room != nullptr);
    m_members->setVisible(room != nullptr);
    m_more->setVisible(room != nullptr);
    if (room == nullptr)
        return;
    m_isDirect = room->kind == protocol::RoomKind::Direct;
    AvatarLook look { other ? other->user.bytes() : room->room.bytes(), plainTitle(*room), {}, {}, false };
    if (other && known)
        look.presence = other->state;
    m_avatar->setLook(look);
    m_title->setText(roomTitle(*room));
    QString count = headcountWords(room->members, known ? room->present : 0);
    if (m_isDirect)
        count = !other ? QString() : known ? presenceLine(*other) : tr("not known just now");
    m_line->setText(room->topic.isEmpty() ? count : u"%1 · %2"_s.arg(isolated(topicLine(*room)), count));
    m_canLeave = room->kind != protocol::RoomKind::Direct;
    m_canInvite = mayInvite(*room);
    m_canSet = m_canLeave && room->kind != protocol::RoomKind::Case && room->role >= protocol::Role::Moderator;
}

void ChatHeader::setLine(const QString &words) { m_line->setText(words); }

void ChatHeader::setLink(const client::LinkView &link) { m_chip->setWords(chipWords(link)); }

void ChatHeader::setMembersShown(bool on)
{
    m_members->setChecked(on);
    m_members->setName(on ? tr("Hide members") : tr("Show members"));
}

void ChatHeader::openMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(ui::addAction(*menu, Glyph::CheckCheck, tr("Mark as read\tEsc")), &QAction::triggered, this,
        &ChatHeader::markReadWanted);
    connect(
        ui::addAction(*menu, Glyph::History, tr("Jump to a day…")), &QAction::triggered, this, &ChatHeader::dayWanted);
    if (m_canInvite)
        connect(ui::addAction(*menu, Glyph::UserPlus, tr("Invite people…")), &QAction::triggered, this,
            &ChatHeader::inviteWanted);
    if (m_canSet)
        connect(ui::addAction(*menu, Glyph::Settings, tr("Room settings…")), &QAction::triggered, this,
            &ChatHeader::settingsWanted);
    if (m_canSet)
        connect(ui::addAction(*menu, Glyph::RotateCw, tr("Lift a ban…")), &QAction::triggered, this,
            &ChatHeader::unbanWanted);
    if (m_isDirect)
        Q_EMIT
    menuOpening(menu);
    if (m_canLeave) {
        menu->addSeparator();
        connect(addDangerAction(*menu, Glyph::LogOut, tr("Leave room…")), &QAction::triggered, this,
            &ChatHeader::leaveWanted);
    }
    menu->popup(m_more->mapToGlobal(QPoint(m_more->width() - menu->sizeHint().width(), m_more->height())));
}

void ChatHeader::resizeEvent(QResizeEvent *) { m_chip->setCompact(width() < px(compactBelow)); }

void ChatHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens().line);
}

} // namespace hubbub::ui
