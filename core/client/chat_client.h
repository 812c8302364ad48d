// SPDX-License-Identifier: GPL-3.0-or-later
// The chat engine's face towards the ui: sign in, rooms, people, send. Everything else (link, outbox, store, resume)
// works behind it. Lives on the thread that made it; no call blocks; callbacks never run inside the call that took them
// and are dropped when their context is gone.
#pragma once

#include "core/base/result.h"
#include "core/client/link_view.h"
#include "core/client/room_feed.h"
#include "core/client/search.h"
#include "core/protocol/reply.h"

#include <QObject>

#include <functional>
#include <memory>

namespace hubbub::client {

class Alarms;
class Desks;
class Engine;
class LinkStory;
struct LineTrouble;

/// A room in the list, newest activity first.
struct RoomSummary {
    RoomId room;
    QString title;
    QString topic;
    protocol::RoomKind kind = protocol::RoomKind::Chat;
    protocol::Visibility visibility = protocol::Visibility::Public;
    protocol::Role role = protocol::Role::Member;
    qint64 members = 0;
    qint64 present = 0;
    UserId lastFrom;
    QString lastDisplay;
    QString lastText;
    qint64 lastTs = 0; ///< ms since 1970; 0: nothing was said yet
    qint64 lastSeq = 0;
    qint64 unread = 0; ///< messages of others after the read position
    qint64 mentions = 0; ///< of them, those that name this person
    int waiting = 0; ///< own messages in the outbox
    int failed = 0; ///< own messages that were refused
    QString draft;
    QList<UserId> typing;
    RoomId desk; ///< of a conversation with a support desk: that desk

    friend bool operator==(const RoomSummary &, const RoomSummary &) = default;
};

inline constexpr qsizetype mostPeopleRead = 5000; ///< members of one room that are kept in memory

struct Person {
    UserId user;
    QString display;
    protocol::Role role = protocol::Role::Member;
    protocol::Presence state = protocol::Presence::Offline;
    QString text;
    NodeId node; ///< of its newest session; empty while offline
    bool me = false;
    bool typing = false;
    qint64 lastSeen = 0; ///< ms since 1970; 0 unknown

    friend bool operator==(const Person &, const Person &) = default;
};

struct Me {
    UserId user;
    QString display;
    friend bool operator==(const Me &, const Me &) = default;
};

struct SignIn {
    QUrl server; ///< ws or wss; "host", "host:port" and http(s) are completed by the caller with serverUrl()
    UserId user;
    QString password;
    bool create = false;
    QString display;
};

/// What a person typed as a server, completed to ws://HOST[:PORT]/ws or wss://; an Error says what is wrong with it.
[[nodiscard]] Result<QUrl> serverUrl(const QString &typed);

class ChatClient final : public QObject {
    Q_OBJECT
public:
    struct Options {
        QString profileDir; ///< store and device id live here; one running client a folder
        QString app; ///< such as "hubbub/0.1.0"
        const Clock *clock = nullptr; ///< nullptr: the system's
        const Alarms *alarms = nullptr; ///< nullptr: the event loop's
        std::function<double()> dice; ///< uniform in [0, 1), for backoff; empty: the system's
        QString cluster; ///< tells stores apart where the address does not, such as a local cluster on free ports
        bool keychain = true; ///< false: the refresh token is kept in a 0600 file only
        bool networkHints = true; ///< listen to the system's word on the network
    };
    explicit ChatClient(Options options, QObject *parent = nullptr);
    ~ChatClient() override;

    // Who I am. A successful sign-in is kept (the refresh token by the system's keychain, or a 0600 file).
    [[nodiscard]] bool hasStoredSignIn() const;
    void signIn(const SignIn &how);
    /// By what was kept; signInFailed(Unauthorized) where nothing is. signedIn() comes as soon as the store is read,
    /// before the node was reached: rooms and timelines are there, and messages can be written, without a connection.
    void resumeStored();
    /// Forgets the tokens; the store on disk stays unless `erase`.
    void signOut(bool erase);
    [[nodiscard]] const Me &me() const;
    /// The store on disk of whoever is signed in, for readStore(); empty where nobody is or nothing is kept.
    [[nodiscard]] QString storePath() const;

    // The link.
    [[nodiscard]] const LinkView &link() const;
    void retryNow();
    /// What became of the last connections.
    [[nodiscard]] const LinkStory &story() const;
    /// A bad network on purpose, until it is taken away.
    void setLineTrouble(const LineTrouble &trouble);
    [[nodiscard]] const LineTrouble &lineTrouble() const;
    void cutLine(); ///< as if the cable were cut: it connects again by itself

    // Rooms and people.
    [[nodiscard]] const QList<RoomSummary> &rooms() const;
    [[nodiscard]] const RoomSummary *room(const RoomId &room) const; ///< nullptr where I am no member
    [[nodiscard]] QList<Person> people(const RoomId &room) const; ///< members known so far, present ones first
    /// How that person is called, as far as any room told it; else the user's name.
    [[nodiscard]] QString displayOf(const UserId &user) const;
    /// Loads the members list of a room anew; peopleChanged follows.
    void refreshPeople(const RoomId &room);
    using RoomCallback = std::function<void(const Result<RoomId> &)>;
    void createRoom(const RoomId &room, const QString &title, protocol::Visibility visibility, QObject *context,
        RoomCallback callback);
    void joinRoom(const RoomId &room, QObject *context, RoomCallback callback);
    void leaveRoom(const RoomId &room, QObject *context, RoomCallback callback);
    void publicRooms(const QString &prefix, const RoomId &after, QObject *context,
        std::function<void(const Result<protocol::RoomsPage> &)> callback);

