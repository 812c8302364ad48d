// SPDX-License-Identifier: GPL-3.0-or-later
// A Link to each primary of a Redis Cluster, and which of them serves which slot.
#pragma once

#include "core/redis/link.h"
#include "core/redis/topology.h"

#include <QTimer>

#include <array>
#include <chrono>
#include <memory>
#include <vector>

namespace hubbub::redis {

/// Up while every slot is served by a primary that is reached. A primary that has only just appeared in a cluster that
/// was up is given a moment to be reached.
class ClusterNodes final : public QObject {
    Q_OBJECT

public:
    using Instant = std::chrono::steady_clock::time_point;

    struct Node {
        Endpoint place;
        std::unique_ptr<Link> link;
        Instant since = std::chrono::steady_clock::now();
        Instant askedAt {}; ///< when an ASK named it last
        bool wasUp = false;

        [[nodiscard]] bool isFresh() const; ///< never reached yet, and only just known
    };

    explicit ClusterNodes(const Options &options, QObject *parent = nullptr);
    ~ClusterNodes() override;

    void open();
    void close();
    void reconnect(const QString &reason);
    void registerScript(const Script &script);

    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] bool isUp() const { return m_isUp; }
    /// Why it is not up; empty while all is well.
    [[nodiscard]] QString whatIsMissing() const;
    [[nodiscard]] bool isRefused() const;

    [[nodiscard]] Node *ownerOf(quint16 slot) const { return m_bySlot[slot]; } ///< null: nobody that is known
    [[nodiscard]] Node *anyUp() const; ///< null where none is
    /// Known or not: an ASK may name one that serves nothing yet.
    [[nodiscard]] Node &at(const Endpoint &place);
    [[nodiscard]] QList<Endpoint> owners() const { return m_topology.map().owners(); }

    void refresh() { m_topology.refresh(); } ///< something changed: asks who serves what
    void learn(const Redirect &moved) { m_topology.learn(moved); }

    [[nodiscard]] Link::Counters counters() const; ///< of all together; connects are the times that all were reached

Q_SIGNALS:
    void up();
    void down(const QString &reason); ///< as Link::down()
    void ownersChanged();

private:
    void takeMap();
    void dropUnused();
    void review();

    Options m_options;
    Topology m_topology;
    std::vector<Script> m_scripts;
    std::vector<std::unique_ptr<Node>> m_nodes;
    std::array<Node *, slotCount> m_bySlot {};
    Link::Counters m_past; ///< of nodes that were dropped
    QTimer m_watch;
    bool m_isOpen = false;
    bool m_isUp = false;
    quint64 m_ups = 0;
    QString m_toldReason;
};

} // namespace hubbub::redis
