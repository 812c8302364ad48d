// SPDX-License-Identifier: GPL-3.0-or-later
// The nodes as a table.
#pragma once

#include "core/operator/cluster_model.h"
#include "ui/console/cell_model.h"

namespace hubbub::ui {

class NodesModel final : public CellModel {
    Q_OBJECT
public:
    explicit NodesModel(QObject *parent = nullptr);

    void refresh(const ops::ClusterModel &model);
    [[nodiscard]] const ops::NodeView &node(int row) const { return m_nodes[row]; }
    [[nodiscard]] int rowOf(const NodeId &node) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] bool less(int left, int right, int column) const override;
    [[nodiscard]] bool matches(int row, const SoughtWords &words) const override;

private:
    QList<ops::NodeView> m_nodes;
    qint64 m_now = 0;
};

} // namespace hubbub::ui
