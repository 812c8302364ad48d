// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/console_page.h"

#include "ui/common/button.h"
#include "ui/common/empty_state.h"
#include "ui/common/metrics.h"
#include "ui/common/segments.h"
#include "ui/common/theme.h"
#include "ui/console/console_actions.h"
#include "ui/console/console_lists.h"
#include "ui/console/console_tab.h"
#include "ui/console/nodes_page.h"
#include "ui/console/overview_page.h"
#include "ui/console/plot_board.h"
#include "ui/console/progress_bar.h"
#include "ui/console/promises_page.h"
#include "ui/console/status_strip.h"
#include "ui/console/time_travel.h"
#include "ui/console/topology_page.h"
#include "ui/console/trace_page.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QStackedLayout>

#include <algorithm>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using protocol::OpsEvent;
using protocol::OpsKind;

namespace {

constexpr std::array<double, 4> spans { 5 * 60, 15 * 60, 60 * 60, 6 * 3600 };
constexpr int barHeight = 44;
constexpr qsizetype mostMarks = 60;
constexpr double atOnce = 5; // seconds

/// What a chart marks; `what` is empty for what is daily business.
struct Happening {
    double at = 0;
    QString who; ///< a node, or empty
    QString what;
    Tone tone = Tone::Neutral;
};

Happening happeningOf(const OpsEvent &event)
{
    const auto at = static_cast<double>(event.t) / 1000;
    const QString node = event.node.text();
    const QString about = event.about.isEmpty() ? node : event.about.text();
    switch (event.kind) {
    case OpsKind::NodeDown:
        if (event.cause == "end")
            return { at, about, ConsolePage::tr("ended"), Tone::Neutral };
        return { at, about, ConsolePage::tr("died"), Tone::Crit };
    case OpsKind::NodeUp:
        return { at, node, ConsolePage::tr("up"), Tone::Ok };
    case OpsKind::NodeDrain:
        return { at, node, ConsolePage::tr("drains"), Tone::Warn };
    case OpsKind::NodeUndrain:
        return { at, node, ConsolePage::tr("undrained"), Tone::Neutral };
    case OpsKind::NodeStalled:
        return { at, node, ConsolePage::tr("stalled"), Tone::Crit };
    case OpsKind::RedisLost:
        return { at, {}, ConsolePage::tr("Redis lost"), Tone::Crit };
    case OpsKind::RedisBack:
        return { at, {}, ConsolePage::tr("Redis back"), Tone::Ok };
    case OpsKind::EventsLost:
        return { at, {}, ConsolePage::tr("events lost"), Tone::Crit };
    case OpsKind::Operator:
        if (event.command == "kick" || event.command == "close_room")
            return { at, {}, QString::fromUtf8(event.command).replace(u'_', u' '), Tone::Warn };
        return {};
    default:
        return {};
    }
}

} // namespace

struct ConsolePage::Screens {
    explicit Screens(ops::OperatorWatch &watch, PlotBoard &board, ConsolePage *page)
        : actions(new ConsoleActions(watch, page))
        , desk { watch, board, *actions }
        , overview(new OverviewPage(desk))
        , nodes(new NodesPage(desk))
        , topology(new TopologyPage(desk))
        , rooms(new RoomsPage(desk))
        , people(new PeoplePage(desk))
        , traces(new TracePage(desk))
        , promises(new PromisesPage(desk))
        , alerts(new AlertsPage(desk))
        , events(new EventsPage(desk))
    {
    }
    [[nodiscard]] std::array<QWidget *, tabCount> all() const
    {
        return { overview, nodes, topology, rooms, people, traces, promises, alerts, events };
    }
    ~Screens()
    {
        for (QWidget *screen : all())
            delete screen;
        delete actions;
    }
    ConsoleActions *actions;
    ConsoleDesk desk;
    OverviewPage *overview;
    NodesPage *nodes;
    TopologyPage *topology;
    RoomsPage *rooms;
    PeoplePage *people;
    TracePage *traces;
    PromisesPage *promises;
    AlertsPage *alerts;
    EventsPage *events;
};

ConsolePage::ConsolePage(QWidget *parent)
    : QWidget(parent)
    , m_board(new PlotBoard(this))
    , m_strip(new StatusStrip(this))
    , m_bar(new QWidget(this))
    , m_group(new QButtonGroup(this))
    , m_span(new Segments(tr("Time shown"), { tr("5 min"), tr("15 min"), tr("1 h"), tr("6 h") }))
    , m_live(new Button(tr("Live"), Button::Kind::Secondary))
    , m_announce(new IconButton(Glyph::Radio, tr("Announce to everybody…")))
    , m_back(new IconButton(Glyph::History, tr("Go back in time")))
    , m_progress(new ProgressBar(this))
    , m_travel(new TimeTravel(this))
    , m_screens(new QStackedLayout)
    , m_none(new EmptyState(Glyph::Activity, tr("No cluster to look at"),
          tr("Start one on this desk on the Cluster page, or start Hubbub with --operator and the address of a "
             "cluster's Redis.")))
{
    build();
    adopt();
}

