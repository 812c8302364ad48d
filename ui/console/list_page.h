// SPDX-License-Identifier: GPL-3.0-or-later
// A screen that is a table: a line to filter by, what else there is to choose, how many are shown, and the rows.
#pragma once

#include "ui/console/cell_table.h"

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace hubbub::ui {

class Label;
class SearchField;

class ListPage final : public QWidget {
    Q_OBJECT
public:
    /// Borrows the model. `name` is the table's, for people who hear it.
    ListPage(const QString &name, const QString &placeholder, CellModel &model, QWidget *parent = nullptr);

    [[nodiscard]] CellTable &table() const { return *m_table; }
    void setFilter(const QString &typed);
    void addTool(QWidget *tool); ///< at the right of the line
    void addBelow(QWidget *widget); ///< below the table
    void setNote(const QString &note); ///< behind the number of rows
    void refreshCount();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void adopt();

    CellModel &m_model;
    SearchField *m_field;
    Label *m_count;
    QHBoxLayout *m_tools;
    QVBoxLayout *m_column;
    CellTable *m_table;
    QString m_note;
};

} // namespace hubbub::ui
