// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms, the open room, its people: keeps which room is open and carries what happens in the client to its parts.
#pragma once

#include "ui/chat/link_words.h"
#include "ui/chat/room_list_model.h"

#include <QHash>
#include <QPointer>
#include <QSet>
#include <QTimer>
#include <QWidget>

class QSplitter;

namespace hubbub::ui {

class MembersPanel;
class PersonActions;
class PersonCard;
class RoomListPanel;
class RoomPane;
class Settings;

class ChatPage final : public QWidget {
    Q_OBJECT
public:
    /// All outlive the page.
    ChatPage(client::ChatClient &client, Settings &settings, const Clock &clock, QWidget *parent = nullptr);

    void openRoom(const RoomId &room);
    [[nodiscard]] const RoomId &currentRoom() const { return m_room; }
    void setNodeNames(NodeNames names);

    /// The room, at that message, as far as the way there leads; 0: where it was left.
    void openMessage(const RoomId &room, qint64 seq);
    /// The room of two with that person, made if needed.
    void openDirect(const UserId &user);
    void openFind(); ///< in the open room
    void openSearch(); ///< in all that was seen on this computer
    void openSwitcher();
    void openNewRoom(const QString &title = {});
    void openPublicRooms();
    /// Asks a desk of that title for help.
    void openHelp(const RoomId &desk, const QString &title);
    void openHand(const RoomId &desk, const RoomId &conversation); ///< to another agent
    void openDirectSheet();
    void openInvite(); ///< into the open room
    void openRoomSettings();
    void confirmLeave(const RoomId &room);
    void openNextUnread();
    void markRead(const RoomId &room);
    void saveLayout();
    void openUnban(); ///< from the open room
    void openConnection(); ///< what became of it
    /// What was being written in a room that is gone, once.
    [[nodiscard]] QString takeLostText(const RoomId &room);

Q_SIGNALS:
    void signInWanted();
    void unreadChanged(qint64 all);
    void roomOpened(const hubbub::RoomId &room); ///< empty: none is open

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void wire();
    void refreshRooms();
    void refreshRoom(const RoomId &room);
    void showPeople();
    void refreshPeople(const RoomId &room);
    void refreshUnread();
    void refreshRights();
    void refreshKnown();
    void setKnown(bool known);
    void keepLostTexts();
    void askWhoItIs(const client::RoomSummary &room);
    void openCard(const client::Person &person, bool member, const QRect &place, bool focus);
    void openCardOf(const UserId &user, const QRect &place, bool focus);
    void openPersonMenu(const client::Person &person, const QPoint &at);
    void confirmClose(const RoomId &room);
    [[nodiscard]] QList<client::Person> knownPeople() const;
    void showMembers();
    [[nodiscard]] QStringList typingNames(const client::RoomSummary &room) const;

    client::ChatClient &m_client;
    Settings &m_settings;
    const Clock &m_clock;
    RoomListModel m_rooms;
    RoomListPanel *m_list;
    RoomPane *m_pane;
    MembersPanel *m_members;
    PersonActions *m_people;
    QPointer<PersonCard> m_card;
    QSet<RoomId> m_asked; ///< direct rooms whose people were asked for
    QSplitter *m_splitter;
    RoomId m_room;
    QHash<RoomId, QString> m_lost; ///< half-written messages of rooms that are gone
    QTimer m_stale; ///< until presences count as unknown
    bool m_known = true; ///< whether presences are what they are now
    bool m_membersWanted = true;
    qint64 m_unread = -1;
};

} // namespace hubbub::ui