ConsolePage::~ConsolePage() = default;

void ConsolePage::build()
{
    setObjectName(u"consolePage"_s);
    auto *row = new QHBoxLayout(m_bar);
    const QString names[] { tr("Overview"), tr("Nodes"), tr("Topology"), tr("Rooms"), tr("People"), tr("Traces"),
        tr("Promises"), tr("Alerts"), tr("Events") };
    for (int i = 0; i < tabCount; ++i) {
        auto *tab = new ConsoleTab(names[i], m_bar);
        m_tabs.at(static_cast<size_t>(i)) = tab;
        tab->setObjectName(u"consoleTab%1"_s.arg(i));
        m_group->addButton(tab, i);
        row->addWidget(tab);
    }
    row->addStretch(1);
    m_live->setObjectName(u"consoleLive"_s);
    m_announce->setObjectName(u"consoleAnnounce"_s);
    m_span->setObjectName(u"consoleSpan"_s);
    m_span->setChosen(1);
    m_back->setObjectName(u"goBackInTime"_s);
    row->addWidget(m_back);
    row->addWidget(m_announce);
    row->addWidget(m_span);
    row->addWidget(m_live);
    m_screens->addWidget(m_none);
    Button *incident = m_none->addButton(tr("Open a saved incident…"), u"openIncident"_s);
    incident->setKind(Button::Kind::Secondary);
    connect(incident, &Button::clicked, m_travel, &TimeTravel::askOpen);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_bar);
    column->addLayout(m_screens, 1);
    column->addWidget(m_progress);
    column->addWidget(m_travel);
    connect(m_group, &QButtonGroup::idClicked, this, [this](int id) { showTab(static_cast<Tab>(id)); });
    connect(m_span, &Segments::choiceMade, this, [this](int choice) {
        m_board->setSpan(spans.at(static_cast<size_t>(choice)));
        m_board->setLive(true);
    });
    connect(m_live, &Button::clicked, this, [this] { m_board->setLive(!m_board->isLive()); });
    connect(m_board, &PlotBoard::liveChanged, this, [this] {
        m_live->setText(m_board->isLive() ? tr("Live") : tr("Paused"));
        m_live->setGlyph(m_board->isLive() ? Glyph::Pause : Glyph::Play);
        m_live->setToolTip(m_board->isLive() ? tr("Keep the charts where they are") : tr("Back to now"));
    });
    connect(m_strip, &StatusStrip::clicked, this, [this] { showTab(Tab::Alerts); });
    connect(m_announce, &IconButton::clicked, this, [this] {
        if (m_now)
            m_now->actions->askAnnounce();
    });
    connect(m_back, &IconButton::clicked, this, [this] {
        if (m_travel->isAway())
            m_travel->leave();
        else
            m_travel->enter();
    });
    connect(
        m_travel, &TimeTravel::watchChanged, this, [this] { look(m_travel->isAway() ? m_travel->watch() : m_source); });
    connect(static_cast<ProgressBar *>(m_progress), &ProgressBar::dismissed, this, [this] {
        if (m_now)
            m_now->actions->dismissProgress();
    });
    connect(&Theme::instance(), &Theme::changed, this, &ConsolePage::adopt);
    m_live->setGlyph(Glyph::Pause);
    m_tabs[0]->setChecked(true);
    m_strip->hide();
    m_bar->hide();
    m_back->hide();
    m_progress->hide();
}

void ConsolePage::adopt()
{
    m_bar->setFixedHeight(px(barHeight));
    m_bar->layout()->setContentsMargins(px(space::l), 0, px(space::l), 0);
    m_bar->layout()->setSpacing(px(space::s));
    fitBar();
    update();
}

void ConsolePage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    painter.fillRect(rect(), t.app);
    if (!m_bar->isVisible())
        return;
    painter.fillRect(m_bar->geometry(), t.surface);
    painter.fillRect(QRect(0, m_bar->geometry().bottom(), width(), 1), t.line);
}

