// SPDX-License-Identifier: GPL-3.0-or-later
// A cluster to be ill-treated: a private redis-server and gateways, children that die with this program. What is
// killed stays dead until it is started again; what ends by itself is noticed.
#pragma once

#include "core/base/result.h"
#include "core/cluster/child_process.h"

#include <QObject>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace hubbub::load {

class OwnCluster final : public QObject {
    Q_OBJECT

public:
    /// Must be made on the main thread.
    explicit OwnCluster(int nodes, QObject *parent = nullptr);
    ~OwnCluster() override;

    /// The Error says what this machine lacks.
    [[nodiscard]] Outcome start();

    [[nodiscard]] QStringList urls() const;
    [[nodiscard]] QList<QByteArray> names() const; ///< of the nodes, in the same order
    [[nodiscard]] QString redisUrl() const;
    [[nodiscard]] QString secretFile() const { return m_folder.filePath(QStringLiteral("secret")); }

    // Places: 0 is Redis, n is node n.
    static constexpr quint32 redis = 0;
    [[nodiscard]] quint32 nodes() const { return static_cast<quint32>(m_members.size()) - 1; }
    void kill(quint32 place);
    void drain(quint32 place); ///< SIGTERM
    void pause(quint32 place);
    void resume(quint32 place);
    void startAgain(quint32 place);
    [[nodiscard]] bool runs(quint32 place) const; ///< or is about to
    void killAll(); ///< for good
    [[nodiscard]] bool hasEnded() const; ///< nothing runs
    /// Everything runs, and has said that it is ready.
    [[nodiscard]] bool isWhole() const;

    /// What ended without having been told to, as sentences.
    [[nodiscard]] const QStringList &surprises() const { return m_surprises; }
    /// Everything that Redis and the nodes said, with the time of this machine.
    [[nodiscard]] const QList<QByteArray> &log() const { return m_log; }

Q_SIGNALS:
    void ready(); ///< once
    void failed(const QString &sentence); ///< it did not come up

private:
    struct Member {
        std::unique_ptr<cluster::ChildProcess> process;
        quint16 port = 0;
        bool ready = false;
        bool paused = false;
        bool mayEnd = false;
        bool drains = false;
    };

    void add(const cluster::ChildProcess::Options &options, quint16 port);
    void becameReady(Member &member);
    void wrote(quint32 place, const QByteArray &line);
    void ended(quint32 place, const cluster::Exit &exit);
    [[nodiscard]] Outcome writeSecret() const;

    const int m_wanted;
    QTemporaryDir m_folder;
    std::vector<Member> m_members;
    QStringList m_surprises;
    QList<QByteArray> m_log;
    bool m_wasReady = false;
};

} // namespace hubbub::load
