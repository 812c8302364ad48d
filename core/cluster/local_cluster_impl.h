// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of LocalCluster: its members, the order in which they start and end, and what each change leads to.
#pragma once

#include "core/cluster/balancer.h"
#include "core/cluster/child_process.h"
#include "core/cluster/children.h"
#include "core/cluster/log_ring.h"
#include "core/cluster/process_record.h"
#include "core/cluster/readiness.h"
#include "core/cluster/reports.h"
#include "core/redis/link.h"

#include <QLockFile>
#include <QNetworkAccessManager>

#include <vector>

namespace hubbub::cluster {

/// A folder that goes with its owner.
struct RuntimeFolder {
    explicit RuntimeFolder(QString where)
        : path(std::move(where))
    {
    }
    ~RuntimeFolder();
    Q_DISABLE_COPY_MOVE(RuntimeFolder)
    const QString path;
};

struct LocalCluster::Impl {
    struct Member {
        enum class Role : quint8 { Redis, Balancer, Node };
        Role role = Role::Node;
        int number = 0; ///< of a node
        quint16 port = 0; ///< 0: on no port
        bool leaving = false;
        std::unique_ptr<ChildProcess> process;
        std::unique_ptr<Readiness> readiness; ///< of a node

        [[nodiscard]] const QString &id() const { return process->view().id; }
        [[nodiscard]] ProcessState state() const { return process->view().state; }
    };
    using Role = Member::Role;

    LocalCluster &self;
    Options options;
    QNetworkAccessManager network;
    QTimer sampling;
    LogRing ring;
    std::unique_ptr<RuntimeFolder> runtime; // the sockets: a path in dataDir may be too long for one
    std::unique_ptr<QLockFile> lock;
    std::unique_ptr<redis::Link> link;
    std::unique_ptr<Reports> reports;
    std::unique_ptr<BalancerTalk> talk;
    children::Meeting meeting;
    std::vector<std::unique_ptr<Member>> members; // Redis, balancer, nodes by number; the first two may be missing
    QList<ProcessView> views; // in that order; a given Redis has one and is no member
    bool running = false;
    bool saidReady = false;
    bool askedSecret = false; ///< of a given Redis
    bool knowsSecret = false;
    bool stopping = false;

    Impl(LocalCluster &owner, Options chosen);

    void start(bool adopts);
    Outcome prepare(const ProcessRecord &old, const QList<RecordedProcess> &living);
    Outcome makeMembers(const QList<RecordedProcess> &living);
    void startAgain();
    void stop();
    void forget();
    Outcome openRuntime(const QString &earlier);
    Outcome watchRedis();
    Member &add(Role role, const ChildProcess::Options &child);
    Outcome addBalancer(quint16 wantedPort);
    Outcome addNode(int number, quint16 knownPort = 0);
    int freeNumber() const;
    void removeNode(Member &member);
    void drop(const QString &id);
    void wire(Member &member);
    void wireNode(Member &member);
    void wireBalancer(Member &member);
    void begin(Member &member, const QList<RecordedProcess> &living);
    void startNodes();
    void onChanged(Member &member);
    void onEnded(Member &member, const Exit &exit);
    bool takePort(Member &member, quint16 from);
    void advanceStop();
    void lookForANode();
    void lookForTheBalancer();
    void onRedisDown(const QString &reason);
    void showGiven(ProcessState state, const QString &detail);
    void syncBalancer();
    void record();
    void rebuildViews();
    void sayReady();
    void fetchSecret();
    void sayFailed(const QString &sentence);
    void sayStopped();
    void note(const QString &text, quint8 level = 1);

    Member *find(const QString &id) const;
    Member *find(Role role) const;
    ProcessView &viewOf(const QString &id);
    int nodeCount() const; ///< without those that leave
    QSet<quint16> takenPorts() const;
    bool hasGivenRedis() const { return !options.redisUrl.isEmpty(); }
    bool isRedisReady() const;
    bool isBalancerReady() const; ///< or there is none
    QString redisName() const; ///< of the given one, for people
};

} // namespace hubbub::cluster
