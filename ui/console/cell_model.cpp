// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/cell_model.h"

#include <algorithm>

namespace hubbub::ui {

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

CellFilter::CellFilter(CellModel &model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(&model);
    setDynamicSortFilter(true);
}

void CellFilter::setWords(const QString &typed)
{
    const QStringList words = typed.toLower().split(u' ', Qt::SkipEmptyParts);
    if (std::exchange(m_words, words) != words)
        invalidateFilter();
}

bool CellFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    return m_model.less(left.row(), right.row(), left.column());
}

bool CellFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    return m_words.isEmpty() || m_model.matches(row, m_words);
}

bool hasWords(const QString &lowerText, const QStringList &words)
{
    return std::all_of(
        words.begin(), words.end(), [&lowerText](const QString &word) { return lowerText.contains(word); });
}

} // namespace hubbub::ui
