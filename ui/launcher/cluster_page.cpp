// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/cluster_page.h"

#include "ui/common/confirm_sheet.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/launcher/chaos_card.h"
#include "ui/launcher/cluster_header.h"
#include "ui/launcher/desk_cluster_card.h"
#include "ui/launcher/desk_shape_form.h"
#include "ui/launcher/log_pane.h"
#include "ui/launcher/notice_strip.h"
#include "ui/launcher/people_card.h"
#include "ui/launcher/process_table.h"

#include <QPainter>
#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using cluster::LocalCluster;
using cluster::ProcessView;

namespace {

constexpr int chaosWidth = 300;
constexpr int chaosFrom = 860; // width of the page from which the card is shown
constexpr int startWidth = 380;
constexpr int startHeight = 410;

} // namespace

ClusterPage::ClusterPage(QWidget *parent)
    : QWidget(parent)
    , m_pages(new QStackedLayout(this))
    , m_some(new QWidget(this))
    , m_header(new ClusterHeader(m_some))
    , m_notice(new NoticeStrip(m_some))
    , m_table(new ProcessTable(m_some))
    , m_log(new LogPane(m_some))
    , m_chaos(new ChaosCard(m_some))
    , m_people(new PeopleCard(m_some))
    , m_none(new QWidget(this))
    , m_start(new DeskClusterCard(m_none))
{
    build();
    wire();
    adopt();
}

void ClusterPage::build()
{
    setObjectName(u"clusterPage"_s);
    auto *left = new QVBoxLayout;
    left->addWidget(m_table);
    left->addWidget(m_log, 1);
    auto *right = new QVBoxLayout;
    right->addWidget(m_chaos);
    right->addWidget(m_people);
    right->addStretch(1);
    auto *body = new QHBoxLayout;
    body->addLayout(left, 1);
    body->addLayout(right);
    auto *whole = new QVBoxLayout(m_some);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_header);
    whole->addWidget(m_notice);
    whole->addLayout(body, 1);

    auto *empty = new QVBoxLayout(m_none);
    empty->addStretch(1);
    empty->addWidget(m_start, 0, Qt::AlignHCenter);
    empty->addStretch(1);
    m_pages->addWidget(m_none);
    m_pages->addWidget(m_some);
}

void ClusterPage::wire()
{
    connect(m_start, &DeskClusterCard::startWanted, this, &ClusterPage::localClusterWanted);
    connect(m_start, &DeskClusterCard::adoptWanted, this, &ClusterPage::adoptWanted);
    connect(m_start, &DeskClusterCard::lookAgainWanted, this, &ClusterPage::lookAgainWanted);
    connect(m_table, &ProcessTable::pauseWanted, this, &ClusterPage::pause);
    connect(m_table, &ProcessTable::continueWanted, this, &ClusterPage::resume);
    // No question before a kill: clients move to the other nodes by themselves, and seeing that is what this is for.
    const auto kill = [this](const QString &id) {
        if (m_cluster)
            m_cluster->killProcess(id);
    };
    connect(m_table, &ProcessTable::killWanted, this, kill);
    connect(m_chaos, &ChaosCard::killWanted, this, kill);
    connect(m_table, &ProcessTable::stopWanted, this, [this](const QString &id) {
        if (m_cluster)
            m_cluster->stopProcess(id);
    });
    connect(m_table, &ProcessTable::restartWanted, this, [this](const QString &id) {
        if (m_cluster)
            m_cluster->restartProcess(id);
    });
    connect(m_chaos, &ChaosCard::freezeWanted, this, &ClusterPage::freeze);
    connect(m_table, &ProcessTable::removeWanted, this, [this](const QString &id) {
        if (m_cluster)
            m_cluster->removeNode(id);
    });
    connect(m_header, &ClusterHeader::rollingWanted, this, [this] {
        m_notice->setSentence({});
        if (m_rolling)
            m_rolling->start();
    });
    connect(m_header, &ClusterHeader::rollingStopWanted, this, [this] {
        if (m_rolling)
            m_rolling->cancel();
    });
    connect(m_people, &PeopleCard::startWanted, this, &ClusterPage::letIn);
    connect(m_people, &PeopleCard::stopWanted, &m_crowd, &cluster::SimulatedPeople::stop);
    connect(&m_crowd, &cluster::SimulatedPeople::changed, this, &ClusterPage::refreshPeople);
    connect(m_header, &ClusterHeader::addNodeWanted, this, [this] {
        if (m_cluster)
            m_cluster->addNode();
    });
    connect(m_header, &ClusterHeader::startWanted, this, [this] {
        if (m_cluster)
            m_cluster->start();
    });
    connect(m_header, &ClusterHeader::stopAllWanted, this, &ClusterPage::confirmStop);
    connect(&Theme::instance(), &Theme::changed, this, &ClusterPage::adopt);
}

