// SPDX-License-Identifier: GPL-3.0-or-later
// One node in the overview: how it is, and the four figures that say whether it suffers.
#pragma once

#include "core/operator/cluster_model.h"

#include <QWidget>

namespace hubbub::ui {

class IconButton;

class NodeCard final : public QWidget {
    Q_OBJECT
public:
    explicit NodeCard(QWidget *parent = nullptr);

    void setNode(const ops::NodeView &node, qint64 redisNow, bool stale);
    [[nodiscard]] const NodeId &node() const { return m_node.id; }
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void opened(const hubbub::NodeId &node);
    void menuWanted(const hubbub::NodeId &node, const QPoint &where); ///< global

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    ops::NodeView m_node;
    qint64 m_now = 0;
    bool m_stale = false;
    IconButton *m_more;
};

} // namespace hubbub::ui
