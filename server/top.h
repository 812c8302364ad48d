// SPDX-License-Identifier: GPL-3.0-or-later
// A table of all nodes from their reports, for a terminal.
#pragma once

#include "core/base/clock.h"
#include "core/protocol/ops.h"
#include "core/redis/subscription.h"
#include "server/config.h"

#include <QMap>
#include <QObject>
#include <QTimer>

namespace hubbub::server {

/// What is known of each node: rates need two reports.
class NodeTable {
public:
    /// Takes a report; an older one of the same boot, or one that can't be read, is passed over.
    void take(QByteArrayView report, Clock::TimePoint now);
    /// Forgets nodes that have not reported for ten seconds.
    void sweep(Clock::TimePoint now);

    [[nodiscard]] bool isEmpty() const { return m_nodes.isEmpty(); }
    /// A head and a line for each node, by name, and one for all where there are several; then the busiest rooms.
    [[nodiscard]] QString render() const;
    /// The same as an object of JSON in one line; null stands where one report says nothing.
    [[nodiscard]] QByteArray json() const;

private:
    struct Row {
        protocol::NodeReport before; ///< of the same boot; empty at first
        protocol::NodeReport now;
        Clock::TimePoint heard;
    };
    struct Room {
        RoomId id;
        qint64 here = 0; ///< sessions
        double in = 0; ///< messages a second
        double out = 0; ///< deliveries a second
    };
    /// Those with most deliveries, of all nodes together.
    [[nodiscard]] QList<Room> busiest() const;
    QMap<QByteArray, Row> m_nodes;
};

/// Shows the table once a second until it is told to end.
class Top final : public QObject {
    Q_OBJECT
public:
    enum class Form : quint8 { Table, Json };
    /// `times`: so many tables; 0: without end. `once`: one, as soon as there are rates.
    Top(const Config &config, int times, bool once, Form form);

    void start();

Q_SIGNALS:
    void table(const QString &text);
    /// It is over; `problem` is one line for people where Redis was not reached.
    void ended(int exitCode, const QString &problem);

private:
    redis::Subscription m_subscription;
    NodeTable m_nodes;
    QTimer m_timer;
    QTimer m_limit;
    int m_left;
    Form m_form;
};

} // namespace hubbub::server
