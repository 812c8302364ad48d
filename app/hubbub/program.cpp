// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/program.h"

#include "core/base/log.h"
#include "core/redis/sentinel.h"
#include "ui/chat/chat_page.h"
#include "ui/console/console_page.h"
#include "ui/console/time_travel.h"

#include <QApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QScopeGuard>
#include <QStandardPaths>
#include <QTimer>

#include <pwd.h>
#include <unistd.h>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace hubbub::app {
namespace {

using cluster::LocalCluster;
using ui::MainWindow;

/// The nodes drain for two seconds at most, and Redis writes its last lines.
constexpr std::chrono::milliseconds patience = 8s;
constexpr std::chrono::milliseconds rulesSettle = 200ms;

struct SystemPerson {
    QString name;
    QString display;
};

/// Who the system says is at this desk.
SystemPerson systemPerson()
{
    const passwd *entry = ::getpwuid(::getuid());
    if (!entry)
        return { qEnvironmentVariable("USER"), {} };
    // The first of the comma-separated fields is the full name.
    return { QString::fromLocal8Bit(entry->pw_name), QString::fromLocal8Bit(entry->pw_gecos).section(u',', 0, 0) };
}

/// The part of the profile for a cluster on this desk. Another Redis is another world, with its own accounts, rooms and
/// history, whatever nodes are before it.
QString deskOf(const cluster::Shape &shape)
{
    if (shape.redisUrl.isEmpty())
        return u"desk"_s;
    const QByteArray place = redis::printableUrl(shape.redisUrl).toUtf8();
    const QByteArray digest = QCryptographicHash::hash(place, QCryptographicHash::Sha256).toHex().first(12);
    return u"desk-"_s + QString::fromLatin1(digest);
}

bool hasNode(const LocalCluster *cluster, const NodeId &node)
{
    if (cluster == nullptr)
        return false;
    const auto &all = cluster->processes();
    return std::any_of(all.begin(), all.end(),
        [&node](const cluster::ProcessView &each) { return each.id == node.text() && each.kind == "gateway"_L1; });
}

} // namespace

QString profilesDir() { return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation); }

Program::Program(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    // A change of seats closes one window before the next opens; only a person's closing ends the program.
    QApplication::setQuitOnLastWindowClosed(false);
    // An editor may write the file in two steps, or put another in its place.
    connect(&m_rules, &QFileSystemWatcher::fileChanged, this, [this] {
        QTimer::singleShot(rulesSettle, this, [this] {
            if (m_watch && m_seat)
                readAlertRules();
        });
    });
    connect(qApp, &QApplication::lastWindowClosed, this, &Program::end);
}

Program::~Program() = default;

QString Program::folder(const QString &part) const
{
    const QString own = profilesDir() + u'/' + m_options.profile;
    return part.isEmpty() ? own : own + u'/' + part;
}

LocalCluster::Options Program::clusterOptions(const cluster::Shape &shape) const
{
    LocalCluster::Options options;
    static_cast<cluster::Shape &>(options) = shape;
    options.dataDir = folder(u"desk/cluster"_s);
    return options;
}

void Program::start()
{
    openSeat(m_options.localNodes ? deskOf({}) : QString());
    if (!m_options.operatorRedis.isEmpty())
        watch(m_options.operatorRedis);
    if (!m_options.incident.isEmpty())
        m_seat->window().console().travel().openIncident(m_options.incident);
    if (m_options.localNodes)
        startCluster({ *m_options.localNodes, m_options.localBalancer, {} });
    else
        openServer();
}

void Program::comeForward()
{
    if (m_seat)
        m_seat->window().comeForward();
}