    /// The private room of two, made if needed.
    void openDirect(const UserId &user, QObject *context, RoomCallback callback);
    // What an owner or a moderator may do; the node is asked, and says Forbidden where it may not be.
    using DoneCallback = std::function<void(const Outcome &)>;
    void setRoomTitle(const RoomId &room, const QString &title, QObject *context, DoneCallback callback);
    void setRoomTopic(const RoomId &room, const QString &topic, QObject *context, DoneCallback callback);
    void closeRoom(const RoomId &room, QObject *context, DoneCallback callback);
    void invite(const RoomId &room, const UserId &user, QObject *context, DoneCallback callback);
    void kick(const RoomId &room, const UserId &user, const QString &reason, QObject *context, DoneCallback callback);
    void ban(const RoomId &room, const UserId &user, const QString &reason, QObject *context, DoneCallback callback);
    void unban(const RoomId &room, const UserId &user, QObject *context, DoneCallback callback);
    void setRole(const RoomId &room, const UserId &user, protocol::Role role, QObject *context, DoneCallback callback);
    /// No direct messages, invitations and mentions of that person any more.
    void block(const UserId &user, QObject *context, DoneCallback callback);
    void unblock(const UserId &user, QObject *context, DoneCallback callback);

    /// Support desks and their queues. Borrowed; lives as long as this client.
    [[nodiscard]] Desks &desks();

    // A room's timeline. Borrowed; lives as long as this client.
    [[nodiscard]] RoomFeed *feed(const RoomId &room);

    /// Messages that were seen on this computer, by their words; no connection is needed. The answer comes from the
    /// store's thread, after what was written before.
    void search(const SearchQuery &query, QObject *context, std::function<void(const SearchAnswer &)> callback);

    /// Takes the message into the outbox on disk and sends it as soon as it can. An Error (TooLarge, BadField, Limit)
    /// means that it was not taken.
    [[nodiscard]] Result<Mid> send(const RoomId &room, const protocol::MessageBody &body);
    // Changes of a message by the mid of its row: taken into the outbox as messages are, shown at once, and in the log
    // when TimelineItem::change is gone. The answer is the mid of the change, for retrySend() and discardSend(). What
    // no node has seen yet is changed where it waits. Errors as for send(), and NotFound, Forbidden.
    [[nodiscard]] Result<Mid> edit(const RoomId &room, const Mid &message, const protocol::MessageBody &body);
    [[nodiscard]] Result<Mid> redact(const RoomId &room, const Mid &message, const QString &reason);
    [[nodiscard]] Result<Mid> react(const RoomId &room, const Mid &message, const QString &emoji, bool on);
    void retrySend(const RoomId &room, const Mid &mid); ///< a Failed one, again
    void discardSend(const RoomId &room, const Mid &mid); ///< a Failed or Queued one
    [[nodiscard]] int waitingSends() const; ///< in all rooms
    void setDraft(const RoomId &room, const QString &text);

    // What concerns me by name, newest first. An invitation is accepted by joinRoom() and refused by leaveRoom().
    [[nodiscard]] const QList<protocol::InboxItem> &inbox() const;
    [[nodiscard]] qint64 inboxUnread() const;
    [[nodiscard]] bool inboxHasOlder() const;
    void fetchOlderInbox();
    void markInboxRead(const protocol::NoticeId &upTo);

    // My account.
    void setDisplay(const QString &display, QObject *context, DoneCallback callback);
    /// Ends all other sessions.
    void changePassword(const QString &password, const QString &newPassword, QObject *context, DoneCallback callback);
    /// Ends all sessions, this one last: signedOut() follows where it worked.
    void signOutEverywhere(bool erase, QObject *context, DoneCallback callback);

    // What others see of me.
    void setTyping(const RoomId &room, bool on); ///< call at each key; repeats are thinned out
    void setPresence(protocol::Presence state, const QString &text);
    void setOnScreen(const RoomId &room); ///< empty: none
    void markRead(const RoomId &room, qint64 seq);
    /// Others who have read up to that message or further, by name; of a room that was opened, as far as it is known.
    [[nodiscard]] QList<UserId> readersOf(const RoomId &room, qint64 seq) const;

Q_SIGNALS:
    void signedIn();
    void signInFailed(const hubbub::Error &error);
    void signedOut();
    void linkChanged();
    void recovered(const hubbub::client::Recovered &what);
    void roomsReset(); ///< the order or the set of rooms changed
    void roomChanged(const hubbub::RoomId &room); ///< one room's summary, its place unchanged
    void peopleChanged(const hubbub::RoomId &room);
    /// By somebody else, or on another device; `cause` is the node's word: left, kicked, banned, closed, gone.
    void removedFrom(const hubbub::RoomId &room, const QString &title, const QString &cause);
    void inboxChanged();
    void noticed(const hubbub::protocol::Notice &notice); ///< a new one, just now
    void meChanged(); ///< the display name
    /// The store on disk fails: chat goes on, but nothing is kept. A sentence for people.
    void storeFailed(const QString &sentence);

private:
    std::unique_ptr<Engine> m_engine;
};

} // namespace hubbub::client
