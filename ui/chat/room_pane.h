// SPDX-License-Identifier: GPL-3.0-or-later
// The middle of the chat page: header, connection bar and the room's timeline with its composer, or what stands there
// while no room is open.
#pragma once

#include "core/base/clock.h"
#include "core/client/chat_client.h"
#include "ui/chat/link_words.h"

#include <QWidget>

class QMenu;
class QStackedLayout;

namespace hubbub::ui {

class ChatHeader;
class ConnectionBar;
class EmptyState;
class QueuePanel;
class RoomTalk;

class RoomPane final : public QWidget {
    Q_OBJECT
    Q_MOC_INCLUDE(<QMenu>)
public:
    RoomPane(client::ChatClient &client, const Clock &clock, QWidget *parent = nullptr);

    /// Empty: none is open.
    void setRoom(const RoomId &room);
    void refreshRoom();
    void refreshLink();
    /// The store on disk fails; said in the bar while the link has nothing to say.
    void setStoreProblem(const QString &sentence);
    void setNodeNames(NodeNames names);
    void setMembersShown(bool on);
    void setKnown(bool known); ///< whether presences are what they are now
    [[nodiscard]] RoomTalk &talk() { return *m_talk; }

Q_SIGNALS:
    void membersToggled();
    void leaveWanted();
    void inviteWanted();
    void settingsWanted();
    void markReadWanted();
    void unbanWanted();
    void connectionWanted();
    void menuOpening(QMenu *menu); ///< of the open room, which is one of two
    void signInWanted();
    void publicRoomsWanted();
    void newRoomWanted();
    void conversationWanted(const hubbub::RoomId &room);
    void handWanted(const hubbub::RoomId &desk, const hubbub::RoomId &conversation);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void wire();

    client::ChatClient &m_client;
    RoomId m_room;
    QString m_storeProblem;
    bool m_known = true;
    NodeNames m_names;
    ChatHeader *m_header;
    ConnectionBar *m_bar;
    QueuePanel *m_queue;
    EmptyState *m_none;
    RoomTalk *m_talk;
    QStackedLayout *m_pages;
};

} // namespace hubbub::ui