/// The wheel over a chart can do what the choice of a span does, so that goes first where it is narrow.
void ConsolePage::fitBar()
{
    const bool charts = m_tab == Tab::Overview || m_tab == Tab::Nodes;
    int tabs = 2 * px(space::l);
    for (const ConsoleTab *tab : m_tabs)
        tabs += tab->sizeHint().width() + px(space::s);
    const int live = m_live->sizeHint().width() + px(space::s);
    const int announce = m_announce->sizeHint().width() + px(space::s);
    const int span = m_span->sizeHint().width() + px(space::s);
    m_live->setVisible(charts && tabs + live <= width());
    const int back = m_travel->canGoBack() ? m_back->sizeHint().width() + px(space::s) : 0;
    tabs += back;
    m_announce->setVisible(tabs + announce + (charts ? live : 0) <= width());
    m_span->setVisible(charts && tabs + live + announce + span <= width());
    m_bar->layout()->activate(); // what was shown or hidden within a resize is not laid out by itself
}

void ConsolePage::resizeEvent(QResizeEvent *) { fitBar(); }

void ConsolePage::showEvent(QShowEvent *) { refresh(); }

void ConsolePage::setOperatorName(const QByteArray &name)
{
    m_operator = name;
    if (m_now && !name.isEmpty())
        m_now->actions->setOperatorName(name);
}

void ConsolePage::setRulesNote(const QString &note)
{
    m_rulesNote = note;
    if (m_now)
        m_now->alerts->setNote(note);
}

void ConsolePage::setRestarter(std::function<bool(const NodeId &)> has, std::function<void(const NodeId &)> restart)
{
    m_hasProcess = std::move(has);
    m_restart = std::move(restart);
    if (m_now)
        m_now->actions->setRestarter({ m_hasProcess, m_restart });
}

void ConsolePage::setWatch(ops::OperatorWatch *watch)
{
    if (m_source == watch)
        return;
    if (m_source != nullptr)
        m_source->disconnect(this);
    m_source = watch;
    m_toldAlert = 0;
    if (watch != nullptr)
        connect(watch, &ops::OperatorWatch::alertsChanged, this, &ConsolePage::onLiveAlerts);
    else
        Q_EMIT
    firingChanged(0);
    if (!m_travel->isAway())
        look(watch);
}

void ConsolePage::setRecorder(ops::Recorder *recorder)
{
    m_travel->setRecorder(recorder);
    m_back->setVisible(recorder != nullptr);
    fitBar();
}

void ConsolePage::look(ops::OperatorWatch *watch)
{
    if (m_watch != nullptr && m_watch != m_source)
        m_watch->disconnect(this);
    else if (m_watch != nullptr) {
        disconnect(m_watch, &ops::OperatorWatch::ticked, this, nullptr);
        disconnect(m_watch, &ops::OperatorWatch::linkChanged, this, nullptr);
        disconnect(m_watch, &ops::OperatorWatch::alertsChanged, this, &ConsolePage::onAlerts);
        m_watch->events().disconnect(this);
        m_watch->desk().disconnect(this);
    }
    m_now.reset();
    m_marks.clear();
    m_watch = watch;
    m_strip->setVisible(watch != nullptr);
    m_bar->setVisible(watch != nullptr);
    m_progress->hide();
    Q_EMIT
    watchChanged();
    if (watch == nullptr) {
        m_screens->setCurrentWidget(m_none);
        return;
    }
    m_board->setLive(true);
    m_back->setName(watch->isHeld() ? tr("Back to live") : tr("Go back in time"));
    buildScreens();
    showTab(m_tab);
    onAlerts();
}

void ConsolePage::buildScreens()
{
    m_now = std::make_unique<Screens>(*m_watch, *m_board, this);
    for (QWidget *screen : m_now->all())
        m_screens->addWidget(screen);
    setOperatorName(m_operator);
    setRulesNote(m_rulesNote);
    m_now->actions->setRestarter({ m_hasProcess, m_restart });
    const auto toNode = [this](const NodeId &node) {
        showTab(Tab::Nodes);
        m_now->nodes->select(node);
    };
    const auto toPeople = [this](const QString &filter) {
        showTab(Tab::People);
        m_now->people->setFilter(filter);
    };
    const auto toCharts = [this](double second) {
        showTab(Tab::Overview);
        m_board->jumpTo(second);
    };
    connect(m_now->overview, &OverviewPage::nodeWanted, this, toNode);
    connect(m_now->overview, &OverviewPage::nodesWanted, this, [this] { showTab(Tab::Nodes); });
    connect(m_now->topology, &TopologyPage::nodeWanted, this, toNode);
    connect(m_now->rooms, &RoomsPage::peopleWanted, this, toPeople);
    connect(m_now->people, &PeoplePage::nodeWanted, this, [toNode](const QByteArray &node) { toNode(NodeId(node)); });
    connect(m_now->traces, &TracePage::wayWanted, this, [this](const Mid &mid) {
        const ops::Trace *trace = m_watch->traces().find(mid);
        if (trace == nullptr)
            return;
        showTab(Tab::Topology);
        m_now->topology->show(*trace);
    });
    connect(m_now->promises, &PromisesPage::roomWanted, this, toPeople);
    connect(m_now->alerts, &AlertsPage::chartsWanted, this, toCharts);
    connect(m_now->events, &EventsPage::chartsWanted, this, toCharts);
    connect(m_now->actions, &ConsoleActions::peopleWanted, this, toPeople);
    connect(m_now->actions, &ConsoleActions::progressChanged, this, &ConsolePage::onProgress);
    connect(m_watch, &ops::OperatorWatch::ticked, this, &ConsolePage::refresh);
    connect(m_watch, &ops::OperatorWatch::linkChanged, this, &ConsolePage::refresh);
    connect(m_watch, &ops::OperatorWatch::alertsChanged, this, &ConsolePage::onAlerts);
    connect(&m_watch->events(), &ops::EventLog::appended, this, &ConsolePage::collectMarks);
    connect(&m_watch->events(), &ops::EventLog::restarted, this, &ConsolePage::collectMarks);
    connect(&m_watch->desk(), &ops::CommandDesk::rightsChanged, this, &ConsolePage::refresh);
    collectMarks();
}

