// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/overview_page.h"

#include "core/operator/operator_watch.h"
#include "ui/common/button.h"
#include "ui/common/metrics.h"
#include "ui/common/overlay_bar.h"
#include "ui/common/theme.h"
#include "ui/common/tr.h"
#include "ui/console/console_actions.h"
#include "ui/console/console_words.h"
#include "ui/console/node_card.h"
#include "ui/console/plot.h"
#include "ui/console/plot_board.h"
#include "ui/console/stat_tile.h"

#include <QDateTime>
#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using ops::ClusterModel;
using ops::Metric;
using ops::Series;

namespace {

constexpr int sparkSeconds = 5 * 60;
constexpr int cardWide = 300; // from this width of a card on there is room for one more in the row
constexpr qsizetype mostNodeLines = 7;
constexpr int leastPlot = 150;

} // namespace

void feedByNode(Plot &plot, const ClusterModel &model, Metric metric, const PlotBoard &board)
{
    const auto from = static_cast<qint64>(board.from());
    const auto to = static_cast<qint64>(board.to());
    QList<NodeId> ids;
    for (const auto &[id, node] : model.nodes())
        ids.append(id);
    if (ids.size() > mostNodeLines + 1)
        std::stable_sort(ids.begin(), ids.end(), [&model, metric](const NodeId &a, const NodeId &b) {
            const auto value = [&](const NodeId &id) {
                const double found = model.node(id)->value(metric);
                return std::isnan(found) ? -1 : found;
            };
            return value(a) > value(b);
        });
    const qsizetype own = ids.size() > mostNodeLines + 1 ? mostNodeLines : ids.size();
    std::sort(ids.begin(), ids.begin() + own, ops::isBefore);
    QStringList names;
    QList<QList<Series::Point>> lines;
    for (qsizetype i = 0; i < ids.size(); ++i) {
        const QList<Series::Point> points = model.series(ids[i], metric).points(from, to);
        if (i < own) {
            names.append(ids[i].text());
            lines.append(points);
        } else if (i == own) {
            names.append(ui::tr("%1 others").arg(ids.size() - own));
            lines.append(points);
        } else {
            for (qsizetype k = 0; k < std::min(points.size(), lines.last().size()); ++k) {
                double &sum = lines.last()[k].value;
                if (!std::isnan(points[k].value))
                    sum = (std::isnan(sum) ? 0 : sum) + points[k].value;
            }
        }
    }
    plot.setLines(names);
    for (int i = 0; i < lines.size(); ++i)
        plot.setPoints(i, lines[i]);
}

