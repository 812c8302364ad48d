// SPDX-License-Identifier: GPL-3.0-or-later
// Composes the parts of the chat engine behind ChatClient and routes between them: who is signed in, what the node
// said, what the person does.
#pragma once

#include "core/client/chat_client.h"
#include "core/client/connection.h"
#include "core/client/desks.h"
#include "core/client/inbox.h"
#include "core/client/link_story.h"
#include "core/client/people.h"
#include "core/client/profile.h"
#include "core/client/rooms.h"
#include "core/client/secret_store.h"
#include "core/client/sender.h"
#include "core/client/slow_line.h"
#include "core/client/store.h"
#include "core/client/wake_watch.h"

namespace hubbub::client {

class Engine final : public QObject {
    Q_OBJECT
public:
    Engine(ChatClient &face, ChatClient::Options options);
    ~Engine() override;

    [[nodiscard]] bool hasStoredSignIn() const;
    void signIn(const SignIn &how);
    void resumeStored();
    void signOut(bool erase);
    [[nodiscard]] const Me &me() const { return m_me; }
    [[nodiscard]] const QString &storePath() const { return m_storePath; }

    void createRoom(const protocol::Create &create, QObject *context, ChatClient::RoomCallback callback);
    void openDirect(const UserId &user, QObject *context, ChatClient::RoomCallback callback);
    void joinRoom(const RoomId &room, QObject *context, ChatClient::RoomCallback callback);
    void leaveRoom(const RoomId &room, QObject *context, ChatClient::RoomCallback callback);
    void publicRooms(const QString &prefix, const RoomId &after, QObject *context,
        std::function<void(const Result<protocol::RoomsPage> &)> callback);

    void search(const SearchQuery &query, QObject *context, std::function<void(const SearchAnswer &)> callback);
    [[nodiscard]] Result<Mid> send(const RoomId &room, const protocol::MessageBody &body);
    [[nodiscard]] Result<Mid> edit(const RoomId &room, const Mid &message, const protocol::MessageBody &body);
    [[nodiscard]] Result<Mid> redact(const RoomId &room, const Mid &message, const QString &reason);
    [[nodiscard]] Result<Mid> react(const RoomId &room, const Mid &message, const QString &emoji, bool on);
    /// A command whose `ok` carries nothing.
    void request(const protocol::Command &command, QObject *context, ChatClient::DoneCallback callback);
    void setDisplay(const QString &display, QObject *context, ChatClient::DoneCallback callback);
    void signOutEverywhere(bool erase, QObject *context, ChatClient::DoneCallback callback);
    void setTyping(const RoomId &room, bool on);
    void setPresence(protocol::Presence state, const QString &text);
    void setOnScreen(const RoomId &room);

    [[nodiscard]] Connection &connection() { return *m_connection; }
    [[nodiscard]] const LinkStory &story() const { return m_story; }
    [[nodiscard]] const LineTrouble &lineTrouble() const { return m_trouble; }
    void setLineTrouble(const LineTrouble &trouble);
    [[nodiscard]] Rooms &rooms() { return *m_rooms; }
    [[nodiscard]] People &people() { return *m_people; }
    [[nodiscard]] Sender &sends() { return *m_sender; }
    [[nodiscard]] Inbox &inbox() { return *m_inbox; }
    [[nodiscard]] Desks &desks() { return *m_desks; }

private:
    void wireLink();
    void wireRooms();
    void openStore(const QUrl &server, const UserId &user, std::function<void()> then);
    void onWelcome(const protocol::Welcome &welcome);
    void keepNodes(const QStringList &nodes);
    void onPush(const protocol::NodeFrame &frame);
    void onRemoved(const protocol::Removed &removed);
    void onFailed(const Error &error);
    [[nodiscard]] Result<Outgoing> changeOf(const RoomId &room, const Mid &message) const;
    void onMeChanged(const QString &display);
    void enterBy(const protocol::Command &command, QObject *context, ChatClient::RoomCallback callback);
    void tellPresence();
    void reset();

    ChatClient &m_face;
    ChatClient::Options m_options;
    const Clock &m_clock;
    Profile m_profile;
    SecretStore m_secrets;
    std::unique_ptr<Store> m_store;
    LineTrouble m_trouble;
    LinkStory m_story;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<People> m_people;
    std::unique_ptr<Sender> m_sender;
    std::unique_ptr<Rooms> m_rooms;
    std::unique_ptr<Inbox> m_inbox;
    std::unique_ptr<Desks> m_desks;
    std::unique_ptr<WakeWatch> m_wakeWatch;

    Me m_me;
    QUrl m_server; ///< as it was typed
    QString m_storePath;
    quint64 m_attempt = 0; ///< ticket: a sign-in that another one overtook goes no further
    bool m_signedIn = false;
    QHash<RoomId, Clock::TimePoint> m_typingTold;
    protocol::SetPresence m_presence;
};

} // namespace hubbub::client
