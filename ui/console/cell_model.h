// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of the console: rows that come, change and go one by one, and cells that say how they look.
#pragma once

#include "ui/common/paint.h"

#include <QAbstractTableModel>
#include <QMetaType>
#include <QSortFilterProxyModel>

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
    /// `words` in lower case, none of them empty; all must be found.
    [[nodiscard]] virtual bool matches(int row, const QStringList &words) const = 0;

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

/// Sorts and filters by what the model says.
class CellFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit CellFilter(CellModel &model, QObject *parent = nullptr);
    void setWords(const QString &typed);

protected:
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    CellModel &m_model;
    QStringList m_words;
};

/// Whether each word is somewhere in the text.
[[nodiscard]] bool hasWords(const QString &lowerText, const QStringList &words);

} // namespace hubbub::ui

Q_DECLARE_METATYPE(hubbub::ui::Cell)
