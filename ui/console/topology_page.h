// SPDX-License-Identifier: GPL-3.0-or-later
// The cluster as a picture: clients, nodes and Redis, with edges as wide as their traffic; and Redis's own figures.
#pragma once

#include "core/base/ids.h"
#include "ui/console/console_desk.h"

#include <QPixmap>
#include <QRectF>
#include <QTimer>
#include <QWidget>

namespace hubbub::ops {
struct NodeView;
struct Trace;
}

namespace hubbub::ui {

class TraceJourney;

class TopologyPage final : public QWidget {
    Q_OBJECT
public:
    static constexpr int mostNodes = 12; ///< drawn one by one; the rest is one box

    explicit TopologyPage(const ConsoleDesk &desk, QWidget *parent = nullptr);

    void refresh(bool stale);
    /// Shows a traced message on its way.
    void show(const ops::Trace &trace);

Q_SIGNALS:
    void nodeWanted(const hubbub::NodeId &node);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Places {
        QRectF clients;
        QRectF balancer; ///< empty: no client came through one
        QRectF redis;
        QList<QRectF> nodes;
        QRectF slow;
    };
    [[nodiscard]] Places places() const;
    [[nodiscard]] QList<NodeId> shownNodes() const;
    struct Balancing { ///< by trusted proxies, as the nodes report
        int proxies = 0;
        qint64 clients = 0;
        QString address; ///< of the only one
    };
    [[nodiscard]] Balancing balancing() const;
    struct Edge {
        QPointF clients;
        QPointF nodeLeft;
        QPointF nodeRight;
        QPointF redis;
    };
    [[nodiscard]] Edge edgeOf(const Places &at, qsizetype node) const;
    [[nodiscard]] NodeId nodeAt(const QPointF &where) const;
    void paintEdge(QPainter &painter, const QPointF &from, const QPointF &to, double rate, double most,
        const ops::NodeView &node) const;
    void paintClients(QPainter &painter, const QRectF &box) const;
    void paintBalancer(QPainter &painter, const Places &at) const;
    void paintNode(QPainter &painter, const QRectF &box, const ops::NodeView &node) const;
    void paintRedis(QPainter &painter, const QRectF &box) const;
    void paintSlow(QPainter &painter, const QRectF &box) const;
    void paintBoxes(QPainter &painter, const Places &at, const QList<NodeId> &ids) const;

    ConsoleDesk m_desk;
    bool m_stale = false;
    QTimer m_flow; ///< moves the dashes
    double m_phase = 0;
    QPixmap m_boxes; ///< what lies over the edges, as last told; null: to be painted anew
    TraceJourney *m_journey;
};

} // namespace hubbub::ui