/// The cluster on this desk has a person of its own, with settings, history and sign-in apart from any server's.
void Program::openSeat(const QString &desk)
{
    m_desk = desk;
    const QByteArray place = m_seat ? m_seat->window().saveGeometry() : QByteArray();
    auto seat = std::make_unique<Seat>(
        desk.isEmpty() ? Seat::Options { folder(), {} } : Seat::Options { folder(desk + u"/person"_s), desk });
    seat->settings().ruleTheme();
    MainWindow &window = seat->window();
    if (!place.isEmpty())
        window.restoreGeometry(place);
    connect(&window, &MainWindow::localClusterWanted, this, &Program::startCluster);
    connect(&window, &MainWindow::adoptWanted, this, &Program::adoptCluster);
    connect(&window, &MainWindow::lookAgainWanted, this, &Program::lookForMissing);
    if (!desk.isEmpty())
        window.showScreen(MainWindow::Screen::First);
    window.show();
    // The old window goes after the new one is there, so that something is always in sight.
    if (m_seat)
        m_seat->window().hide();
    if (Seat *old = m_seat.release()) {
        QMetaObject::invokeMethod(
            this, [old] { delete old; }, Qt::QueuedConnection); // its window may be what called us
    }
    m_seat = std::move(seat);
    setOperator();
    if (!m_leftovers)
        m_leftovers = std::make_unique<cluster::Leftovers>(clusterOptions({}).dataDir);
    m_seat->window().setLeftovers(m_leftovers.get());
    lookForMissing();
}

void Program::openServer()
{
    client::ChatClient &chat = m_seat->chat();
    MainWindow &window = m_seat->window();
    ui::Settings &settings = m_seat->settings();
    const QString wanted = m_options.server.isEmpty() ? QString() : m_options.server.toString(QUrl::RemovePath);
    if (chat.hasStoredSignIn() && (wanted.isEmpty() || wanted == settings.lastServer())) {
        chat.resumeStored();
        return;
    }
    if (!wanted.isEmpty())
        window.prefill(wanted, wanted == settings.lastServer() ? settings.lastName() : QString());
    window.showScreen(
        m_watch || !m_options.incident.isEmpty() ? MainWindow::Screen::Console : MainWindow::Screen::First);
}

/// The console looks at one cluster at a time: the one named at the start, else the one on this desk.
void Program::watch(const QString &redisUrl)
{
    const auto options = redis::optionsFor(redisUrl);
    if (!options.ok()) {
        log::error("console", options.error().detail);
        return;
    }
    m_seat->window().setOperator(nullptr, {});
    m_recorder.reset();
    m_watch = std::make_unique<ops::OperatorWatch>(*options, redis::printableUrl(redisUrl));
    readAlertRules();
    // A file for each cluster; its name may hold no part of an address.
    const QString recordings = folder(u"recordings"_s);
    QDir().mkpath(recordings);
    const QByteArray name = QCryptographicHash::hash(m_watch->redisName().toUtf8(), QCryptographicHash::Sha256);
    m_recorder = std::make_unique<ops::Recorder>(
        *m_watch, u"%1/%2.hubrec"_s.arg(recordings, QString::fromLatin1(name.left(8).toHex())));
    connect(m_recorder.get(), &ops::Recorder::problemChanged, this, [this] {
        if (!m_recorder->problem().isEmpty())
            log::error("console", m_recorder->problem());
    });
    m_watch->open();
    m_recorder->begin();
    setOperator();
}

void Program::setOperator()
{
    if (m_watch)
        m_seat->window().setOperator(m_watch.get(), systemPerson().name, m_recorder.get());
}

/// The rules stand in a file of the profile, which is written where it is missing so that there is one to change.
void Program::readAlertRules()
{
    ui::ConsolePage &console = m_seat->window().console();
    const QString path = folder(u"alerts.conf"_s);
    QFile file(path);
    const auto follow = qScopeGuard([this, path] { m_rules.addPath(path); });
    if (!file.exists()) {
        QDir().mkpath(folder());
        if (file.open(QIODevice::WriteOnly))
            file.write(ops::defaultRulesText().toUtf8());
        return console.setRulesNote(tr("rules: %1").arg(path));
    }
    if (!file.open(QIODevice::ReadOnly))
        return console.setRulesNote(tr("%1 can't be read; the default rules hold").arg(path));
    const auto rules = ops::readRules(QString::fromUtf8(file.readAll()));
    if (!rules.ok()) {
        m_watch->alerts().setRules(ops::defaultRules());
        return console.setRulesNote(tr("%1: %2 The default rules hold.").arg(path, rules.error().detail));
    }
    m_watch->alerts().setRules(*rules);
    console.setRulesNote(tr("rules: %1").arg(path));
}

