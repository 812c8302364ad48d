// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/cell_model.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <numeric>
#include <utility>

namespace hubbub::ui {

CellFilter::CellFilter(CellModel &model, QObject *parent)
    : QAbstractProxyModel(parent)
    , m_model(model)
{
    setSourceModel(&model);
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleTime);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        m_allIsOld = true;
        show(wanted());
    });
    connectModel();
    show(wanted());
}

void CellFilter::connectModel()
{
    connect(&m_model, &CellModel::rowsInserted, this,
        [this](const QModelIndex &, int first, int last) { onInserted(first, last); });
    connect(&m_model, &CellModel::rowsRemoved, this,
        [this](const QModelIndex &, int first, int last) { onRemoved(first, last); });
    connect(&m_model, &CellModel::dataChanged, this,
        [this](const QModelIndex &first, const QModelIndex &last) { onChanged(first.row(), last.row()); });
    connect(&m_model, &CellModel::modelAboutToBeReset, this, &CellFilter::beginResetModel);
    connect(&m_model, &CellModel::modelReset, this, [this] {
        m_allIsOld = true;
        m_rows = wanted();
        m_places.assign(static_cast<size_t>(m_model.rowCount()), -1);
        for (size_t i = 0; i < m_rows.size(); ++i)
            m_places[static_cast<size_t>(m_rows[i])] = static_cast<int>(i);
        endResetModel();
    });
}

QModelIndex CellFilter::index(int row, int column, const QModelIndex &parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

int CellFilter::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CellFilter::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_model.columnCount(); }

QModelIndex CellFilter::mapToSource(const QModelIndex &index) const
{
    return index.isValid() && index.row() < rowCount()
        ? m_model.index(m_rows[static_cast<size_t>(index.row())], index.column())
        : QModelIndex();
}

QModelIndex CellFilter::mapFromSource(const QModelIndex &index) const
{
    if (!index.isValid() || static_cast<size_t>(index.row()) >= m_places.size())
        return {};
    const int row = m_places[static_cast<size_t>(index.row())];
    return row < 0 ? QModelIndex() : createIndex(row, index.column());
}

QVariant CellFilter::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_model.headerData(section, orientation, role);
}

/// Where two are alike the model's own order holds, so that sorting by a second column keeps that of the first.
bool CellFilter::isBefore(int left, int right) const
{
    if (m_column < 0)
        return left < right;
    return m_order == Qt::AscendingOrder ? m_model.less(left, right, m_column) : m_model.less(right, left, m_column);
}

/// A number for each row whose order is that of less(), as far as it goes: where two are equal, less() decides.
std::vector<quint64> CellFilter::weights() const
{
    std::vector<quint64> out;
    const int count = m_model.rowCount();
    if (m_column < 0 || count == 0)
        return out;
    const CellModel::Weight first = m_model.weight(0, m_column);
    if (!first.number && !first.bytes)
        return out;
    out.reserve(static_cast<size_t>(count));
    if (first.number) {
        for (int row = 0; row < count; ++row) {
            // The bits of a double are in its order once the sign is turned, and all of a negative one.
            const auto bits = std::bit_cast<quint64>(m_model.weight(row, m_column).number.value_or(0) + 0.0);
            out.push_back((bits >> 63) != 0 ? ~bits : bits | (quint64(1) << 63));
        }
        return out;
    }
    // Names are alike at their beginning: the eight bytes behind what all have in common say most.
    qsizetype common = first.bytes->size();
    for (int row = 1; row < count && common > 0; ++row) {
        const QByteArrayView bytes = m_model.weight(row, m_column).bytes.value_or(QByteArrayView());
        const auto end = first.bytes->begin() + std::min(common, bytes.size());
        common = std::mismatch(first.bytes->begin(), end, bytes.begin()).first - first.bytes->begin();
    }
    for (int row = 0; row < count; ++row) {
        const QByteArrayView bytes = m_model.weight(row, m_column).bytes.value_or(QByteArrayView());
        quint64 weight = 0;
        for (qsizetype i = common; i < common + 8; ++i)
            weight = weight << 8 | (i < bytes.size() ? static_cast<quint8>(bytes[i]) : 0);
        out.push_back(weight);
    }
    return out;
}

void CellFilter::sortAll()
{
    const std::vector<quint64> weights = this->weights();
    if (weights.empty()) {
        std::stable_sort(m_all.begin(), m_all.end(), [this](int left, int right) { return isBefore(left, right); });
        return;
    }
    struct Weighed {
        quint64 weight;
        int row;
    };
    std::vector<Weighed> all;
    all.reserve(m_all.size());
    for (const int row : m_all)
        all.push_back({ weights[static_cast<size_t>(row)], row });
    const bool ascending = m_order == Qt::AscendingOrder;
    std::stable_sort(all.begin(), all.end(), [this, ascending](const Weighed &left, const Weighed &right) {
        if (left.weight != right.weight)
            return ascending ? left.weight < right.weight : right.weight < left.weight;
        return isBefore(left.row, right.row);
    });
    for (size_t i = 0; i < all.size(); ++i)
        m_all[i] = all[i].row;
}