void ClusterPage::adopt()
{
    auto *body = static_cast<QHBoxLayout *>(m_some->layout()->itemAt(2)->layout());
    body->setContentsMargins(px(space::l), px(space::m), px(space::l), px(space::m));
    body->setSpacing(px(space::m));
    body->itemAt(0)->layout()->setSpacing(px(space::m));
    body->itemAt(1)->layout()->setSpacing(px(space::m));
    m_people->setFixedWidth(px(chaosWidth));
    m_people->setVisible(width() >= px(chaosFrom));
    m_chaos->setFixedWidth(px(chaosWidth));
    m_start->setFixedWidth(px(startWidth));
    m_start->setMinimumHeight(px(startHeight));
    m_chaos->setVisible(width() >= px(chaosFrom));
    update();
}

void ClusterPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().app);
}

/// In a narrow window the table's own buttons must do: they can do all that the card can.
void ClusterPage::resizeEvent(QResizeEvent *)
{
    m_chaos->setVisible(width() >= px(chaosFrom));
    m_people->setVisible(width() >= px(chaosFrom));
}

void ClusterPage::setCluster(LocalCluster *cluster)
{
    if (m_cluster)
        m_cluster->disconnect(this);
    m_cluster = cluster;
    m_paused.clear();
    m_log->clear();
    m_rolling.reset();
    m_notice->setSentence({});
    showRolling();
    if (cluster == nullptr) {
        m_crowd.stop();
        setProcesses({});
        m_start->showIdle();
        return;
    }
    m_rolling = std::make_unique<cluster::RollingRestart>(*cluster);
    connect(m_rolling.get(), &cluster::RollingRestart::stepped, this, &ClusterPage::showRolling);
    connect(m_rolling.get(), &cluster::RollingRestart::ended, this, [this](const QString &problem) {
        m_notice->setSentence(problem);
        showRolling();
    });
    connect(cluster, &LocalCluster::processesReset, this, &ClusterPage::refresh);
    connect(cluster, &LocalCluster::processChanged, this, &ClusterPage::refresh);
    connect(cluster, &LocalCluster::logged, this, [this](const cluster::LogLine &line) { m_log->append(line); });
    connect(cluster, &LocalCluster::failed, this, &ClusterPage::setProblem);
    m_log->append(cluster->log());
    refresh();
}

void ClusterPage::refresh()
{
    if (!m_cluster)
        return;
    const QList<QUrl> urls = m_cluster->nodeUrls();
    setProcesses(m_cluster->processes());
    // One that does not change while nodes come and go.
    setAddress((hasBalancer() ? m_cluster->clientUrl() : urls.value(0)).toString());
}

void ClusterPage::setAddress(const QString &address) { m_header->setAddress(address); }