void Program::lookForMissing()
{
    if (m_seat)
        m_seat->window().setClusterFindings(LocalCluster::lookAround(clusterOptions({})));
}

void Program::startCluster(const cluster::Shape &shape)
{
    if (LocalCluster *made = makeCluster(shape))
        made->start();
}

void Program::adoptCluster(const cluster::Shape &shape)
{
    if (LocalCluster *made = makeCluster(shape))
        made->adopt();
}

LocalCluster *Program::makeCluster(const cluster::Shape &shape)
{
    if (m_ending)
        return nullptr;
    m_options.localNodes = shape.nodes;
    m_seat->window().setCluster(nullptr); // of the seat that may go now
    if (const QString desk = deskOf(shape); desk != m_desk)
        openSeat(desk);
    m_seat->window().setClusterShape(shape); // it may not start, or not the next time
    m_account.reset();
    m_cluster = std::make_unique<LocalCluster>(clusterOptions(shape));
    connect(m_cluster.get(), &LocalCluster::ready, this, &Program::enterCluster);
    connect(m_cluster.get(), &LocalCluster::failed, this, [this](const QString &sentence) {
        log::error("cluster", sentence);
        m_leftovers->look(); // they may be why
    });
    connect(m_cluster.get(), &LocalCluster::processesReset, m_leftovers.get(), &cluster::Leftovers::look);
    m_seat->window().setCluster(m_cluster.get());
    return m_cluster.get();
}

void Program::enterCluster()
{
    if (m_options.operatorRedis.isEmpty()) {
        watch(m_cluster->redisUrl());
        m_seat->window().console().setRestarter([this](const NodeId &node) { return hasNode(m_cluster.get(), node); },
            [this](const NodeId &node) {
                if (hasNode(m_cluster.get(), node))
                    m_cluster->restartProcess(node.text());
            });
    }
    const SystemPerson person = systemPerson();
    LocalAccount::Options options;
    options.folder = folder(m_desk);
    options.systemName = person.name;
    options.display = person.display;
    m_account = std::make_unique<LocalAccount>(m_seat->chat(), options);
    connect(m_account.get(), &LocalAccount::landed, this, &Program::onLanded);
    connect(m_account.get(), &LocalAccount::failed, this, [this](const Error &error) {
        log::error("cluster", u"the person at this desk is not signed in"_s, { { "why", error.detail } });
        m_seat->window().setClusterProblem(tr("Signing in to the cluster on this desk failed: %1").arg(error.detail));
    });
    m_account->signIn(m_cluster->clientUrl());
}

void Program::onLanded(const RoomId &room)
{
    const RoomId last(m_seat->settings().lastRoom().toUtf8());
    m_seat->window().chat().openRoom(m_seat->chat().room(last) ? last : room);
}

void Program::end()
{
    if (std::exchange(m_ending, true)) {
        Q_EMIT
        ended();
        return;
    }
    disconnect(qApp, &QApplication::lastWindowClosed, this, nullptr);
    m_account.reset();
    if (m_seat) {
        m_seat->window().setCluster(nullptr);
        m_seat->window().setOperator(nullptr, {});
        m_recorder.reset();
        m_seat->window().setLeftovers(nullptr);
        m_watch.reset();
        m_seat->window().close();
        QMetaObject::invokeMethod(
            this, [this] { m_seat.reset(); }, Qt::QueuedConnection);
    }
    if (!m_cluster) {
        finish();
        return;
    }
    connect(m_cluster.get(), &LocalCluster::stopped, this, &Program::finish);
    QTimer::singleShot(patience, this, &Program::finish); // the destructor kills what is left
    m_cluster->stop();
}

void Program::finish() { QMetaObject::invokeMethod(this, &Program::ended, Qt::QueuedConnection); }

} // namespace hubbub::app
