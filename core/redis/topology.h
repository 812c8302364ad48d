// SPDX-License-Identifier: GPL-3.0-or-later
// Where each slot of a Redis Cluster is served just now: asked of one node after the other, on a connection of its own.
#pragma once

#include "core/redis/options.h"
#include "core/redis/slot_map.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace hubbub::redis {

class Link;

/// Asks at open(), every few seconds, and when it is told that something changed. A node that does not answer, or not
/// sensibly, is followed by the next: all that were ever heard of, then the seeds.
class Topology final : public QObject {
    Q_OBJECT

public:
    // Of those that keep connections by the map.
    static constexpr std::chrono::milliseconds reviewEvery { 200 };
    static constexpr std::chrono::milliseconds freshFor { 1000 }; ///< a node may take this long to be reached first
    [[nodiscard]] static QString notYet() { return QStringLiteral("not connected to Redis yet"); }

    explicit Topology(const Options &options, QObject *parent = nullptr);
    ~Topology() override;

    void open();
    void close();
    /// Asks soon. Many calls are one question.
    void refresh();
    /// A node said MOVED: believed until the next answer.
    void learn(const Redirect &moved);

    [[nodiscard]] bool isKnown() const { return m_isKnown; }
    [[nodiscard]] const SlotMap &map() const { return m_map; }
    /// Why the last question came to nothing; empty after one that was answered.
    [[nodiscard]] const QString &reason() const { return m_reason; }
    /// Any node: another one at each call.
    [[nodiscard]] Endpoint anyPlace();

Q_SIGNALS:
    void changed();
    void failed(const QString &reason);

private:
    void ask();
    void dial();
    void take(const Result<Reply> &answer);
    void next(const QString &reason);
    [[nodiscard]] QList<Endpoint> places() const;

    Options m_options;
    QList<Endpoint> m_seeds;
    SlotMap m_map;
    bool m_isKnown = false;
    bool m_isOpen = false;
    bool m_isAsking = false;
    QString m_reason;
    Link *m_link = nullptr; ///< to the node that is asked; a child
    Endpoint m_asked;
    qsizetype m_cursor = 0;
    qsizetype m_anyCursor = 0;
    std::chrono::steady_clock::time_point m_askedAt {};
    QTimer m_timer;
};

} // namespace hubbub::redis