void ClusterPage::setProcesses(const QList<ProcessView> &processes)
{
    m_processes = processes;
    QSet<QString> paused;
    QStringList ids;
    for (const ProcessView &process : processes) {
        ids.append(process.id);
        // Another pid is another process: it was never frozen.
        if (m_paused.value(process.id, -1) == process.pid)
            paused.insert(process.id);
    }
    m_table->setProcesses(processes, paused);
    m_chaos->setProcesses(processes, paused);
    m_log->setProcesses(ids);
    const ClusterSummary summary = summaryOf(processes);
    const bool running = std::any_of(processes.cbegin(), processes.cend(),
        [](const ProcessView &process) { return runs(process) || process.state == cluster::ProcessState::BackingOff; });
    m_header->setSummary(summary, running, summary.nodes < LocalCluster::mostNodes);
    refreshPeople();
    m_pages->setCurrentWidget(processes.isEmpty() ? m_none : m_some);
}

void ClusterPage::refreshPeople()
{
    const bool ready = std::any_of(m_processes.cbegin(), m_processes.cend(), [](const ProcessView &process) {
        return process.kind == "gateway"_L1 && process.state == cluster::ProcessState::Ready;
    });
    const QString missing = m_crowd.missing();
    m_people->show(m_crowd.isRunning(), ready && m_cluster && missing.isEmpty(),
        missing.isEmpty() ? m_crowd.lastWords() : missing);
}

void ClusterPage::setFindings(const cluster::Findings &findings) { m_start->setFindings(findings); }
void ClusterPage::setLeftovers(cluster::Leftovers *leftovers) { m_start->setLeftovers(leftovers); }
void ClusterPage::setShape(const cluster::Shape &shape) { m_start->form().setShape(shape); }
void ClusterPage::setProblem(const QString &sentence) { m_start->showIdle(sentence); }

void ClusterPage::pause(const QString &id)
{
    const auto at = std::find_if(
        m_processes.cbegin(), m_processes.cend(), [&id](const ProcessView &process) { return process.id == id; });
    if (!m_cluster || at == m_processes.cend() || at->pid == 0)
        return;
    m_paused.insert(id, at->pid);
    m_cluster->pauseProcess(id);
    refresh();
}

void ClusterPage::resume(const QString &id)
{
    m_paused.remove(id);
    if (m_cluster)
        m_cluster->continueProcess(id);
    refresh();
}

void ClusterPage::freeze(const QString &id)
{
    pause(id);
    const qint64 pid = m_paused.value(id, -1);
    QTimer::singleShot(ChaosCard::freezeFor, this, [this, id, pid] {
        if (pid > 0 && m_paused.value(id, -1) == pid)
            resume(id);
    });
}

bool ClusterPage::hasBalancer() const
{
    return std::any_of(m_processes.cbegin(), m_processes.cend(),
        [](const ProcessView &process) { return process.id == "balancer"_L1; });
}

/// By the same door as everybody else.
void ClusterPage::letIn(const cluster::SimulatedPeople::Crowd &crowd)
{
    if (m_cluster)
        m_crowd.start(crowd,
            { hasBalancer() ? QList { m_cluster->clientUrl() } : m_cluster->nodeUrls(), m_cluster->redisUrl(),
                m_cluster->secretFile() });
}

void ClusterPage::showRolling()
{
    const auto step = m_rolling ? m_rolling->step() : std::nullopt;
    m_header->setRolling(
        step ? tr("Restarting %1, %2 of %3").arg(step->node).arg(step->number).arg(step->of) : QString());
}

void ClusterPage::confirmStop()
{
    const ClusterSummary summary = summaryOf(m_processes);
    const bool given =
        std::any_of(m_processes.cbegin(), m_processes.cend(), [](const ProcessView &process) { return process.given; });
    const QString words = given
        ? tr("Its nodes (%1) drain and end; the Redis runs on. Everybody who is connected here loses the connection. "
             "Rooms and messages are kept.")
        : tr("Its nodes (%1) drain and end, then Redis. Everybody who is connected loses the connection. Rooms and "
             "messages are kept for the next start.");
    auto *sheet = new ConfirmSheet(tr("Stop the whole cluster?"), words.arg(summary.nodes), tr("Stop all"), window());
    connect(sheet, &ConfirmSheet::confirmed, this, [this] {
        if (m_cluster)
            m_cluster->stop();
    });
    sheet->present();
}

} // namespace hubbub::ui
