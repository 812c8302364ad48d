// SPDX-License-Identifier: GPL-3.0-or-later
// What the next cluster on this desk shall look like: how many nodes, a balancer before them, which Redis.
#pragma once

#include "core/cluster/local_cluster.h"

#include <QWidget>

namespace hubbub::ui {

class Button;
class FieldRow;
class Label;
class Segments;
class Switch;

class DeskShapeForm final : public QWidget {
    Q_OBJECT
public:
    explicit DeskShapeForm(QWidget *parent = nullptr);

    [[nodiscard]] cluster::Shape shape() const;
    [[nodiscard]] bool wantsOwnRedis() const; ///< a private one
    /// False, with a sentence below the field, where the URL is none.
    [[nodiscard]] bool check();
    void setShape(const cluster::Shape &shape);
    void setNodes(int nodes);
    /// Why there can be no balancer; empty: there can.
    void setBalancerMissing(const QString &sentence);

Q_SIGNALS:
    void redisChosen();

private:
    void build();
    void adopt();
    void choose();

    Label *m_count;
    Button *m_fewer;
    Button *m_more;
    Label *m_balancerName;
    Switch *m_balancer;
    Segments *m_redis;
    FieldRow *m_url;
    int m_nodes = 3;
};

} // namespace hubbub::ui
