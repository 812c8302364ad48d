// SPDX-License-Identifier: GPL-3.0-or-later
// The nodes as a table, and the chosen one in charts.
#pragma once

#include "core/base/ids.h"
#include "ui/console/console_desk.h"

#include <QWidget>

#include <array>

class QGridLayout;

namespace hubbub::ui {

class Label;
class ListPage;
class NodesModel;
class Plot;
struct PlotMark;

class NodesPage final : public QWidget {
    Q_OBJECT
public:
    explicit NodesPage(const ConsoleDesk &desk, QWidget *parent = nullptr);

    void refresh(const QList<PlotMark> &marks, bool stale);
    void select(const NodeId &node);
    [[nodiscard]] NodeId selected() const;

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void adopt();
    void feed();

    ConsoleDesk m_desk;
    NodesModel *m_model;
    ListPage *m_list;
    Label *m_facts;
    QGridLayout *m_grid;
    std::array<Plot *, 4> m_plots {};
};

} // namespace hubbub::ui
