// SPDX-License-Identifier: GPL-3.0-or-later
// A cluster on this desk: a private redis-server (append-only, own folder, unix socket), N gateways on free ports and,
// if wanted, a HAProxy before them, as child processes that end with this program however it ends.
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <QList>
#include <QObject>
#include <QUrl>

#include <chrono>
#include <memory>

namespace hubbub::cluster {

enum class ProcessState : quint8 {
    Stopped,
    Starting,
    Ready, ///< only once its readiness answered
    Unready, ///< runs, but /readyz says no; see detail
    Draining,
    Stopping,
    Crashed, ///< ended without being asked to; detail says how
    BackingOff, ///< will be started again at retryIn
    FailedToStart, ///< detail names what is missing or in the way
};

struct ProcessView {
    QString id; ///< "redis", "balancer", "n1", ...
    QString kind; ///< "Redis", "HAProxy", "gateway"
    QString address; ///< "unix socket", ":7401"
    ProcessState state = ProcessState::Stopped;
    QString detail; ///< such as "SIGKILL" or the reason of readiness
    qint64 pid = 0; ///< 0 while it does not run
    qint64 memoryBytes = 0; ///< resident
    qint64 sinceMs = 0; ///< ms since 1970: start, or end where it does not run
    int clients = 0;
    bool given = false; ///< a Redis that others run: it is only looked at
    bool adopted = false; ///< no child of ours: an earlier run started it
    bool leaving = false; ///< it will be gone from the list

    friend bool operator==(const ProcessView &, const ProcessView &) = default;
};

struct LogLine {
    qint64 ts = 0;
    QString process;
    quint8 level = 1; ///< 0 debug, 1 info, 2 warning, 3 error
    QString text;

    friend bool operator==(const LogLine &, const LogLine &) = default;
};

/// What a person chooses of a local cluster.
struct Shape {
    int nodes = 3; ///< 1 to LocalCluster::mostNodes
    bool balancer = false; ///< a HAProxy before them, which people connect to
    QString redisUrl; ///< use this one (any that redis::optionsFor() reads); empty: a private one

    friend bool operator==(const Shape &, const Shape &) = default;
};

/// What this machine lacks, as sentences for people; empty ones: nothing.
struct Findings {
    QString redis {}; ///< for a private Redis
    QString gateway {};
    QString balancer {};

    friend bool operator==(const Findings &, const Findings &) = default;
};

class LocalCluster final : public QObject {
    Q_OBJECT
public:
    static constexpr int mostNodes = 16;

    struct Options : Shape {
        QString dataDir; ///< Redis's data and the nodes' secret; kept between runs
        QString gatewayProgram; ///< empty: hubbub-gateway beside this program, else on PATH
        QString redisProgram; ///< empty: redis-server on PATH
        QString balancerProgram; ///< empty: haproxy on PATH or in /usr/sbin
    };
    explicit LocalCluster(Options options, QObject *parent = nullptr);
    /// Ends every child.
    ~LocalCluster() override;

    [[nodiscard]] static Findings lookAround(const Options &options);
    /// What of that keeps a cluster of this shape from starting; empty: nothing.
    [[nodiscard]] static QStringList missing(const Options &options);

    /// Fails where processes of an earlier run still live: see Leftovers.
    void start();
    /// As start(), but takes over what still lives of an earlier run, and starts only what is missing. A process that
    /// was taken over is watched, stopped, killed and restarted like the others, but its log stays unseen until then,
    /// and so does how it ended; and it does not end with this program if that crashes.
    void adopt();
    /// All children: nodes drain first, Redis last; stopped() follows.
    void stop();

    [[nodiscard]] const QList<ProcessView> &processes() const;
    [[nodiscard]] QList<QUrl> nodeUrls() const; ///< of all nodes, ready or not; ws://127.0.0.1:PORT/ws
    /// Where people connect: to the balancer, else to a node that is ready, else to the first; ws://127.0.0.1:PORT/ws.
    [[nodiscard]] QUrl clientUrl() const;
    [[nodiscard]] QString redisUrl() const; ///< unix:///..., or the given one
    [[nodiscard]] QString secretFile() const; ///< what signs the nodes' tokens; of a given Redis from ready() on
    [[nodiscard]] const QList<LogLine> &log() const; ///< newest last, a ring of 50,000

    void stopProcess(const QString &id); ///< SIGTERM: a node drains
    void killProcess(const QString &id); ///< SIGKILL
    void restartProcess(const QString &id); ///< starts it, after ending it where it runs
    void pauseProcess(const QString &id); ///< SIGSTOP
    void continueProcess(const QString &id); ///< SIGCONT
    void addNode(); ///< mostNodes at most
    /// It drains and ends, then it is gone from the list. The last one stays.
    void removeNode(const QString &id);

Q_SIGNALS:
    void processChanged(const QString &id);
    void processesReset();
    void ready(); ///< Redis, the balancer if there is one, and at least one node are ready, the first time
    void failed(const QString &sentence); ///< it cannot start; what to do is in the sentence
    void stopped();
    void logged(const hubbub::cluster::LogLine &line);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace hubbub::cluster