OverviewPage::OverviewPage(const ConsoleDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_inner(new QWidget)
    , m_more(new Button({}, Button::Kind::Link, m_inner))
    , m_cardGrid(new QGridLayout)
    , m_plotGrid(new QGridLayout)
    , m_in(new Plot(tr("Messages in, by node"), Plot::Kind::Stacked, perSecondWords, desk.board, this))
    , m_delivery(new Plot(tr("Delivery, slowest node"), Plot::Kind::Lines, millisecondWords, desk.board, this))
    , m_clients(new Plot(tr("Clients, by node"), Plot::Kind::Stacked, countShort, desk.board, this))
    , m_turnover(new Plot(tr("Connects / disconnects"), Plot::Kind::Lines, perSecondWords, desk.board, this))
{
    build();
    connect(&Theme::instance(), &Theme::changed, this, &OverviewPage::adopt);
    connect(&desk.board, &PlotBoard::rangeChanged, this, [this] {
        if (isVisible())
            feedPlots();
    });
    connect(m_more, &Button::clicked, this, &OverviewPage::nodesWanted);
    adopt();
}

void OverviewPage::build()
{
    setObjectName(u"overviewPage"_s);
    auto *tiles = new QHBoxLayout;
    const QString titles[] { tr("Clients"), tr("In"), tr("Delivered"), tr("p99 delivery"), tr("Errors"),
        tr("Nodes up") };
    const char *names[] { "tileClients", "tileIn", "tileDelivered", "tileP99", "tileErrors", "tileNodes" };
    for (size_t i = 0; i < m_tiles.size(); ++i) {
        m_tiles[i] = new StatTile(titles[i], this);
        m_tiles[i]->setObjectName(QString::fromLatin1(names[i]));
        tiles->addWidget(m_tiles[i]);
    }
    m_more->setObjectName(u"moreNodes"_s);
    m_clients->setLeast(4);
    m_delivery->setLines({ tr("p50"), tr("p99") });
    m_turnover->setLines({ tr("connects"), tr("disconnects") });
    m_plotGrid->addWidget(m_in, 0, 0);
    m_plotGrid->addWidget(m_delivery, 0, 1);
    m_plotGrid->addWidget(m_clients, 1, 0);
    m_plotGrid->addWidget(m_turnover, 1, 1);
    for (Plot *plot : { m_in, m_delivery, m_clients, m_turnover })
        connect(plot, &Plot::momentWanted, this, [this](double second) { m_desk.board.jumpTo(second); });
    auto *column = new QVBoxLayout(m_inner);
    column->addLayout(tiles);
    column->addLayout(m_cardGrid);
    column->addWidget(m_more, 0, Qt::AlignLeft);
    column->addLayout(m_plotGrid, 1);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    new OverlayBar(scroll);
    scroll->setWidget(m_inner);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
}

void OverviewPage::adopt()
{
    const int gap = px(space::m);
    QLayout *column = m_inner->layout();
    column->setContentsMargins(px(space::l), px(space::m), px(space::l), px(space::m));
    column->setSpacing(gap);
    column->itemAt(0)->layout()->setSpacing(gap);
    m_cardGrid->setSpacing(gap);
    m_plotGrid->setSpacing(gap);
    for (Plot *plot : { m_in, m_delivery, m_clients, m_turnover })
        plot->setMinimumHeight(px(leastPlot));
    arrangeCards();
}

void OverviewPage::resizeEvent(QResizeEvent *) { arrangeCards(); }
void OverviewPage::showEvent(QShowEvent *) { feedPlots(); }

void OverviewPage::refresh(const QList<PlotMark> &marks, bool stale)
{
    if (!isVisible())
        return;
    feedTiles(stale);
    feedCards(stale);
    for (Plot *plot : { m_in, m_delivery, m_clients, m_turnover }) {
        plot->setMarks(marks);
        plot->setStale(stale);
    }
    feedPlots();
}

void OverviewPage::feedTiles(bool stale)
{
    const ClusterModel &model = m_desk.watch.model();
    const ops::Totals &totals = model.totals();
    const qint64 now = model.redisNow() / 1000;
    const auto line = [&](StatTile *tile, Metric metric) {
        tile->setLine(model.total(metric).points(now - sparkSeconds, now));
    };
    m_tiles[0]->setValue(countShort(totals.value(Metric::Clients)));
    line(m_tiles[0], Metric::Clients);
    m_tiles[1]->setValue(perSecondWords(totals.value(Metric::In)));
    line(m_tiles[1], Metric::In);
    m_tiles[2]->setValue(perSecondWords(totals.value(Metric::Delivered)));
    line(m_tiles[2], Metric::Delivered);
    m_tiles[3]->setValue(millisecondWords(totals.value(Metric::DeliverP99)));
    line(m_tiles[3], Metric::DeliverP99);
    m_tiles[4]->setValue(perSecondWords(totals.value(Metric::Errors)));
    line(m_tiles[4], Metric::Errors);
    const bool all = totals.nodesUp == totals.nodesKnown;
    m_tiles[5]->setValue(u"%1 / %2"_s.arg(totals.nodesUp).arg(totals.nodesKnown), all ? Tone::Neutral : Tone::Crit);
    QString note = all ? tr("all of them") : QString();
    for (const NodeId &id : model.worstFirst()) {
        const ops::NodeView &node = *model.node(id);
        if (all || node.isUp() || node.state == ops::NodeState::Ended)
            break;
        note = tr("%1 %2 since %3")
                   .arg(id.text(), nodeStateWord(node.state),
                       QDateTime::fromMSecsSinceEpoch(node.stateSince).toString(u"HH:mm:ss"_s));
        break;
    }
    m_tiles[5]->setNote(note);
    for (StatTile *tile : m_tiles)
        tile->setStale(stale);
}

void OverviewPage::feedCards(bool stale)
{
    const ClusterModel &model = m_desk.watch.model();
    const QList<NodeId> ids = model.worstFirst();
    const auto shown = std::min<qsizetype>(ids.size(), mostCards);
    const bool differs = m_cards.size() != shown;
    while (m_cards.size() > shown)
        delete m_cards.takeLast();
    while (m_cards.size() < shown) {
        auto *card = new NodeCard(m_inner);
        connect(card, &NodeCard::opened, this, &OverviewPage::nodeWanted);
        connect(card, &NodeCard::menuWanted, this,
            [this](const NodeId &node, const QPoint &where) { m_desk.actions.openNodeMenu(node, where); });
        m_cards.append(card);
    }
    for (qsizetype i = 0; i < shown; ++i)
        m_cards[i]->setNode(*model.node(ids[i]), model.redisNow(), stale);
    m_more->setVisible(ids.size() > shown);
    m_more->setText(tr("And %1 more nodes").arg(ids.size() - shown));
    if (differs) {
        m_columns = 0;
        arrangeCards();
    }
}

void OverviewPage::arrangeCards()
{
    const int fit = std::clamp((width() - px(space::l)) / px(cardWide), 1, 4);
    const int columns = std::max(1, std::min(fit, static_cast<int>(m_cards.size())));
    if (columns == m_columns)
        return;
    m_columns = columns;
    while (QLayoutItem *item = m_cardGrid->takeAt(0))
        delete item;
    for (int i = 0; i < 4; ++i)
        m_cardGrid->setColumnStretch(i, i < columns ? 1 : 0);
    for (int i = 0; i < m_cards.size(); ++i) {
        m_cardGrid->addWidget(m_cards[i], i / columns, i % columns);
        m_cards[i]->show();
    }
}

void OverviewPage::feedPlots()
{
    const ClusterModel &model = m_desk.watch.model();
    const auto from = static_cast<qint64>(m_desk.board.from());
    const auto to = static_cast<qint64>(m_desk.board.to());
    feedByNode(*m_in, model, Metric::In, m_desk.board);
    feedByNode(*m_clients, model, Metric::Clients, m_desk.board);
    m_delivery->setPoints(0, model.total(Metric::DeliverP50).points(from, to));
    m_delivery->setPoints(1, model.total(Metric::DeliverP99).points(from, to));
    m_turnover->setPoints(0, model.total(Metric::Connects).points(from, to));
    m_turnover->setPoints(1, model.total(Metric::Disconnects).points(from, to));
    for (Plot *plot : { m_in, m_delivery, m_clients, m_turnover })
        plot->refresh();
}

} // namespace hubbub::ui
