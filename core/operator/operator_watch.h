// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's view of one cluster, from its Redis alone: nodes may burn, and Redis may come and go.
#pragma once

#include "core/operator/alert_book.h"
#include "core/operator/cluster_model.h"
#include "core/operator/command_desk.h"
#include "core/operator/event_log.h"
#include "core/operator/moment.h"
#include "core/operator/promise_check.h"
#include "core/operator/redis_info.h"
#include "core/operator/room_reader.h"
#include "core/operator/session_scan.h"
#include "core/operator/trace_book.h"
#include "core/redis/link.h"
#include "core/redis/subscription.h"

#include <QObject>
#include <QTimer>

namespace hubbub::ops {

/// Belongs to one thread with an event loop. Nothing is read before open().
class OperatorWatch final : public QObject {
    Q_OBJECT
public:
    /// `options` as redis::optionsFor() makes them of a URL; `name` is that Redis for people, without secrets.
    OperatorWatch(
        const redis::Options &options, QString name, const Clock &clock = systemClock(), QObject *parent = nullptr);
    /// One that stands still: it shows what restore() gives it, and has no Redis.
    OperatorWatch(QString name, const Clock &clock, QObject *parent = nullptr);
    ~OperatorWatch() override;

    void open();
    /// Puts figures of an earlier run before those of this one.
    void addHistory(History history) { m_model.addHistory(std::move(history)); }
    /// Becomes that moment of a recording, whose time the clock has to say.
    void restore(Moment moment);
    [[nodiscard]] bool isHeld() const { return m_held; }

    [[nodiscard]] const ClusterModel &model() const { return m_model; }
    [[nodiscard]] AlertBook &alerts() { return m_alerts; }
    [[nodiscard]] EventLog &events() { return m_events; }
    [[nodiscard]] const PromiseCheck &promises() const { return m_promises; }
    [[nodiscard]] TraceBook &traces() { return m_traces; }
    [[nodiscard]] CommandDesk &desk() { return m_desk; }
    [[nodiscard]] RoomReader &rooms() { return m_rooms; }
    [[nodiscard]] SessionScan &sessions() { return m_sessions; }

    /// Newest answer of INFO; `hasInfo` is false before the first and while Redis is away. Of a Redis Cluster: of one
    /// of its nodes.
    [[nodiscard]] const RedisInfo &info() const { return m_info; }
    [[nodiscard]] bool hasInfo() const { return m_hasInfo; }
    [[nodiscard]] const Series &opsPerSecond() const { return m_opsPerSecond; }
    [[nodiscard]] const QList<SlowCommand> &slowLog() const { return m_slow; }
    [[nodiscard]] const QString &redisName() const { return m_name; }
    [[nodiscard]] bool isUp() const; ///< commands and channels; of a moment: it was
    [[nodiscard]] QString reason() const; ///< why it is not, for people

    void acknowledge(qint64 alert);
    /// Rooms and sessions are read only on demand.
    void refreshRooms();
    void refreshSessions();
    /// Gives a command to the nodes that it concerns; see CommandDesk.
    QByteArray command(protocol::Control control);

Q_SIGNALS:
    void ticked(); ///< once a second, after everything else of that second
    void alertsChanged();
    void linkChanged();
    void traceHeard(const QByteArray &record); ///< what a node said of a traced message; traces() has it

private:
    void onUp();
    void onDown();
    void tick();
    void readInfo();
    void readNodes();
    [[nodiscard]] QList<RoomId> busyRooms();
    [[nodiscard]] QSet<Boot> livingBoots() const;

    QString m_name;
    redis::Link m_link;
    redis::Subscription m_subscription;
    ClusterModel m_model;
    AlertBook m_alerts;
    EventLog m_events;
    TraceBook m_traces;
    PromiseCheck m_promises;
    qsizetype m_checkedRooms = 0; ///< where the next round of quiet rooms begins
    qint64 m_brokenAt = 0; ///< ms since 1970, by Redis's clock; 0: never
    CommandDesk m_desk;
    RoomReader m_rooms;
    SessionScan m_sessions;
    RedisInfo m_info;
    bool m_hasInfo = false;
    bool m_held = false;
    Series m_opsPerSecond;
    QList<SlowCommand> m_slow;
    QTimer m_second;
    int m_ticks = 0;
};

} // namespace hubbub::ops
