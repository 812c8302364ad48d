// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/cell_model.h"

#include <algorithm>

namespace hubbub::ui {

CellModel::Weight CellModel::weight(int, int) const { return {}; }

int CellModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant CellModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == cellRole)
        return QVariant::fromValue(cell(index.row(), index.column()));
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) {
        const Cell shown = cell(index.row(), index.column());
        return shown.pill ? shown.pill->text : shown.text;
    }
    return {};
}

QVariant CellModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section >= m_columns.size())
        return {};
    if (role == Qt::DisplayRole)
        return m_columns[section].name;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment(m_columns[section].right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

bool hasWords(const QString &lowerText, const SoughtWords &words)
{
    return std::all_of(
        words.begin(), words.end(), [&lowerText](const SoughtWord &word) { return lowerText.contains(word.text); });
}

} // namespace hubbub::ui
