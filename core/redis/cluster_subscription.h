// SPDX-License-Identifier: GPL-3.0-or-later
// What a Subscription is where its Redis is a Cluster: rooms' channels are sharded, and followed where their slot is
// served; all others come over one node, whichever.
#pragma once

#include "core/redis/subscription.h"
#include "core/redis/topology.h"

#include <QHash>
#include <QPointer>
#include <QSet>
#include <QTimer>

namespace hubbub::redis {

/// As Subscription. A channel whose slot is served by another node is subscribed there, and told as subscribed() again;
/// between its loss and that nothing of it is heard, which is told by lost().
class ClusterSubscription final : public QObject {
    Q_OBJECT

public:
    explicit ClusterSubscription(const Options &options, QObject *parent = nullptr);
    ~ClusterSubscription() override;

    void setMessageHandler(Subscription::MessageHandler handler);
    void open();
    void close();
    void reconnect(const QString &reason);

    void subscribe(const QByteArray &channel, QObject *context, Subscription::Confirmed confirmed);
    void unsubscribe(const QByteArray &channel);

    [[nodiscard]] bool isUp() const { return m_isUp; }
    [[nodiscard]] bool isSubscribed(const QByteArray &channel) const;
    [[nodiscard]] qsizetype channelCount() const;
    [[nodiscard]] QString lastReason() const { return whatIsMissing(); }
    [[nodiscard]] std::chrono::steady_clock::time_point lastHeard() const;

Q_SIGNALS:
    void up();
    void down(const QString &reason);
    void subscribed(const QByteArray &channel);
    void lost(const QByteArray &channel);
    void refused(const QByteArray &channel, const QString &reason);

private:
    struct Shard;
    struct Waiting {
        bool hasContext;
        QPointer<QObject> context;
        Subscription::Confirmed confirmed;
    };

    [[nodiscard]] Shard &shardAt(const Endpoint &place);
    void watch(Shard &shard);
    void place(const QByteArray &channel);
    void takeOut(const QByteArray &channel, Shard &shard);
    void takeMap();
    void moved(const QByteArray &channel, const QString &error, Shard &by);
    void confirm(const QByteArray &channel, const Outcome &outcome);
    void dropUnused();
    void review();
    [[nodiscard]] QString whatIsMissing() const;

    Options m_options;
    Topology m_topology;
    Subscription m_plain;
    Subscription::MessageHandler m_handler;
    std::vector<std::unique_ptr<Shard>> m_shards;
    QHash<QByteArray, Shard *> m_sharded; ///< null: nobody that is known serves its slot
    QMultiHash<QByteArray, Waiting> m_waiting; ///< for a sharded channel to be certain
    QTimer m_watch;
    bool m_isOpen = false;
    bool m_isUp = false;
    QString m_toldReason;
};

} // namespace hubbub::redis