void ConsolePage::showTab(Tab tab)
{
    m_tab = tab;
    m_tabs.at(static_cast<size_t>(tab))->setChecked(true);
    if (!m_now)
        return;
    m_screens->setCurrentWidget(m_now->all().at(static_cast<size_t>(tab)));
    fitBar();
    refresh();
}

QString ConsolePage::verdictWord() const { return m_strip->verdict().word; }

/// What happened to several nodes at once is one mark; where there are many, the old ones are left out.
void ConsolePage::collectMarks()
{
    QList<Happening> joined;
    const auto &events = m_watch->events().events();
    for (auto it = events.rbegin(); it != events.rend() && joined.size() < mostMarks; ++it) {
        const Happening now = happeningOf(it->event);
        if (now.what.isEmpty())
            continue;
        const auto same = std::find_if(joined.begin(), joined.end(),
            [&now](const Happening &other) { return other.what == now.what && std::abs(other.at - now.at) < atOnce; });
        if (same == joined.end()) {
            joined.append(now);
        } else {
            same->at = now.at;
            if (!now.who.isEmpty() && !same->who.split(u", "_s).contains(now.who))
                same->who = now.who + u", "_s + same->who;
        }
    }
    m_marks.clear();
    for (auto it = joined.crbegin(); it != joined.crend(); ++it)
        m_marks.append({ it->at, it->who.isEmpty() ? it->what : it->who + u' ' + it->what, it->tone });
}

/// Whatever is shown: what happens now is told.
void ConsolePage::onLiveAlerts()
{
    for (const ops::Alert &alert : m_source->alerts().alerts()) {
        if (alert.id <= m_toldAlert)
            continue;
        m_toldAlert = alert.id;
        if (alert.level == ops::AlertLevel::Critical && alert.isOpen())
            Q_EMIT
        alertRaised(alertTitle(alert));
    }
    Q_EMIT
    firingChanged(m_source->alerts().firing());
}

void ConsolePage::onAlerts()
{
    const int open =
        m_watch->alerts().open(ops::AlertLevel::Critical) + m_watch->alerts().open(ops::AlertLevel::Warning);
    m_tabs.at(static_cast<size_t>(Tab::Alerts))->setCount(open);
    refresh();
}

void ConsolePage::onProgress()
{
    const ConsoleActions::Progress progress = m_now->actions->progress();
    static_cast<ProgressBar *>(m_progress)->setProgress(progress.sentence, progress.tone, progress.waiting);
    m_progress->setVisible(!progress.sentence.isEmpty());
}

void ConsolePage::refresh()
{
    if (!m_now)
        return;
    m_board->setBegin(static_cast<double>(m_watch->model().begin()));
    // Of the last two seconds not every node has told yet.
    m_board->setNow(static_cast<double>(m_watch->model().redisNow() / 1000 - (m_watch->isHeld() ? 0 : 2)));
    if (!isVisible())
        return;
    const Verdict verdict = verdictOf(*m_watch);
    m_strip->setVerdict(verdict);
    m_announce->setEnabled(m_now->actions->mayCommand() && m_watch->isUp());
    m_announce->setName(m_now->actions->mayCommand() ? tr("Announce to everybody…") : m_now->actions->whyNot());
    m_now->overview->refresh(m_marks, verdict.stale);
    m_now->nodes->refresh(m_marks, verdict.stale);
    m_now->topology->refresh(verdict.stale);
    m_now->rooms->refresh();
    m_now->people->refresh();
    m_now->traces->refresh();
    m_now->promises->refresh(verdict.stale);
    if (m_tab == Tab::Alerts)
        m_now->alerts->refresh();
}

} // namespace hubbub::ui
