// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/nodes_page.h"

#include "core/operator/operator_watch.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"
#include "ui/console/console_actions.h"
#include "ui/console/console_words.h"
#include "ui/console/list_page.h"
#include "ui/console/nodes_model.h"
#include "ui/console/plot.h"
#include "ui/console/plot_board.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using ops::Metric;

namespace {

constexpr int roomyHeight = 600;

struct Detail {
    const char *title;
    Plot::Words words;
    QList<QPair<const char *, Metric>> lines;
};

const std::array<Detail, 4> &details()
{
    static const std::array<Detail, 4> all {
        Detail { QT_TRANSLATE_NOOP("hubbub::ui::NodesPage", "Messages"), perSecondWords,
            { { "in", Metric::In }, { "delivered", Metric::Delivered } } },
        Detail { QT_TRANSLATE_NOOP("hubbub::ui::NodesPage", "Latency"), millisecondWords,
            { { "publish p99", Metric::PublishP99 }, { "delivery p99", Metric::DeliverP99 },
                { "Redis", Metric::RedisRtt }, { "loop lag", Metric::LoopLag } } },
        Detail {
            QT_TRANSLATE_NOOP("hubbub::ui::NodesPage", "Clients"), countShort, { { "clients", Metric::Clients } } },
        Detail { QT_TRANSLATE_NOOP("hubbub::ui::NodesPage", "CPU"), percentWords, { { "of a core", Metric::Cpu } } },
    };
    return all;
}

QString factsOf(const ops::NodeView &node)
{
    const protocol::NodeReport &report = node.report;
    QStringList facts { NodesPage::tr("boot %1").arg(QString::fromUtf8(report.boot.bytes())),
        NodesPage::tr("%1 sessions in %2 rooms").arg(groupedNumber(report.sessions), groupedNumber(report.rooms)),
        NodesPage::tr("%1 descriptors").arg(groupedNumber(report.fds)),
        NodesPage::tr("%1 resumes, %2 with a gap").arg(groupedNumber(report.resumes), groupedNumber(report.resumesGap)),
        NodesPage::tr("%1 repeats known").arg(groupedNumber(report.dups)),
        NodesPage::tr("%1 slow readers cut").arg(groupedNumber(report.slowClosed)) };
    if (!node.address.isEmpty())
        facts.prepend(node.address);
    return facts.join(u"  ·  "_s);
}

} // namespace

NodesPage::NodesPage(const ConsoleDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_model(new NodesModel(this))
    , m_list(new ListPage(tr("Nodes"), tr("Filter nodes"), *m_model, this))
    , m_facts(new Label({}, Type::Small, Label::Ink::Secondary))
    , m_grid(new QGridLayout)
{
    setObjectName(u"nodesPage"_s);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_list, 1);
    auto *line = new QHBoxLayout;
    line->addWidget(m_facts);
    column->addLayout(line);
    column->addLayout(m_grid, 1);
    for (size_t i = 0; i < m_plots.size(); ++i) {
        const Detail &detail = details()[i];
        m_plots[i] = new Plot(tr(detail.title), Plot::Kind::Lines, detail.words, desk.board, this);
        QStringList names;
        for (const auto &[name, metric] : detail.lines)
            names.append(QString::fromLatin1(name));
        m_plots[i]->setLines(names);
        m_plots[i]->setLeast(4);
        m_grid->addWidget(m_plots[i], static_cast<int>(i) / 2, static_cast<int>(i) % 2);
    }
    m_list->table().setEmptyWords(tr("No node has reported"));
    m_list->table().sortBy(1, Qt::AscendingOrder);
    connect(&m_list->table(), &CellTable::rowChosen, this, &NodesPage::feed);
    connect(&m_list->table(), &CellTable::menuWanted, this,
        [this](int row, const QPoint &where) { m_desk.actions.openNodeMenu(m_model->node(row).id, where); });
    connect(&desk.board, &PlotBoard::rangeChanged, this, [this] {
        if (isVisible())
            feed();
    });
    connect(&Theme::instance(), &Theme::changed, this, &NodesPage::adopt);
    adopt();
}

void NodesPage::adopt()
{
    layout()->setContentsMargins(0, 0, 0, px(space::m));
    layout()->setSpacing(px(space::s));
    layout()->itemAt(1)->layout()->setContentsMargins(px(space::l), 0, px(space::l), 0);
    m_grid->setContentsMargins(px(space::l), 0, px(space::l), 0);
    m_grid->setSpacing(px(space::m));
}

/// Where it is low, two charts that can be read are better than four that can't.
void NodesPage::resizeEvent(QResizeEvent *)
{
    const bool roomy = height() >= px(roomyHeight);
    m_plots[2]->setVisible(roomy);
    m_plots[3]->setVisible(roomy);
    layout()->activate(); // what was shown or hidden within a resize is not laid out by itself
}

void NodesPage::showEvent(QShowEvent *)
{
    m_model->refresh(m_desk.watch.model());
    if (m_list->table().currentRow() < 0 && m_model->rowCount() > 0)
        m_list->table().selectRow(0);
    feed();
}

void NodesPage::select(const NodeId &node)
{
    m_model->refresh(m_desk.watch.model());
    m_list->setFilter({});
    if (const int row = m_model->rowOf(node); row >= 0)
        m_list->table().selectRow(row);
}

NodeId NodesPage::selected() const
{
    const int row = m_list->table().currentRow();
    return row < 0 ? NodeId() : m_model->node(row).id;
}

void NodesPage::refresh(const QList<PlotMark> &marks, bool stale)
{
    if (!isVisible())
        return;
    m_model->refresh(m_desk.watch.model());
    if (m_list->table().currentRow() < 0 && m_model->rowCount() > 0)
        m_list->table().selectRow(0);
    for (Plot *plot : m_plots) {
        plot->setMarks(marks);
        plot->setStale(stale);
    }
    feed();
}

void NodesPage::feed()
{
    const NodeId id = selected();
    const ops::ClusterModel &model = m_desk.watch.model();
    const ops::NodeView *node = model.node(id);
    m_facts->setText(node != nullptr ? factsOf(*node) : QString());
    const auto from = static_cast<qint64>(m_desk.board.from());
    const auto to = static_cast<qint64>(m_desk.board.to());
    for (size_t i = 0; i < m_plots.size(); ++i) {
        const auto &lines = details()[i].lines;
        for (int k = 0; k < lines.size(); ++k)
            m_plots[i]->setPoints(k, model.series(id, lines[k].second).points(from, to));
        m_plots[i]->refresh();
    }
}

} // namespace hubbub::ui
