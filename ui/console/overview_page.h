// SPDX-License-Identifier: GPL-3.0-or-later
// The first screen of the console: six figures, the nodes worst first, four charts.
#pragma once

#include "core/base/ids.h"
#include "core/operator/cluster_model.h"
#include "ui/console/console_desk.h"

#include <QWidget>

#include <array>

class QGridLayout;

namespace hubbub::ui {

class Button;
class NodeCard;
class Plot;
class StatTile;
struct PlotMark;

class OverviewPage final : public QWidget {
    Q_OBJECT
public:
    static constexpr int mostCards = 9;

    explicit OverviewPage(const ConsoleDesk &desk, QWidget *parent = nullptr);

    /// Once a second.
    void refresh(const QList<PlotMark> &marks, bool stale);

Q_SIGNALS:
    void nodeWanted(const hubbub::NodeId &node);
    void nodesWanted();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void adopt();
    void feedTiles(bool stale);
    void feedCards(bool stale);
    void feedPlots();
    void arrangeCards();

    ConsoleDesk m_desk;
    std::array<StatTile *, 6> m_tiles {};
    QList<NodeCard *> m_cards;
    QWidget *m_inner; ///< scrolls where the window is low
    Button *m_more;
    QGridLayout *m_cardGrid;
    QGridLayout *m_plotGrid;
    Plot *m_in;
    Plot *m_delivery;
    Plot *m_clients;
    Plot *m_turnover;
    int m_columns = 0;
};

/// Fills a stacked chart with one line for each node; beyond seven, the rest is one line.
void feedByNode(Plot &plot, const ops::ClusterModel &model, ops::Metric metric, const PlotBoard &board);

} // namespace hubbub::ui
