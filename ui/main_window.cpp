// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include "core/client/chat_client.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/inbox_page.h"
#include "ui/common/button.h"
#include "ui/common/icons.h"
#include "ui/common/metrics.h"
#include "ui/console/console_page.h"
#include "ui/launcher/cluster_page.h"
#include "ui/launcher/first_screen.h"
#include "ui/me/idle_watch.h"
#include "ui/me/my_presence.h"
#include "ui/notify/tray.h"
#include "ui/settings/account_sheets.h"
#include "ui/settings/settings.h"
#include "ui/settings/settings_page.h"
#include "ui/settings/shortcuts.h"
#include "ui/settings/shortcuts_sheet.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QShortcut>
#include <QStackedLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::ChatClient;
using client::Phase;
using cluster::LocalCluster;
using protocol::Presence;

namespace {

constexpr QSize firstSize { 1280, 800 };
constexpr QSize leastSize { 720, 480 };

/// The pages of the rail are the screens after the first, in the same order.
MainWindow::Screen screenOf(Rail::Page page)
{
    return static_cast<MainWindow::Screen>(static_cast<int>(page) + static_cast<int>(MainWindow::Screen::Chat));
}

} // namespace

MainWindow::MainWindow(const Desk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_me(new MyPresence(desk.client, desk.settings, desk.clock, desk.alarms, this))
    , m_idle(new IdleWatch(desk.clock, desk.alarms, desk.idle, this))
    , m_screens(new QStackedLayout(this))
    , m_first(new FirstScreen)
    , m_toConsole(new Button(tr("Back to the console"), Button::Kind::Ghost, m_first))
    , m_signedIn(new QWidget)
    , m_rail(new Rail)
    , m_pages(new QStackedLayout)
    , m_chat(new ChatPage(desk.client, desk.settings, desk.clock))
    , m_console(new ConsolePage)
    , m_clusterPage(new ClusterPage)
    , m_inbox(new InboxPage(desk.client))
    , m_settings(new SettingsPage(desk.settings))
    , m_tray(new Tray(desk.settings, desk.hasTray, this))
{
    build();
    wire();
    wireNotices();
    wireTray();
    wireMe();
    addShortcuts();
    refreshMe();
    refreshTitle();
    m_first->prefill(desk.settings.lastServer(), desk.settings.lastName());
    showScreen(desk.client.hasStoredSignIn() ? Screen::Chat : Screen::First);
    if (!restoreGeometry(desk.settings.geometry()))
        resize(firstSize);
}

MainWindow::~MainWindow() = default;

void MainWindow::build()
{
    setObjectName(u"mainWindow"_s);
    setWindowIcon(appIcon());
    setMinimumSize(leastSize);
    m_pages->addWidget(m_chat);
    m_pages->addWidget(m_console);
    m_pages->addWidget(m_clusterPage);
    m_pages->addWidget(m_inbox);
    m_pages->addWidget(m_settings);
    auto *row = new QHBoxLayout(m_signedIn);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addLayout(m_pages, 1);
    m_screens->addWidget(m_first);
    m_screens->addWidget(m_signedIn);
    m_toConsole->setObjectName(u"toConsole"_s);
    m_toConsole->setGlyph(Glyph::ChevronLeft);
    const auto place = [this] {
        m_toConsole->move(px(space::l), px(space::l));
        m_toConsole->resize(m_toConsole->sizeHint());
    };
    connect(&Theme::instance(), &Theme::changed, m_toConsole, place);
    place();
    m_toConsole->hide();
    connect(m_console, &ConsolePage::watchChanged, this,
        [this] { m_toConsole->setVisible(m_console->watch() != nullptr); });
    m_chat->setNodeNames([this](const QUrl &url) { return nodeName(url); });
}

void MainWindow::wire()
{
    ChatClient *client = &m_desk.client;
    connect(client, &ChatClient::signedIn, this, &MainWindow::onSignedIn);
    connect(client, &ChatClient::signInFailed, this, &MainWindow::onSignInFailed);
    connect(client, &ChatClient::linkChanged, this, &MainWindow::onLink);
    connect(client, &ChatClient::signedOut, this, [this] {
        m_isSignedIn = false;
        m_first->showIdle();
        showScreen(Screen::First);
    });
    connect(m_first, &FirstScreen::signInWanted, this, &MainWindow::startSignIn);
    connect(m_first, &FirstScreen::localClusterWanted, this, &MainWindow::localClusterWanted);
    connect(m_first, &FirstScreen::lookAgainWanted, this, &MainWindow::lookAgainWanted);
    connect(m_clusterPage, &ClusterPage::localClusterWanted, this, &MainWindow::localClusterWanted);
    connect(m_first, &FirstScreen::adoptWanted, this, &MainWindow::adoptWanted);
    connect(m_clusterPage, &ClusterPage::adoptWanted, this, &MainWindow::adoptWanted);
    connect(m_clusterPage, &ClusterPage::lookAgainWanted, this, &MainWindow::lookAgainWanted);
    connect(m_rail, &Rail::pageWanted, this, [this](Rail::Page page) { go(screenOf(page)); });
    connect(m_toConsole, &Button::clicked, this, [this] { showScreen(Screen::Console); });
    connect(m_console, &ConsolePage::firingChanged, this,
        [this](int firing) { m_rail->setUnread(Rail::Page::Console, firing); });
    connect(m_rail, &Rail::meClicked, this, &MainWindow::openMeMenu);
    connect(m_chat, &ChatPage::signInWanted, this, [this] {
        m_first->showIdle();
        showScreen(Screen::First);
    });
    connect(m_chat, &ChatPage::unreadChanged, this, [this](qint64 all) {
        m_unread = all;
        m_rail->setUnread(Rail::Page::Chat, all);
        refreshTitle();
    });
    connect(m_inbox, &InboxPage::unreadChanged, this,
        [this](qint64 unread) { m_rail->setUnread(Rail::Page::Inbox, unread); });
    connect(m_inbox, &InboxPage::messageWanted, this, [this](const RoomId &room, qint64 seq) {
        showScreen(Screen::Chat);
        m_chat->openMessage(room, seq);
    });
    connect(m_inbox, &InboxPage::directWanted, this, [this](const UserId &user) {
        showScreen(Screen::Chat);
        m_chat->openDirect(user);
    });
    connect(m_inbox, &InboxPage::chatWanted, this, [this] { showScreen(Screen::Chat); });
    connect(client, &ChatClient::removedFrom, this, &MainWindow::noteRemoved);
    connect(client, &ChatClient::meChanged, this, &MainWindow::refreshMe);
    connect(m_settings, &SettingsPage::signOutWanted, this, &MainWindow::confirmSignOut);
    connect(m_settings, &SettingsPage::nameWanted, this, [this] { openNameSheet(m_desk.client, this); });
    connect(m_settings, &SettingsPage::passwordWanted, this, [this] { openPasswordSheet(m_desk.client, this); });
    connect(m_settings, &SettingsPage::shortcutsWanted, this, &MainWindow::showShortcuts);
    connect(m_settings, &SettingsPage::signOutEverywhereWanted, this,
        [this] { confirmSignOutEverywhere(m_desk.client, this); });
}

void MainWindow::addShortcuts()
{
    const auto act = [this](WindowKey key) {
        switch (key) {
        case WindowKey::Chat:
            go(Screen::Chat);
            return;
        case WindowKey::Console:
            go(Screen::Console);
            return;
        case WindowKey::Cluster:
            go(Screen::Cluster);
            return;
        case WindowKey::Inbox:
            go(Screen::Inbox);
            return;
        case WindowKey::Settings:
            go(Screen::Settings);
            return;
        case WindowKey::Switcher:
            if (go(Screen::Chat))
                m_chat->openSwitcher();
            return;
        case WindowKey::NextUnread:
            if (go(Screen::Chat))
                m_chat->openNextUnread();
            return;
        case WindowKey::Find:
            if (go(Screen::Chat))
                m_chat->openFind();
            return;
        case WindowKey::Search:
            if (go(Screen::Chat))
                m_chat->openSearch();
            return;
        case WindowKey::Shortcuts:
            showShortcuts();
            return;
        }
    };
    for (int i = 0; i < windowKeys; ++i) {
        const auto key = static_cast<WindowKey>(i);
        for (const QKeySequence &keys : keysOf(key)) {
            auto *shortcut = new QShortcut(keys, this);
            connect(shortcut, &QShortcut::activated, this, [this, act, key] {
                if (m_screen != Screen::First)
                    act(key);
            });
        }
    }
}

void MainWindow::showShortcuts()
{
    for (const auto *sheet : findChildren<Sheet *>()) {
        if (sheet->isVisible())
            return; // that one wants its answer first
    }
    (new ShortcutsSheet(m_desk.settings.sendKey() == Settings::SendKey::CtrlEnter, this))->present();
}

/// Chat and inbox are somebody's: without anybody they are the first screen.
bool MainWindow::go(Screen screen)
{
    const bool isTheirs = screen == Screen::Chat || screen == Screen::Inbox;
    const bool nobody = !m_isSignedIn && !m_desk.client.hasStoredSignIn();
    showScreen(isTheirs && nobody ? Screen::First : screen);
    return m_screen == screen;
}

void MainWindow::prefill(const QString &server, const QString &name) { m_first->prefill(server, name); }

void MainWindow::showScreen(Screen screen)
{
    m_screen = screen;
    refreshSeen();
    if (screen == Screen::First) {
        m_screens->setCurrentWidget(m_first);
        m_first->focusFirst();
        return;
    }
    m_screens->setCurrentWidget(m_signedIn);
    const int page = static_cast<int>(screen) - static_cast<int>(Screen::Chat);
    m_rail->setPage(static_cast<Rail::Page>(page));
    m_pages->setCurrentIndex(page);
}

void MainWindow::startSignIn(const client::SignIn &how)
{
    m_signingIn = true;
    const QUrl &url = how.server;
    m_desk.settings.setLastSignIn(url.toString(QUrl::RemovePath), how.user.text());
    m_desk.client.signIn(how);
    m_first->showSigningIn(m_desk.client.link());
}

void MainWindow::onSignedIn()
{
    m_signingIn = false;
    m_isSignedIn = true;
    refreshMe();
    refreshOperator();
    if (m_screen == Screen::First)
        showScreen(Screen::Chat);
    m_first->showIdle();
    m_first->showClusterIdle();
}

void MainWindow::onSignInFailed(const Error &error)
{
    // Who was signed in keeps the rooms in sight; the bar above the timeline says what happened and what to do.
    if (m_isSignedIn && !m_signingIn && m_screen != Screen::First)
        return;
    m_signingIn = false;
    m_first->showSignInProblem(error, m_desk.client.link());
    showScreen(Screen::First);
}

void MainWindow::onLink()
{
    refreshMe();
    if (m_signingIn)
        m_first->showSigningIn(m_desk.client.link());
}

void MainWindow::setClusterFindings(const cluster::Findings &findings)
{
    m_first->setClusterFindings(findings);
    m_clusterPage->setFindings(findings);
}

void MainWindow::setLeftovers(cluster::Leftovers *leftovers)
{
    m_first->setLeftovers(leftovers);
    m_clusterPage->setLeftovers(leftovers);
}

void MainWindow::setClusterShape(const cluster::Shape &shape)
{
    m_first->setShape(shape);
    m_clusterPage->setShape(shape);
}

void MainWindow::setClusterProblem(const QString &sentence)
{
    m_first->showClusterIdle(sentence);
    m_clusterPage->setProblem(sentence);
}

void MainWindow::setCluster(LocalCluster *cluster)
{
    if (m_cluster)
        m_cluster->disconnect(this);
    m_cluster = cluster;
    m_clusterReady = false;
    m_clusterPage->setCluster(cluster);
    if (cluster == nullptr) {
        m_first->showClusterIdle();
        return;
    }
    connect(cluster, &LocalCluster::processesReset, this, &MainWindow::onCluster);
    connect(cluster, &LocalCluster::processChanged, this, &MainWindow::onCluster);
    connect(cluster, &LocalCluster::failed, this, &MainWindow::setClusterProblem);
    connect(cluster, &LocalCluster::ready, this, [this] {
        m_clusterReady = true;
        onCluster();
    });
    onCluster();
}

void MainWindow::setOperator(ops::OperatorWatch *watch, const QString &name, ops::Recorder *recorder)
{
    m_operatorName = name;
    m_console->setRecorder(nullptr); // of the former watch
    m_console->setWatch(watch);
    m_console->setRecorder(recorder);
    refreshOperator();
}

/// Names in commands are visible ASCII.
void MainWindow::refreshOperator()
{
    QByteArray name = m_isSignedIn ? m_desk.client.me().user.bytes() : m_operatorName.toLatin1();
    name.removeIf([](char c) { return c <= ' ' || c > '~'; });
    m_console->setOperatorName(name.isEmpty() ? QByteArrayLiteral("operator") : name);
}

void MainWindow::onCluster()
{
    if (m_screen == Screen::First && m_cluster)
        m_first->showClusterProgress(m_cluster->processes(), m_clusterReady ? tr("Signing in…") : tr("Starting…"));
}

QString MainWindow::nodeName(const QUrl &url) const
{
    if (!m_cluster || url.host() != "127.0.0.1"_L1)
        return {};
    const QString address = u":%1"_s.arg(url.port());
    for (const cluster::ProcessView &process : m_cluster->processes()) {
        if (process.address == address)
            return process.id;
    }
    return {};
}

void MainWindow::refreshTitle()
{
    setWindowTitle(m_unread > 0 ? tr("(%1) Hubbub").arg(m_unread) : u"Hubbub"_s);
    m_tray->setUnread(m_unread);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_desk.settings.setGeometry(saveGeometry());
    m_chat->saveLayout();
    const bool stays = !m_quitting && m_tray->isThere() && m_desk.settings.staysInTray();
    event->setAccepted(!stays);
    if (stays)
        hide();
}

} // namespace hubbub::ui
