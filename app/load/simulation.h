// SPDX-License-Identifier: GPL-3.0-or-later
// A crowd that chats for a while and then proves what it saw: connect, talk, let half leave, read the logs, judge.
#pragma once

#include "app/load/actor.h"
#include "app/load/checker.h"
#include "app/load/peer.h"
#include "core/base/result.h"

#include <QObject>
#include <QTimer>

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
    QByteArray password {}; ///< sign up and join over the protocol; empty: the population is there already
};

struct Outcomes {
    Verdict verdict;
    bool settled = true; ///< everything was answered and quiet in time
    quint64 notBack = 0; ///< users that could not be brought back online at the end
    quint64 strange = 0; ///< frames that broke the protocol
    quint64 connects = 0;
    quint64 replays = 0;
    QString lastTrouble; ///< what a connection or command was last refused for

    [[nodiscard]] bool clean() const { return verdict.faults() == 0 && settled && notBack == 0 && strange == 0; }
};

/// One run. Belongs to one thread with an event loop.
class Simulation final : public QObject, private PeerListener {
    Q_OBJECT

public:
    /// The population must outlive this.
    Simulation(SimulationPlan plan, const Population &population);
    ~Simulation() override;

    void start();

Q_SIGNALS:
    /// What goes on, for people.
    void progress(const QString &sentence);
    /// Once. An Error where the crowd never got in.
    void finished(const hubbub::Result<hubbub::load::Outcomes> &outcomes);

private:
    enum class Phase : quint8 { Connecting, Making, Joining, Talking, Settling, Leaving, Reading, Over };

    void opened(Peer &peer) override;
    void received(Peer &peer, QByteArrayView text) override;
    void ended(Peer &peer, quint16 code, const QByteArray &reason) override;

    void turn();
    void enter(Phase phase);
    void advance();
    void admit();
    void makeRooms();
    void joinRooms();
    void talk();
    void letHalfLeave();
    void readLogs();
    void judge();
    void give(const Result<Outcomes> &outcomes);

    [[nodiscard]] quint32 count(Actor::State state) const;
    [[nodiscard]] bool everyoneIdle() const;
    [[nodiscard]] bool quiet() const;

    const SimulationPlan m_plan;
    const Population &m_population;
    Record m_record;
    SocketSet m_sockets;
    Stage m_stage;
    std::vector<std::unique_ptr<Actor>> m_actors;
    QTimer m_timer;
    Stage::Time m_entered {}; ///< the phase
    Stage::Time m_toldAt {};
    Phase m_phase = Phase::Connecting;
    quint32 m_admitted = 0;
    quint64 m_said = 0;
    quint64 m_cut = 0;
    quint64 m_notBack = 0;
};

} // namespace hubbub::load
