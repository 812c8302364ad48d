// SPDX-License-Identifier: GPL-3.0-or-later
// A crowd that chats for a while and then proves what it saw: connect, talk, let half leave, read the logs, judge.
#pragma once

#include "app/load/actor.h"
#include "app/load/checker.h"
#include "app/load/peer.h"
#include "core/base/result.h"

#include <QMap>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>

namespace hubbub::load {

struct SimulationPlan {
    std::vector<NodeAddress> nodes;
    double rate = 100; ///< messages a second, of all users together
    std::chrono::milliseconds duration { 30'000 };
    std::chrono::milliseconds settle { 60'000 }; ///< at most, for everyone to be back and quiet
    std::chrono::milliseconds calm { 2500 }; ///< without news: longer than a first list of those present may take
    int textBytes = 120;
    double churn = 0; ///< connections cut a second
    /// Members a second that leave a room or are put out, to come back after a while; its rooms must be public.
    double moves = 0;
    quint64 seed = 0; ///< repeats who does what when
    QList<QByteArray> names {}; ///< of the nodes, for the story
    std::function<bool()> whole {}; ///< whether the cluster is whole again, so that everyone can settle; empty: it is
    QByteArray password {}; ///< sign up and join over the protocol; empty: the population is there already
};

struct Outcomes {
    Verdict verdict;
    bool settled = true; ///< everything was answered and quiet in time
    quint64 notBack = 0; ///< users that could not be brought back online at the end
    quint64 strange = 0; ///< frames that broke the protocol
    quint64 connects = 0;
    quint64 replays = 0;
    QMap<quint32, quint64> ends {}; ///< connections that ended, by close code
    quint64 seed = 0;
    quint64 provoked = 0; ///< faults
    QStringList surprises {}; ///< processes that ended by themselves
    QString lastTrouble; ///< what a connection or command was last refused for

    [[nodiscard]] bool clean() const { return violations() == 0; }
    [[nodiscard]] quint64 violations() const
    {
        return verdict.faults() + (settled ? 0 : 1) + notBack + strange + static_cast<quint64>(surprises.size());
    }
};

/// One run. Belongs to one thread with an event loop.
class Simulation final : public QObject, private PeerListener {
    Q_OBJECT

public:
    /// The population must outlive this.
    Simulation(SimulationPlan plan, const Population &population);
    ~Simulation() override;

    void start();

    // What befalls the users; only while they talk.
    void cut(quint32 percent); ///< of all connections, some with a reset
    void storm(); ///< everyone's at once, and all come back at once
    /// Someone stops reading, while others write large messages to a room of theirs.
    void hang(std::chrono::milliseconds length);
    /// They stop talking now, and what was seen is judged as at the end.
    void hurry();
    /// Notes what was done to the cluster.
    void mark(const QString &text);

    /// What was seen; whole once it is finished.
    [[nodiscard]] const Record &record() const { return m_record; }

Q_SIGNALS:
    /// Everyone is in, and begins to talk.
    void talking();
    /// What goes on, for people.
    void progress(const QString &sentence);
    /// Once. An Error where the crowd never got in.
    void finished(const hubbub::Result<hubbub::load::Outcomes> &outcomes);

private:
    enum class Phase : quint8 { Connecting, Making, Joining, Talking, Settling, Leaving, Reading, Over };

    void opened(Peer &peer) override;
    void received(Peer &peer, QByteArrayView text) override;
    void heard(Peer &peer) override;
    void ended(Peer &peer, quint16 code, const QByteArray &reason) override;

    void turn();
    void enter(Phase phase);
    void advance();
    void admit();
    void makeRooms();
    void joinRooms();
    [[nodiscard]] bool mayBeCut(quint32 user) const;
    void startTalking();
    void talk();
    void move(double past);
    void letReturn();
    void flood();
    void hangOver();
    void everyoneReturns();
    void letHalfLeave();
    void readLogs();
    void judge();
    void give(const Result<Outcomes> &outcomes);

    [[nodiscard]] quint32 count(Actor::State state) const;
    [[nodiscard]] bool everyoneIdle() const;
    [[nodiscard]] bool quiet() const;

    struct Return {
        Stage::Time due;
        quint32 user = 0;
        quint32 room = 0;
    };
    [[nodiscard]] bool isBeingKicked(const Return &who) const;
    struct Hung {
        Stage::Time until;
        Stage::Time nextWord;
        quint32 user = 0;
        quint32 room = 0;
    };

    const SimulationPlan m_plan;
    const Population &m_population;
    Record m_record;
    SocketSet m_sockets;
    Stage m_stage;
    std::vector<std::unique_ptr<Actor>> m_actors;
    std::vector<Return> m_returns;
    std::vector<Hung> m_hung;
    Dice m_dice; ///< of what is said, in the order of time; nothing else may draw from it
    QTimer m_timer;
    Stage::Time m_entered {}; ///< the phase
    Stage::Time m_toldAt {};
    Phase m_phase = Phase::Connecting;
    bool m_hurried = false;
    quint32 m_admitted = 0;
    quint64 m_said = 0;
    quint64 m_cut = 0;
    quint64 m_moved = 0;
    quint64 m_notBack = 0;
    QMap<quint32, quint64> m_ends;
};

} // namespace hubbub::load
