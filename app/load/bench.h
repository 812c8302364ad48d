// SPDX-License-Identifier: GPL-3.0-or-later
// Runs one workload against running servers and measures it.
#pragma once

#include "app/load/dialect.h"
#include "app/load/figures.h"
#include "app/load/histogram.h"
#include "app/load/peer.h"
#include "app/load/process_meter.h"
#include "app/load/traffic.h"
#include "core/base/result.h"
#include "core/redis/link.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace hubbub::load {

struct BenchPlan {
    Workload workload;
    QString system; ///< the dialect's name
    std::vector<NodeAddress> nodes;
    QList<qint64> servers; ///< process ids whose CPU and memory count as the server's
    std::chrono::milliseconds warmUp { 1000 };
    std::chrono::milliseconds duration { 5000 };
    int textBytes = 128;
};

/// One run; connects, warms up, measures, disconnects. Belongs to one thread with an event loop.
class Bench final : public QObject, private PeerListener {
    Q_OBJECT

public:
    /// `callers` are the workload's connections: the members of its rooms, room by room, then the idle ones. `redis`,
    /// where there is one, tells Redis's CPU and must outlive this.
    Bench(BenchPlan plan, std::unique_ptr<Dialect> dialect, std::vector<Caller> callers, redis::Link *redis);
    ~Bench() override;

    void start();

Q_SIGNALS:
    /// Once. An Error where nothing could be measured.
    void finished(const hubbub::Result<hubbub::load::Figures> &figures);

private:
    using Time = std::chrono::steady_clock::time_point;

    /// All counters at one moment.
    struct Reading {
        Time at;
        ProcessUse server;
        ProcessUse generator;
        std::optional<double> redisCpuSeconds;
        quint64 deliveries = 0;
        quint64 answers = 0;
    };
    struct Client {
        std::unique_ptr<Peer> peer;
        Caller caller;
        qint64 nextId = 1;
        bool ready = false;
    };

    void opened(Peer &peer) override;
    void received(Peer &peer, QByteArrayView text) override;
    void ended(Peer &peer, quint16 code, const QByteArray &reason) override;

    void dialMore();
    void dial(quint32 client);
    void clientReady(Client &client);
    void clientFailed(const QString &why);
    void allReady();
    void warm();
    void pace();
    void fill();
    void send(quint32 member);
    void answered(quint32 member);
    void delivered(quint32 member, QByteArrayView text);
    void read(std::function<void(const Reading &)> then);
    void measured(const Reading &from, const Reading &to);
    void stormOver();
    void finish(const Result<Figures> &figures);

    const BenchPlan m_plan;
    const std::unique_ptr<Dialect> m_dialect;
    redis::Link *m_redis;
    SocketSet m_sockets;
    std::vector<Client> m_clients;
    Traffic m_traffic;
    Histogram m_latency;
    QTimer m_pace;
    QTimer m_patience; ///< nothing takes longer than this
    QByteArray m_padding;
    QByteArray m_out;
    ProcessUse m_before; ///< of the servers, without clients
    Time m_started;
    Time m_pacedFrom;
    Time m_lastReady;
    quint64 m_pacedCount = 0;
    quint32 m_dialled = 0;
    quint32 m_readyCount = 0;
    quint32 m_failed = 0;
    quint64 m_deliveries = 0;
    quint64 m_answers = 0;
    quint64 m_refusals = 0;
    quint64 m_lost = 0;
    bool m_sending = false;
    bool m_measuring = false;
    bool m_finished = false;
    std::optional<double> m_kbPerConnection;
};

} // namespace hubbub::load
