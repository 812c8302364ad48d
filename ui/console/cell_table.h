// SPDX-License-Identifier: GPL-3.0-or-later
// A table in the house's look over a CellModel: sorted by a click on a head, walked by keys, opened by Enter.
#pragma once

#include "ui/console/cell_model.h"

#include <QTableView>

namespace hubbub::ui {

class CellTable final : public QTableView {
    Q_OBJECT
public:
    /// Borrows the model.
    CellTable(const QString &name, CellModel &model, QWidget *parent = nullptr);

    void setFilter(const QString &typed);
    void sortBy(int column, Qt::SortOrder order);
    /// Rows of the model, not of the view. -1: none.
    [[nodiscard]] int currentRow() const;
    void selectRow(int modelRow);
    [[nodiscard]] QList<int> visibleRows() const;
    [[nodiscard]] int shownCount() const { return m_filter->rowCount(); }
    /// What stands in an empty table.
    void setEmptyWords(const QString &words);

Q_SIGNALS:
    void rowChosen(int modelRow); ///< the current one changed
    void rowOpened(int modelRow);
    void menuWanted(int modelRow, const QPoint &where); ///< global

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void adopt();
    void layOutColumns();

    CellModel &m_model;
    CellFilter *m_filter;
    QString m_empty;
};

} // namespace hubbub::ui