std::vector<int> CellFilter::wanted()
{
    if (std::exchange(m_allIsOld, false)) {
        m_all.resize(static_cast<size_t>(m_model.rowCount()));
        std::iota(m_all.begin(), m_all.end(), 0);
        sortAll();
    }
    if (m_words.isEmpty())
        return m_all;
    // Asked in the model's own order: in another one nearly each row is far from the one before, and memory the limit.
    std::vector<char> shown(m_all.size());
    for (size_t row = 0; row < shown.size(); ++row)
        shown[row] = m_model.matches(static_cast<int>(row), m_words) ? 1 : 0;
    std::vector<int> rows;
    std::copy_if(m_all.begin(), m_all.end(), std::back_inserter(rows),
        [&shown](int row) { return shown[static_cast<size_t>(row)] != 0; });
    return rows;
}

void CellFilter::setWords(const QString &typed)
{
    SoughtWords words;
    for (const QString &word : typed.toLower().split(u' ', Qt::SkipEmptyParts))
        words.append({ word, word.toUtf8() });
    if (std::exchange(m_words, words) != words)
        show(wanted());
}

void CellFilter::sort(int column, Qt::SortOrder order)
{
    if (m_column == column && m_order == order)
        return;
    m_column = column;
    m_order = order;
    m_allIsOld = true;
    show(wanted());
}

/// Rows that go move to the end and go from there; rows that come are put at the end and then in order.
void CellFilter::show(std::vector<int> rows)
{
    m_settle.stop();
    if (rows == m_rows)
        return;
    std::vector<bool> stays(static_cast<size_t>(m_model.rowCount()), false);
    for (const int row : rows)
        stays[static_cast<size_t>(row)] = true;
    std::vector<int> reordered;
    std::vector<int> goes;
    for (const int row : m_rows)
        (stays[static_cast<size_t>(row)] ? reordered : goes).push_back(row);
    if (!goes.empty()) {
        const size_t left = reordered.size();
        reordered.insert(reordered.end(), goes.begin(), goes.end());
        arrange(std::move(reordered));
        beginRemoveRows({}, static_cast<int>(left), rowCount() - 1);
        for (size_t i = left; i < m_rows.size(); ++i)
            m_places[static_cast<size_t>(m_rows[i])] = -1;
        m_rows.resize(left);
        endRemoveRows();
    }
    if (rows.size() > m_rows.size()) {
        m_places.resize(static_cast<size_t>(m_model.rowCount()), -1);
        beginInsertRows({}, rowCount(), static_cast<int>(rows.size()) - 1);
        for (const int row : rows) {
            if (m_places[static_cast<size_t>(row)] >= 0)
                continue;
            m_places[static_cast<size_t>(row)] = static_cast<int>(m_rows.size());
            m_rows.push_back(row);
        }
        endInsertRows();
    }
    arrange(std::move(rows));
}

/// The same rows in another order.
void CellFilter::arrange(std::vector<int> rows)
{
    if (rows == m_rows)
        return;
    Q_EMIT
    layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    QList<QPair<int, int>> kept; // row of the model, column
    for (const QModelIndex &index : before)
        kept.append({ m_rows[static_cast<size_t>(index.row())], index.column() });
    m_rows = std::move(rows);
    for (size_t i = 0; i < m_rows.size(); ++i)
        m_places[static_cast<size_t>(m_rows[i])] = static_cast<int>(i);
    QModelIndexList after;
    for (const auto &[row, column] : kept)
        after.append(createIndex(m_places[static_cast<size_t>(row)], column));
    changePersistentIndexList(before, after);
    Q_EMIT
    layoutChanged();
}

/// The model's later rows have other numbers now; ours stay where they are, and the new ones are sorted in.
void CellFilter::onInserted(int first, int last)
{
    const int count = last - first + 1;
    m_allIsOld = true;
    m_places.insert(m_places.begin() + first, static_cast<size_t>(count), -1);
    for (int &row : m_rows) {
        if (row >= first)
            row += count;
    }
    std::vector<int> fresh;
    for (int row = first; row <= last; ++row) {
        if (isShown(row))
            fresh.push_back(row);
    }
    if (fresh.empty())
        return;
    const auto before = [this](int left, int right) { return isBefore(left, right); };
    std::stable_sort(fresh.begin(), fresh.end(), before);
    std::vector<int> merged;
    merged.reserve(m_rows.size() + fresh.size());
    std::merge(m_rows.begin(), m_rows.end(), fresh.begin(), fresh.end(), std::back_inserter(merged), before);
    const bool settling = m_settle.isActive();
    show(std::move(merged));
    if (settling)
        m_settle.start();
}

void CellFilter::onRemoved(int first, int last)
{
    const int count = last - first + 1;
    m_allIsOld = true;
    for (int row = first; row <= last; ++row) {
        const int place = m_places[static_cast<size_t>(row)];
        if (place < 0)
            continue;
        beginRemoveRows({}, place, place);
        m_rows.erase(m_rows.begin() + place);
        for (size_t i = static_cast<size_t>(place); i < m_rows.size(); ++i)
            m_places[static_cast<size_t>(m_rows[i])] = static_cast<int>(i);
        endRemoveRows();
    }
    m_places.erase(m_places.begin() + first, m_places.begin() + last + 1);
    for (int &row : m_rows) {
        if (row > last)
            row -= count;
    }
}

void CellFilter::onChanged(int first, int last)
{
    for (int row = first; row <= last; ++row) {
        const int place = m_places[static_cast<size_t>(row)];
        if (place >= 0)
            Q_EMIT
        dataChanged(createIndex(place, 0), createIndex(place, columnCount() - 1));
    }
    if (!m_settle.isActive())
        m_settle.start();
}

} // namespace hubbub::ui
