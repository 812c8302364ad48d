// SPDX-License-Identifier: GPL-3.0-or-later
// A traced message on its way through the topology, slowed down so that the eye can follow.
#pragma once

#include "core/operator/trace_book.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPainterPath>
#include <QTimer>

#include <functional>

class QPainter;

namespace hubbub::ui {

class TraceJourney final : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds length { 4500 }; ///< of the whole way
    static constexpr std::chrono::milliseconds stays { 6000 }; ///< the way, with its times, after that

    /// From the clients to a node, and from there to Redis.
    struct Road {
        QPainterPath toClients; ///< begins at the clients
        QPainterPath toRedis; ///< begins at the node
    };
    using RoadOf = std::function<std::optional<Road>(const NodeId &)>;

    explicit TraceJourney(QObject *parent = nullptr);

    void begin(const ops::Trace &trace);
    void end();
    [[nodiscard]] bool isOn() const { return m_trace.has_value(); }
    [[nodiscard]] const std::optional<ops::Trace> &trace() const { return m_trace; }
    void paint(QPainter &painter, const RoadOf &roadOf) const;

Q_SIGNALS:
    void moved();

private:
    /// From one moment to another, in shares of the whole way.
    struct Leg {
        double from = 0;
        double to = 0;
    };
    struct Legs {
        Leg toNode;
        Leg toRedis;
        Leg toNodes;
        Leg toClients;
    };
    [[nodiscard]] Legs legs() const;
    [[nodiscard]] double share() const; ///< of the way that is done; 1 at its end
    static void paintLeg(QPainter &painter, const QPainterPath &path, bool backwards, const Leg &leg, double share,
        const QString &words);

    std::optional<ops::Trace> m_trace;
    QElapsedTimer m_since;
    QTimer m_frames;
};

} // namespace hubbub::ui
