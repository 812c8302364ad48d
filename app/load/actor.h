// SPDX-License-Identifier: GPL-3.0-or-later
// One simulated user: signs in, sends, applies events, reconnects with its positions, and records all of it.
// Written against the protocol page alone, so that a mistake in the desktop's engine is not repeated here.
#pragma once

#include "app/load/dice.h"
#include "app/load/peer.h"
#include "app/load/population.h"
#include "app/load/record.h"
#include "core/protocol/codec.h"

#include <QHash>
#include <QString>

#include <chrono>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace hubbub::load {

class Actor;

/// What all actors share. Outlives them.
struct Stage {
    using Time = std::chrono::steady_clock::time_point;

    SocketSet &sockets;
    PeerListener &listener; ///< passes on to the actor of the peer's index
    std::vector<NodeAddress> nodes;
    const Population &population;
    Record &record;
    protocol::Decoder decoder {};
    QByteArray password {}; ///< of all users; empty: they have tokens
    Dice dice { 0 }; ///< for waits and choices of nodes
    Time began {}; ///< of the record
    Time now {}; ///< of this turn
    Time lastNews {}; ///< when anyone last received an event, presence or answer
    quint64 connects = 0;
    quint64 replays = 0; ///< rooms resumed completely
    quint64 strange = 0; ///< frames that the codec refused
    QString lastTrouble {}; ///< for people
};

class Actor {
public:
    enum class State : quint8 {
        Away, ///< on purpose
        Waiting, ///< for the time to dial
        Dialling,
        Greeting,
        Online,
        Refused, ///< the node said to stay away
    };

    Actor(Stage &stage, quint32 index);

    void start(); ///< dials, and keeps coming back
    void leave(); ///< says Close and stays away
    /// Ends TCP without a word and comes back: after the usual wait, or at once.
    void drop(bool reset = false, bool atOnce = false);
    void stopReading(); ///< as a client that hangs; what it sends still goes out
    void readAgain();
    /// Looks at the clock: dials, pings, repeats. Call a few times a second.
    void tick();

    void send(quint32 room, const QByteArray &text);
    void createRoom(quint32 room);
    void joinRoom(quint32 room);
    void leaveRoom(quint32 room);
    void kick(quint32 room, quint32 user); ///< puts another one out, who is to be told by expectRemoval()
    void expectRemoval(quint32 room) { m_seats[room].left = true; }
    /// Reads the whole log, newest first, into the record's end of that room.
    void readLog(quint32 room);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool idle() const; ///< nothing unanswered and nothing to repeat
    [[nodiscard]] bool follows(quint32 room) const;
    [[nodiscard]] bool hasLeft(quint32 room) const; ///< or been put out; and has not asked to be let in again
    [[nodiscard]] bool isKicking(quint32 room, quint32 user) const; ///< and has no answer yet
    [[nodiscard]] size_t queued(quint32 room) const;

    // What the listener passes on.
    void opened();
    void received(QByteArrayView text);
    void heard() { m_heard = m_stage.now; } ///< a sign of life that is no message
    void ended(quint16 code, const QByteArray &reason);

private:
    using Time = Stage::Time;

    struct Pending {
        Mid mid;
        QByteArray body;
        int open = 0; ///< tries without an answer that says whether it was done
    };
    /// One command that awaits its answer, or must be given (again).
    struct Asked {
        enum class What : quint8 { Hello, Send, Create, Join, Leave, Kick, History };
        What what = What::Hello;
        quint32 room = 0;
        quint32 user = 0; ///< Kick
        std::optional<qint64> before {}; ///< History
        qint64 id = 0; ///< 0: not on its way
        Time notBefore {}; ///< where a retry has to wait
    };
    /// Where this user is in one room.
    struct Seat {
        bool following = false;
        bool left = false; ///< asked to leave, or to be put out, and not to return
        bool counting = false; ///< the last presence had no list
        Epoch epoch;
        qint64 seq = 0;
        Mid mid;
        std::deque<Pending> outbox; ///< the head may be on its way
    };

    void dial();
    void comeBack(std::chrono::milliseconds wait);
    void tell(Entry entry);
    [[nodiscard]] std::optional<quint32> roomOf(const RoomId &room) const;

    void ask(Asked asked);
    void give(Asked &asked);
    void giveAll();
    [[nodiscard]] protocol::Command commandOf(const Asked &asked) const;
    [[nodiscard]] protocol::Hello hello() const;
    void refused(Asked asked, const Error &error);
    void answered(const Asked &asked, const protocol::OkReply &reply);

    void welcomed(const protocol::Welcome &welcome);
    void take(const protocol::OkReply &reply);
    void take(const protocol::ErrorReply &reply);
    void take(const protocol::Event &event);
    void take(const protocol::PresencePush &push);
    void take(const protocol::Gap &gap);
    void take(const protocol::Removed &removed);
    void take(const protocol::RoomPush &push);
    void takeLog(quint32 room, const protocol::HistoryPage &page);
    void follow(quint32 room, const protocol::RoomState &state);
    void unfollow(quint32 room);
    void hasGone(quint32 room);

    Stage &m_stage;
    const quint32 m_index;
    Peer m_peer;
    std::unordered_map<quint32, Seat> m_seats; ///< by room
    std::vector<Asked> m_asked;
    QByteArray m_token;
    bool m_exists = false; ///< the account; else it is made at the first hello
    qint64 m_nextId = 1;
    quint32 m_node = 0;
    State m_state = State::Away;
    int m_attempt = 0;
    std::chrono::seconds m_ping { 20 };
    Time m_heard {};
    Time m_pinged {};
    Time m_due {}; ///< of the next dial, or the end of patience with the present one
    Time m_since {}; ///< online since
    std::optional<std::chrono::milliseconds> m_told; ///< by a goodbye or an error
};

} // namespace hubbub::load
