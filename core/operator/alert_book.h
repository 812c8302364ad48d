// SPDX-License-Identifier: GPL-3.0-or-later
// The alerts that fire, that somebody has seen, and that are over.
#pragma once

#include "core/operator/alert_rules.h"
#include "core/operator/cluster_model.h"

#include <QHash>
#include <QMap>

#include <deque>
#include <optional>

namespace hubbub::ops {

struct Alert {
    enum class State : quint8 { Firing, Acknowledged, Resolved };
    qint64 id = 0; ///< counts up
    QString rule; ///< its name; "redis" and "promise" for what the console itself sees
    AlertLevel level = AlertLevel::Warning;
    Figure figure = Figure::UnheardSeconds;
    NodeId node; ///< empty: of the whole cluster
    State state = State::Firing;
    qint64 since = 0; ///< ms since 1970, by Redis's clock: when its figure first was too high
    qint64 until = 0; ///< when it was over; 0 while it is not
    double value = 0; ///< the newest
    double worst = 0;
    qint64 clients = 0; ///< of that node when it began: who is affected
    QString detail; ///< in words, where the figure says too little

    [[nodiscard]] bool isOpen() const { return state != State::Resolved; }
    friend bool operator==(const Alert &, const Alert &) = default;
};

/// Pure; the caller hands in the model once a second. Belongs to one thread.
class AlertBook {
public:
    static constexpr size_t kept = 500; ///< the newest; an open one is never dropped
    static constexpr double minClientsForPercent = 20; ///< of fewer, a share says nothing

    explicit AlertBook(QList<AlertRule> rules = defaultRules())
        : m_rules(std::move(rules))
    {
    }

    void setRules(QList<AlertRule> rules);
    /// Looks at every node. Says whether an alert began, changed its level or ended.
    bool look(const ClusterModel &model);
    /// The console's own view of Redis: nothing, or why it is not reached.
    bool setRedisTrouble(const QString &sentence, qint64 t);
    /// A promise of the cluster that the console itself saw broken: nothing, or which.
    bool setBroken(const QString &sentence, qint64 t);
    bool acknowledge(qint64 id);
    /// Becomes what it was at a moment of a recording.
    void restore(const QList<Alert> &alerts) { m_alerts.assign(alerts.begin(), alerts.end()); }

    /// Newest last.
    [[nodiscard]] const std::deque<Alert> &alerts() const { return m_alerts; }
    [[nodiscard]] int open(AlertLevel level) const; ///< firing or acknowledged
    [[nodiscard]] int firing() const;
    /// The worst open one, of these the oldest; nullptr: all is well.
    [[nodiscard]] const Alert *worst() const;

private:
    struct Watch { ///< of one rule and node
        std::optional<qint64> above; ///< ms: since when the figure is at `raise` or more
        bool on = false;
    };
    struct Verdict { ///< of all rules of one name on one node
        std::optional<AlertLevel> level; ///< nothing: all is well
        Figure figure = Figure::UnheardSeconds;
        qint64 since = 0;
        double value = 0;
    };
    [[nodiscard]] std::optional<double> value(Figure figure, const NodeView &node, const ClusterModel &model) const;
    void judge(const AlertRule &rule, const NodeView &node, const ClusterModel &model, Verdict &verdict);
    bool settle(const QString &rule, const NodeView &node, const Verdict &verdict, qint64 now);
    bool setTrouble(const QString &rule, qint64 &id, const QString &sentence, qint64 t);
    Alert *find(qint64 id);
    Alert &begin(Alert alert);
    void forgetOld();

    QList<AlertRule> m_rules;
    QHash<QByteArray, Watch> m_watches; ///< by rule, level and node
    QHash<QByteArray, qint64> m_open; ///< alert by rule and node
    std::deque<Alert> m_alerts;
    qint64 m_lastId = 0;
    qint64 m_redisAlert = 0; ///< the open one; 0: none
    qint64 m_promiseAlert = 0;
};

} // namespace hubbub::ops
