// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms, the open room, its people: keeps which room is open and carries what happens in the client to its parts.
#pragma once

#include "ui/chat/link_words.h"
#include "ui/chat/room_list_model.h"

#include <QWidget>

class QSplitter;

namespace hubbub::ui {

class MembersPanel;
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

    void openSwitcher();
    void openNewRoom(const QString &title = {});
    void openPublicRooms();
    void confirmLeave(const RoomId &room);
    void openNextUnread();
    void markRead(const RoomId &room);
    void saveLayout();

Q_SIGNALS:
    void signInWanted();
    void unreadChanged(qint64 all);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void wire();
    void refreshRooms();
    void refreshRoom(const RoomId &room);
    void refreshPeople(const RoomId &room);
    void refreshUnread();
    void showMembers();
    [[nodiscard]] QStringList typingNames(const client::RoomSummary &room) const;

    client::ChatClient &m_client;
    Settings &m_settings;
    RoomListModel m_rooms;
    RoomListPanel *m_list;
    RoomPane *m_pane;
    MembersPanel *m_members;
    QSplitter *m_splitter;
    RoomId m_room;
    bool m_membersWanted = true;
    qint64 m_unread = -1;
};

} // namespace hubbub::ui
