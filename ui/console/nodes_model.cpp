// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/nodes_model.h"

#include "ui/common/time_words.h"
#include "ui/common/tr.h"
#include "ui/console/console_words.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace hubbub::ui {

using ops::Metric;
using ops::NodeView;

namespace {

enum NodeColumn : int { Name, State, Clients, In, Out, P99, Redis, Cpu, Memory, Queue, Lag, Errors, Since };

/// The figure of a column; nothing where it is no figure.
std::optional<Metric> metricOf(int column)
{
    switch (column) {
    case Clients:
        return Metric::Clients;
    case In:
        return Metric::In;
    case Out:
        return Metric::Delivered;
    case P99:
        return Metric::DeliverP99;
    case Redis:
        return Metric::RedisRtt;
    case Cpu:
        return Metric::Cpu;
    case Memory:
        return Metric::Memory;
    case Queue:
        return Metric::Queued;
    case Lag:
        return Metric::LoopLag;
    case Errors:
        return Metric::Errors;
    default:
        return {};
    }
}

QString metricWords(Metric metric, double value)
{
    if (std::isnan(value))
        return QStringLiteral("—");
    switch (metric) {
    case Metric::Clients:
        return countShort(value);
    case Metric::In:
    case Metric::Delivered:
    case Metric::Errors:
        return perSecondWords(value);
    case Metric::Cpu:
        return percentWords(value);
    case Metric::Memory:
    case Metric::Queued:
        return sizeWords(static_cast<qint64>(value));
    default:
        return millisecondWords(value);
    }
}

} // namespace

NodesModel::NodesModel(QObject *parent)
    : CellModel({ { tr("Node"), 90 }, { tr("State"), 110 }, { tr("Clients"), 84, true }, { tr("In"), 84, true },
                    { tr("Delivered"), 92, true }, { tr("p99"), 80, true }, { tr("Redis"), 80, true },
                    { tr("CPU"), 70, true }, { tr("Memory"), 84, true }, { tr("Queued"), 84, true },
                    { tr("Lag"), 76, true }, { tr("Errors"), 80, true }, { tr("Since"), 0 } },
        parent)
{
}

int NodesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_nodes.size());
}

int NodesModel::rowOf(const NodeId &node) const
{
    const auto found =
        std::find_if(m_nodes.begin(), m_nodes.end(), [&node](const NodeView &each) { return each.id == node; });
    return found == m_nodes.end() ? -1 : static_cast<int>(found - m_nodes.begin());
}

void NodesModel::refresh(const ops::ClusterModel &model)
{
    m_now = model.redisNow();
    for (int row = static_cast<int>(m_nodes.size()) - 1; row >= 0; --row) {
        if (const NodeView *node = model.node(m_nodes[row].id)) {
            m_nodes[row] = *node;
            continue;
        }
        beginRemoveRows({}, row, row);
        m_nodes.removeAt(row);
        endRemoveRows();
    }
    for (const auto &[id, node] : model.nodes()) {
        if (rowOf(id) >= 0)
            continue;
        beginInsertRows({}, rowCount(), rowCount());
        m_nodes.append(node);
        endInsertRows();
    }
    if (!m_nodes.isEmpty())
        Q_EMIT
    dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

Cell NodesModel::cell(int row, int column) const
{
    const NodeView &node = m_nodes[row];
    Cell out;
    if (column == Name) {
        out.text = node.id.text();
        out.strong = true;
    } else if (column == State) {
        out.pill = nodePill(node.state);
    } else if (column == Since) {
        out.text = nodeSince(node, m_now);
        out.quiet = true;
    } else if (const auto metric = metricOf(column)) {
        out.text = metricWords(*metric, node.isUp() ? node.value(*metric) : std::nan(""));
        out.right = true;
    }
    return out;
}

bool NodesModel::less(int left, int right, int column) const
{
    const NodeView &a = m_nodes[left];
    const NodeView &b = m_nodes[right];
    if (const auto metric = metricOf(column)) {
        const auto value = [&metric](const NodeView &node) {
            const double found = node.isUp() ? node.value(*metric) : std::nan("");
            return std::isnan(found) ? -1.0 : found;
        };
        return value(a) < value(b);
    }
    if (column == State && a.state != b.state)
        return a.state > b.state;
    if (column == Since)
        return a.stateSince > b.stateSince;
    return a.id < b.id;
}

bool NodesModel::matches(int row, const SoughtWords &words) const
{
    const NodeView &node = m_nodes[row];
    return hasWords((node.id.text() + u' ' + nodeStateWord(node.state) + u' ' + node.address).toLower(), words);
}

} // namespace hubbub::ui
