// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/chat_page.h"

#include "ui/chat/members_panel.h"
#include "ui/chat/person_actions.h"
#include "ui/chat/room_list_panel.h"
#include "ui/chat/room_pane.h"
#include "ui/chat/room_talk.h"
#include "ui/chat/room_words.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/settings/settings.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QSplitter>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::ChatClient;
using client::Person;
using client::RoomSummary;

namespace {

constexpr int listLeast = 260;
constexpr int listMost = 540;
constexpr int listFirst = 300;
constexpr int paneLeast = 380;
constexpr std::chrono::milliseconds patience { 1500 };

} // namespace

ChatPage::ChatPage(ChatClient &client, Settings &settings, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_settings(settings)
    , m_clock(clock)
    , m_list(new RoomListPanel(m_rooms))
    , m_pane(new RoomPane(client, clock))
    , m_members(new MembersPanel)
    , m_people(new PersonActions(client, settings, this))
    , m_splitter(new QSplitter(Qt::Horizontal))
    , m_membersWanted(settings.membersShown())
{
    build();
    wire();
    refreshRooms();
    const RoomId last(settings.lastRoom());
    openRoom(m_client.room(last) == nullptr ? RoomId() : last);
}

void ChatPage::build()
{
    setObjectName(u"chatPage"_s);
    m_splitter->setObjectName(u"chatSplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(m_pane);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_list->setMinimumWidth(px(listLeast));
    m_list->setMaximumWidth(px(listMost));
    m_pane->setMinimumWidth(px(paneLeast));
    if (!m_splitter->restoreState(m_settings.splitter()))
        m_splitter->setSizes({ px(listFirst), px(680) });
    m_members->setFixedWidth(px(MembersPanel::designWidth));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_splitter, 1);
    row->addWidget(m_members);
    m_rooms.setNames([this](const RoomSummary &room) { return typingNames(room); });
    m_rooms.setOthers([this](const RoomSummary &room) { return otherOf(m_client, room); });
}

void ChatPage::wire()
{
    connect(m_list, &RoomListPanel::roomChosen, this, &ChatPage::openRoom);
    connect(m_list, &RoomListPanel::newRoomWanted, this, [this] { openNewRoom(); });
    connect(m_list, &RoomListPanel::publicRoomsWanted, this, &ChatPage::openPublicRooms);
    connect(m_list, &RoomListPanel::leaveWanted, this, &ChatPage::confirmLeave);
    connect(m_list, &RoomListPanel::markReadWanted, this, &ChatPage::markRead);
    connect(m_pane, &RoomPane::newRoomWanted, this, [this] { openNewRoom(); });
    connect(m_pane, &RoomPane::publicRoomsWanted, this, &ChatPage::openPublicRooms);
    connect(m_pane, &RoomPane::leaveWanted, this, [this] { confirmLeave(m_room); });
    connect(m_pane, &RoomPane::conversationWanted, this, &ChatPage::openRoom);
    connect(m_pane, &RoomPane::handWanted, this, &ChatPage::openHand);
    connect(m_pane, &RoomPane::inviteWanted, this, &ChatPage::openInvite);
    connect(m_pane, &RoomPane::settingsWanted, this, &ChatPage::openRoomSettings);
    connect(m_list, &RoomListPanel::directWanted, this, &ChatPage::openDirectSheet);
    connect(m_members, &MembersPanel::inviteWanted, this, &ChatPage::openInvite);
    connect(m_members, &MembersPanel::messageWanted, this, &ChatPage::openDirect);
    connect(m_members, &MembersPanel::menuWanted, this, &ChatPage::openPersonMenu);
    connect(m_members, &MembersPanel::cardWanted, this,
        [this](const Person &person, const QRect &place) { openCard(person, true, place, false); });
    connect(m_people, &PersonActions::cardWanted, this, [this](const UserId &user) {
        const QPoint middle = m_pane->mapToGlobal(QPoint(m_pane->width() / 2, px(space::xxl) * 2));
        openCardOf(user, QRect(middle, QSize(1, 1)), true);
    });
    connect(&m_pane->talk().timeline(), &TimelineView::personRequested, this,
        [this](const UserId &user, const QRect &place) { openCardOf(user, place, false); });
    connect(m_people, &PersonActions::roomWanted, this, &ChatPage::openRoom);
    connect(m_people, &PersonActions::done, this, [this](const QString &words) { m_pane->talk().note(words); });
    connect(m_pane, &RoomPane::unbanWanted, this, &ChatPage::openUnban);
    connect(m_pane, &RoomPane::connectionWanted, this, &ChatPage::openConnection);
    connect(m_pane, &RoomPane::menuOpening, this, [this](QMenu *menu) {
        const RoomSummary *room = m_client.room(m_room);
        if (const auto other = room ? otherOf(m_client, *room) : std::nullopt)
            m_people->addTo(*menu, *room, *other);
    });
    connect(m_pane, &RoomPane::markReadWanted, this, [this] { markRead(m_room); });
    connect(m_pane, &RoomPane::signInWanted, this, &ChatPage::signInWanted);
    const auto toggle = [this] {
        m_membersWanted = !m_membersWanted;
        m_settings.setMembersShown(m_membersWanted);
        showMembers();
    };
    connect(m_pane, &RoomPane::membersToggled, this, toggle);
    const auto obeySendKey = [this] {
        m_pane->talk().setSendsByCtrl(m_settings.sendKey() == Settings::SendKey::CtrlEnter);
    };
    connect(&m_settings, &Settings::sendKeyChanged, this, obeySendKey);
    obeySendKey();
    connect(m_members, &MembersPanel::closeWanted, this, toggle);

    m_rooms.setChoices([this](const RoomId &room) {
        return RoomListModel::Choice { m_settings.attention(room), m_settings.isPinned(room) };
    });
    connect(m_list, &RoomListPanel::pinWanted, &m_settings, &Settings::setPinned);
    connect(m_list, &RoomListPanel::attentionWanted, &m_settings, &Settings::setAttention);
    connect(&m_settings, &Settings::roomChoicesChanged, this, &ChatPage::refreshRooms);
    connect(&m_client, &ChatClient::roomsReset, this, &ChatPage::refreshRooms);
    connect(&m_client, &ChatClient::roomChanged, this, &ChatPage::refreshRoom);
    connect(&m_client, &ChatClient::peopleChanged, this, &ChatPage::refreshPeople);
    // A move from node to node takes a moment in which nothing changes: only what lasts longer makes presences stale.
    m_stale.setSingleShot(true);
    m_stale.setInterval(patience);
    connect(&m_stale, &QTimer::timeout, this, [this] { setKnown(false); });
    connect(&m_client, &ChatClient::linkChanged, this, &ChatPage::refreshKnown);
    connect(&m_client, &ChatClient::signedIn, this, [this] {
        m_rooms.setMe(m_client.me().user);
        m_lost.clear();
        if (!m_room.isEmpty())
            m_client.refreshPeople(m_room);
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_list->setMinimumWidth(px(listLeast));
        m_list->setMaximumWidth(px(listMost));
        m_pane->setMinimumWidth(px(paneLeast));
        m_members->setFixedWidth(px(MembersPanel::designWidth));
        showMembers();
    });
}

/// Who is here is known as long as there is a connection.
void ChatPage::refreshKnown()
{
    if (m_client.link().phase == client::Phase::Online) {
        m_stale.stop();
        setKnown(true);
    } else if (m_known && !m_stale.isActive()) {
        m_stale.start();
    }
}

void ChatPage::setKnown(bool known)
{
    if (m_known == known)
        return;
    m_known = known;
    m_pane->setKnown(known);
    m_members->setKnown(known);
    m_rooms.setKnown(known);
}

void ChatPage::openRoom(const RoomId &room)
{
    if (!room.isEmpty() && m_client.room(room) == nullptr)
        return;
    const bool other = room != m_room;
    m_room = room;
    m_list->showChosen(room);
    m_pane->setRoom(room);
    showMembers();
    m_client.setOnScreen(room);
    Q_EMIT
    roomOpened(room);
    if (room.isEmpty())
        return;
    if (other)
        m_members->clear();
    m_settings.setLastRoom(room.text());
    showPeople();
    m_client.refreshPeople(room);
    refreshRights();
    m_pane->talk().focusComposer();
}

void ChatPage::refreshRooms()
{
    m_rooms.setMe(m_client.me().user);
    const QList<RoomSummary> rooms = m_client.rooms();
    for (const RoomSummary &room : rooms)
        askWhoItIs(room);
    keepLostTexts();
    m_list->setRooms(rooms);
    m_rooms.refreshChoices();
    if (!m_room.isEmpty() && m_client.room(m_room) == nullptr)
        openRoom({});
    else
        m_pane->refreshRoom();
    m_list->showChosen(m_room);
    refreshUnread();
}

/// What was being written in a room that is gone goes with it otherwise.
void ChatPage::keepLostTexts()
{
    for (int row = 0; row < m_rooms.rowCount(); ++row) {
        const RoomSummary &room = m_rooms.at(row);
        if (m_client.room(room.room) != nullptr)
            continue;
        const QString text = room.room == m_room ? m_pane->talk().written() : room.draft;
        if (!text.trimmed().isEmpty())
            m_lost.insert(room.room, text);
    }
}

QString ChatPage::takeLostText(const RoomId &room) { return m_lost.take(room); }

void ChatPage::refreshRoom(const RoomId &room)
{
    if (const RoomSummary *summary = m_client.room(room))
        m_rooms.updateRoom(*summary);
    if (room == m_room)
        m_pane->refreshRoom();
    refreshRights();
    refreshUnread();
}

void ChatPage::refreshPeople(const RoomId &room)
{
    const RoomSummary *summary = m_client.room(room);
    if (summary != nullptr && summary->kind == protocol::RoomKind::Direct) {
        m_rooms.updateRoom(*summary); // the other's name may be known by now
        m_rooms.refresh(room); // and the presence changed
    }
    if (room != m_room)
        return;
    showPeople();
    m_pane->refreshRoom();
}

void ChatPage::showPeople()
{
    const RoomSummary *summary = m_client.room(m_room);
    m_members->setPeople(m_client.people(m_room), summary != nullptr ? summary->members : 0);
}

/// A direct room has no title of its own, and is called like whom it is with.
void ChatPage::askWhoItIs(const RoomSummary &room)
{
    if (room.kind != protocol::RoomKind::Direct || m_asked.contains(room.room) || !m_client.people(room.room).isEmpty()
        || m_client.link().phase != client::Phase::Online)
        return;
    m_asked.insert(room.room);
    m_client.refreshPeople(room.room);
}

void ChatPage::refreshRights()
{
    const RoomSummary *room = m_client.room(m_room);
    m_members->setCanInvite(room != nullptr && mayInvite(*room));
}

void ChatPage::refreshUnread()
{
    qint64 all = 0;
    for (const RoomSummary &room : m_client.rooms())
        all += unreadThatCounts(room, m_settings.attention(room.room));
    if (all == m_unread)
        return;
    m_unread = all;
    Q_EMIT
    unreadChanged(all);
}

QStringList ChatPage::typingNames(const RoomSummary &room) const
{
    QStringList names;
    for (const UserId &user : room.typing)
        names.append(m_client.displayOf(user));
    return names;
}

void ChatPage::setNodeNames(NodeNames names) { m_pane->setNodeNames(std::move(names)); }

/// A narrow window has no room for the panel, whatever was wished.
void ChatPage::showMembers()
{
    const int least = px(listLeast) + px(paneLeast) + px(MembersPanel::designWidth);
    const bool shown = m_membersWanted && !m_room.isEmpty() && width() >= least;
    m_members->setVisible(shown);
    m_pane->setMembersShown(shown);
}

void ChatPage::resizeEvent(QResizeEvent *) { showMembers(); }

void ChatPage::openNextUnread()
{
    if (const RoomId next = m_list->nextUnread(m_room); !next.isEmpty())
        openRoom(next);
}

void ChatPage::markRead(const RoomId &room)
{
    const RoomSummary *summary = m_client.room(room);
    if (summary != nullptr && summary->unread > 0)
        m_client.markRead(room, summary->lastSeq);
}

void ChatPage::saveLayout() { m_settings.setSplitter(m_splitter->saveState()); }

} // namespace hubbub::ui
