// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of the console: rows that come, change and go one by one, and cells that say how they look.
#pragma once

#include "ui/common/paint.h"

#include <QAbstractProxyModel>
#include <QAbstractTableModel>
#include <QMetaType>
#include <QTimer>

#include <chrono>
#include <optional>
#include <vector>

namespace hubbub::ui {

struct Cell {
    QString text;
    std::optional<Pill> pill; ///< in place of the text
    Tone tone = Tone::Neutral; ///< of the text
    bool strong = false;
    bool quiet = false; ///< in secondary ink
    bool right = false; ///< a number
    bool mono = false;
};

struct Column {
    QString name;
    int width = 100; ///< at 100 %; 0: takes what is left
    bool right = false;
};

/// One of the words that somebody typed to find rows by: in lower case, and never empty.
struct SoughtWord {
    QString text;
    QByteArray bytes; ///< the same in UTF-8, as identifiers are kept
    bool operator==(const SoughtWord &) const = default;
};
using SoughtWords = QList<SoughtWord>;

/// A model gives its rows' cells and how two of them compare; roles, heads and sorting are the same for all.
class CellModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr int cellRole = Qt::UserRole + 1;

    explicit CellModel(QList<Column> columns, QObject *parent = nullptr)
        : QAbstractTableModel(parent)
        , m_columns(std::move(columns))
    {
    }

    [[nodiscard]] const QList<Column> &columns() const { return m_columns; }
    [[nodiscard]] virtual Cell cell(int row, int column) const = 0;
    [[nodiscard]] virtual bool less(int left, int right, int column) const = 0;
    /// What less() compares, where that is one number or bytes in their own order: a hundred thousand rows are then put
    /// in order several times as fast. Neither: less() alone is asked.
    struct Weight {
        std::optional<double> number;
        std::optional<QByteArrayView> bytes;
    };
    [[nodiscard]] virtual Weight weight(int row, int column) const;
    /// All words must be found.
    [[nodiscard]] virtual bool matches(int row, const SoughtWords &words) const = 0;

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    void rowChanged(int row)
    {
        Q_EMIT
        dataChanged(index(row, 0), index(row, columnCount() - 1));
    }

private:
    QList<Column> m_columns;
};

/// Sorts and filters by what the model says. A hundred thousand rows cost it one pass, whatever changes: views are told
/// of rows at the end that come or go, and of a new order. Rows whose values changed are put in order once a second, so
/// that nothing jumps under the pointer.
class CellFilter final : public QAbstractProxyModel {
    Q_OBJECT
public:
    explicit CellFilter(CellModel &model, QObject *parent = nullptr);
    void setWords(const QString &typed);

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &) const override { return {}; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex mapToSource(const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex mapFromSource(const QModelIndex &index) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    static constexpr std::chrono::milliseconds settleTime { 1000 };

    [[nodiscard]] bool isShown(int row) const { return m_words.isEmpty() || m_model.matches(row, m_words); }
    [[nodiscard]] bool isBefore(int left, int right) const;
    void connectModel();
    void onInserted(int first, int last);
    void onRemoved(int first, int last);
    void onChanged(int first, int last);
    /// Shows those rows of the model, in that order.
    void show(std::vector<int> rows);
    void arrange(std::vector<int> rows);
    [[nodiscard]] std::vector<int> wanted();
    void sortAll();
    [[nodiscard]] std::vector<quint64> weights() const;

    CellModel &m_model;
    SoughtWords m_words;
    int m_column = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    std::vector<int> m_all; ///< every row of the model in order, so that another filter need not sort
    bool m_allIsOld = true;
    std::vector<int> m_rows; ///< the model's row of each of ours
    std::vector<int> m_places; ///< our row of each of the model's; -1: not shown
    QTimer m_settle;
};

/// Whether each word is somewhere in the text.
[[nodiscard]] bool hasWords(const QString &lowerText, const SoughtWords &words);

} // namespace hubbub::ui

Q_DECLARE_METATYPE(hubbub::ui::Cell)
