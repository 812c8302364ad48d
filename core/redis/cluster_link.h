// SPDX-License-Identifier: GPL-3.0-or-later
// What a Link is where its Redis is a Cluster: a connection to each primary, and each command to the one that serves
// its key.
#pragma once

#include "core/base/turn_end.h"
#include "core/redis/cluster_nodes.h"

#include <QPointer>

#include <deque>
#include <set>
#include <unordered_map>

namespace hubbub::redis {

/// As Link, with these differences. Commands about one slot are done in the order of their calls, also where they are
/// redirected; answers of different slots come in any order. MOVED and ASK are followed, and TRYAGAIN is tried again
/// for the command time-out, unnoticed by the caller. It is up while every slot is served by a primary that is reached.
class ClusterLink final : public QObject {
    Q_OBJECT

public:
    explicit ClusterLink(const Options &options, QObject *parent = nullptr);
    ~ClusterLink() override;

    void open() { m_nodes.open(); }
    void close() { m_nodes.close(); }
    void reconnect(const QString &reason) { m_nodes.reconnect(reason); }

    [[nodiscard]] bool isUp() const { return m_nodes.isUp(); }
    [[nodiscard]] QString lastReason() const { return m_nodes.whatIsMissing(); }
    [[nodiscard]] bool isRefused() const { return m_nodes.isRefused(); }
    /// The primary that serves the key; nothing where none is known.
    [[nodiscard]] std::optional<Endpoint> ownerOf(const QByteArray &key) const;
    [[nodiscard]] QList<Endpoint> owners() const { return m_nodes.owners(); }

    void command(const Arguments &argv, QObject *context, Link::Callback callback);
    void exchange(const Arguments &argv, QObject *context, Link::Callback callback);
    void post(const Arguments &argv);
    void registerScript(const Script &script) { m_nodes.registerScript(script); }
    void run(const Script &script, const Arguments &keys, const Arguments &arguments, QObject *context,
        Link::Callback callback);
    void whenAllAnswered(QObject *context, std::function<void(const Outcome &)> callback);

    [[nodiscard]] Link::Counters counters() const;

Q_SIGNALS:
    void up();
    void down(const QString &reason);
    void ownersChanged();

private:
    struct Call;
    using CallPtr = std::shared_ptr<Call>;
    /// Calls about one slot that are under way. While any is to be repeated, the later ones wait behind it.
    struct Lane {
        int inFlight = 0;
        bool isWaiting = false; ///< a timer will release it
        bool wantsPause = false;
        std::deque<CallPtr> again;
        std::deque<CallPtr> held;
    };
    struct Barrier {
        quint64 after; ///< number of the last call that it waits for
        bool hasContext;
        QPointer<QObject> context;
        std::function<void(const Outcome &)> callback;
    };

    void submit(const CallPtr &call);
    void enter(const CallPtr &call);
    void send(ClusterNodes::Node &node, const CallPtr &call);
    void answered(const CallPtr &call, const Endpoint &by, const Result<Reply> &result);
    enum class Next : quint8 { Finish, RepeatNow, RepeatSoon };
    [[nodiscard]] Next nextAfter(Call &call, const Endpoint &by, const Result<Reply> &result);
    void settle(quint16 slot);
    void release(quint16 slot);
    void sendToAny(const CallPtr &call);
    void sendToAll(const CallPtr &call);
    void finish(const CallPtr &call, const Result<Reply> &result);
    void finishLater(const CallPtr &call, const QString &reason);
    void passBarriers();

    std::chrono::milliseconds m_patience;
    ClusterNodes m_nodes;
    std::unordered_map<quint16, Lane> m_lanes;
    std::vector<std::pair<CallPtr, QString>> m_failed; ///< to be told in the next turn
    TurnEnd m_turnEnd;
    std::set<quint64> m_outstanding; ///< numbers of calls that were not answered yet
    std::deque<Barrier> m_barriers;
    quint64 m_lastNumber = 0;
};

} // namespace hubbub::redis
