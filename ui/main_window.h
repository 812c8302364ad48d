// SPDX-License-Identifier: GPL-3.0-or-later
// The window: the first screen while nobody is signed in, else a rail and its pages. Arranges and forwards, nothing
// more.
#pragma once

#include "core/base/error.h"
#include "core/base/turn_end.h"
#include "core/cluster/leftovers.h"
#include "core/cluster/local_cluster.h"
#include "ui/desk.h"
#include "ui/rail.h"

#include <QPointer>
#include <QWidget>

class QMenu;
class QStackedLayout;

namespace hubbub::client {
struct SignIn;
}

namespace hubbub::ops {
class OperatorWatch;
class Recorder;
}

namespace hubbub::ui {

class ChatPage;
class Button;
class ClusterPage;
class ConsolePage;
class FirstScreen;
class IdleWatch;
class InboxPage;
class MyPresence;
class Notifier;
class Tray;
class SettingsPage;

class MainWindow final : public QWidget {
    Q_OBJECT
public:
    enum class Screen : quint8 { First, Chat, Console, Cluster, Inbox, Settings };

    /// Begins with the chat where a sign-in was kept (the caller then calls resumeStored()), else with the first
    /// screen.
    explicit MainWindow(const Desk &desk, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// The cluster that localClusterWanted() led to, or the one of --local: its start is shown on the first screen, and
    /// it gets a page of its own. Borrowed; nullptr: there is none any more.
    void setCluster(cluster::LocalCluster *cluster);
    /// What this machine lacks for one; asked for by lookAgainWanted().
    void setClusterFindings(const cluster::Findings &findings);
    /// What a crash left of one. Borrowed; nullptr: nothing. It must be taken away before it goes.
    void setLeftovers(cluster::Leftovers *leftovers);
    /// What the next start is offered with.
    void setClusterShape(const cluster::Shape &shape);
    /// Anything else that keeps the cluster from being used, such as a failed sign-in there.
    void setClusterProblem(const QString &sentence);

    /// The cluster that the console shows; nullptr: none. Borrowed; it must be taken away before it goes. `name` is
    /// recorded with what is done there, unless somebody is signed in.
    /// With `recorder` it can go back in time.
    void setOperator(ops::OperatorWatch *watch, const QString &name, ops::Recorder *recorder = nullptr);
    [[nodiscard]] ConsolePage &console() const { return *m_console; }

    /// A server and a name for the first screen's fields.
    void prefill(const QString &server, const QString &name);

    void showScreen(Screen screen);
    /// Before all other windows, also from the task bar.
    void comeForward();
    /// As a person goes there; false where somebody has to sign in first.
    bool go(Screen screen);
    [[nodiscard]] Screen screen() const { return m_screen; }
    [[nodiscard]] ChatPage &chat() const { return *m_chat; }

Q_SIGNALS:
    void localClusterWanted(const hubbub::cluster::Shape &shape);
    void adoptWanted(const hubbub::cluster::Shape &shape); ///< what setLeftovers() showed
    void lookAgainWanted();

protected:
    void closeEvent(QCloseEvent *event) override; ///< may hide it only: see Settings::staysInTray()
    void changeEvent(QEvent *event) override;

private:
    void build();
    void wire();
    void wireNotices();
    void wireTray();
    void wireMe();
    void addShortcuts();
    void showShortcuts();
    void startSignIn(const client::SignIn &how);
    void onSignedIn();
    void onSignInFailed(const Error &error);
    void onLink();
    void onCluster();
    void confirmSignOut();
    void noteRemoved(const RoomId &room, const QString &title, const QString &cause);
    void sayRemoved();
    void openMeMenu(const QPoint &where);
    void refreshMe();
    void refreshSeen();
    void refreshOperator();
    void refreshTitle();
    [[nodiscard]] QString nodeName(const QUrl &url) const;

    struct GoneRoom {
        QString name;
        QString sentence;
        QString text; ///< what was being written there
    };

    Desk m_desk;
    QPointer<cluster::LocalCluster> m_cluster;
    Screen m_screen = Screen::First;
    qint64 m_unread = 0;
    bool m_signingIn = false; ///< by what was typed on the first screen
    bool m_isSignedIn = false;
    bool m_clusterReady = false;
    QList<GoneRoom> m_gone; ///< of this turn
    TurnEnd m_goneIsSaid { [this] { sayRemoved(); } };
    MyPresence *m_me;
    IdleWatch *m_idle;
    bool m_quitting = false;
    Notifier *m_notifier = nullptr; ///< where there is somewhere to tell
    QString m_operatorName;
    QStackedLayout *m_screens;
    FirstScreen *m_first;
    Button *m_toConsole; ///< on the first screen, for who looks without being signed in
    QWidget *m_signedIn;
    Rail *m_rail;
    QStackedLayout *m_pages;
    ChatPage *m_chat;
    ConsolePage *m_console;
    ClusterPage *m_clusterPage;
    InboxPage *m_inbox;
    SettingsPage *m_settings;
    Tray *m_tray;
};

} // namespace hubbub::ui
