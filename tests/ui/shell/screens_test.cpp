// SPDX-License-Identifier: GPL-3.0-or-later
// Draws every screen of the shell, light and dark, in two sizes. With HUBBUB_SHOTS=DIR each is saved there as a PNG,
// to be looked at. Checked here is what a program can see: text of ours is never cut off, and nothing overlaps.
#include "tests/ui/shell/pictures.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/connection_bar.h"
#include "ui/chat/timeline_view.h"
#include "ui/common/label.h"
#include "ui/common/segments.h"
#include "ui/common/theme.h"
#include "ui/launcher/cluster_header.h"
#include "ui/launcher/cluster_page.h"
#include "ui/launcher/first_screen.h"
#include "ui/launcher/log_pane.h"
#include "ui/launcher/notice_strip.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using cluster::ProcessState;
using cluster::ProcessView;

namespace {

QList<ProcessView> processes()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const qint64 days = now - (3 * 86400 + 4 * 3600) * 1000LL;
    QList<ProcessView> all;
    all.append({ u"redis"_s, u"Redis 7.0"_s, u"unix socket"_s, ProcessState::Ready, {}, 3412, 38 << 20, days, 0 });
    all.append({ u"n1"_s, u"gateway"_s, u":7401"_s, ProcessState::Crashed, u"SIGKILL"_s, 0, 0, now - 252'000, 0 });
    all.append({ u"n2"_s, u"gateway"_s, u":7402"_s, ProcessState::Ready, {}, 3421, 46 << 20, days, 921 });
    all.append({ u"n3"_s, u"gateway"_s, u":7403"_s, ProcessState::Draining, {}, 3426, 47 << 20, days, 212 });
    return all;
}

/// On a Redis of others, behind a balancer; one node leaves, one was taken over from a crash.
QList<ProcessView> ofOtherShape()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch() - 192'000;
    QList<ProcessView> all;
    all.append({ u"redis"_s, u"Redis"_s, u"redis://10.0.0.5:6379/0"_s, ProcessState::Ready, {}, 0, 0, now });
    all[0].given = true;
    all.append({ u"balancer"_s, u"HAProxy"_s, u":7400"_s, ProcessState::Ready, {}, 3420, 22 << 20, now });
    all.append({ u"n1"_s, u"gateway"_s, u":7401"_s, ProcessState::Ready, {}, 3421, 46 << 20, now });
    all.back().adopted = true;
    all.append({ u"n2"_s, u"gateway"_s, u":7402"_s, ProcessState::Ready, {}, 3422, 46 << 20, now });
    all.append({ u"n3"_s, u"gateway"_s, u":7403"_s, ProcessState::Stopping, {}, 3423, 46 << 20, now });
    all.back().leaving = true;
    all.append({ u"n4"_s, u"gateway"_s, u":7404"_s, ProcessState::Crashed, u"SIGKILL"_s, 0, 0, now });
    return all;
}

/// One of each.
QList<ProcessView> allStates()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const std::pair<ProcessState, QString> states[] { { ProcessState::Stopped, {} }, { ProcessState::Starting, {} },
        { ProcessState::Ready, {} }, { ProcessState::Unready, u"no answer for 6 s"_s }, { ProcessState::Draining, {} },
        { ProcessState::Stopping, {} }, { ProcessState::Crashed, u"SIGSEGV"_s },
        { ProcessState::BackingOff, u"in 4 s"_s },
        { ProcessState::FailedToStart, u"hubbub-gateway is not installed, or not where it should be"_s } };
    QList<ProcessView> all;
    int i = 0;
    for (const auto &[state, detail] : states) {
        ++i;
        all.append({ u"n%1"_s.arg(i), u"gateway"_s, u":74%1"_s.arg(i, 2, 10, QChar(u'0')), state, detail, 3400 + i,
            qint64(40 + i) << 20, now - i * 71'000LL, 17 * i });
    }
    return all;
}

QList<cluster::LogLine> logLines()
{
    qint64 ts = QDateTime::currentMSecsSinceEpoch() - 60'000;
    QList<cluster::LogLine> lines;
    const auto line = [&](const QString &process, quint8 level, const QString &text) {
        lines.append({ ts += 413, process, level, text });
    };
    for (int round = 0; round < 6; ++round) {
        line(u"launcher"_s, 3, u"n1 ended by SIGKILL (by hand)"_s);
        line(u"n2"_s, 1, u"lease of n1 lapsed; announcing 612 departures (cause crash)"_s);
        line(u"n2"_s, 1, u"resumed 304 sessions, 4,118 events, 0 gaps"_s);
        line(u"n3"_s, 2, u"draining: goodbye to 921 clients over 20 s"_s);
        line(u"redis"_s, 1, u"Background append only file rewriting started by pid 3500"_s);
    }
    return lines;
}

} // namespace

class ScreensTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        ui::Theme::instance().install();
        ui::Theme::instance().setReducesMotion(true); // a picture of half a movement is no picture
    }

    void firstScreen()
    {
        Scene scene(false);
        scene.window->show();
        draw(scene, u"first"_s);
        const auto *card = scene.find<ui::FirstScreen>("firstScreen")->findChild<QWidget *>(u"deskClusterCard"_s);
        auto *redis = card->findChild<ui::Segments *>(u"redisChoice"_s);
        const auto choose = [redis](int which) {
            redis->setChosen(which);
            Q_EMIT
            redis->choiceMade(which);
        };
        choose(1);
        card->findChild<QLineEdit *>(u"redisUrlField"_s)->setText(u"http://10.0.0.5"_s);
        card->findChild<QAbstractButton *>(u"balancerSwitch"_s)->setChecked(true);
        card->findChild<QAbstractButton *>(u"startClusterButton"_s)->click();
        draw(scene, u"first-redis-wrong"_s);
        choose(0);
        scene.window->setClusterFindings(
            { .redis = u"redis-server is not installed. On Debian: sudo apt install redis-server"_s,
                .balancer = u"HAProxy is not installed. On Debian: sudo apt install haproxy"_s });
        QTest::mouseClick(scene.find<QAbstractButton>("createAccountToggle"), Qt::LeftButton);
        QTest::mouseClick(scene.find<QAbstractButton>("signInButton"), Qt::LeftButton);
        draw(scene, u"first-problems"_s);
        scene.window->setClusterFindings({});
        QList<ProcessView> starting = processes();
        for (ProcessView &process : starting)
            process.state = process.id == u"redis"_s ? ProcessState::Ready : ProcessState::Starting;
        scene.find<ui::FirstScreen>("firstScreen")->showClusterProgress(starting, u"Starting…"_s);
        draw(scene, u"first-starting"_s);
    }

    void noRooms()
    {
        Scene scene(false);
        scene.window->show();
        QVERIFY(scene.signIn());
        draw(scene, u"empty"_s);
    }

    void chat()
    {
        Scene scene;
        scene.window->show();
        QVERIFY(scene.signIn());
        QTRY_VERIFY(scene.client->rooms().size() >= 8);
        scene.window->chat().openRoom(Scene::opsNight);
        scene.node.typing(Scene::opsNight, Scene::tomas);
        scene.node.typing(Scene::general, Scene::ines);
        scene.client->setDraft(RoomId("design"_ba), u"the amber is too close to"_s);
        QTRY_VERIFY(scene.client->people(Scene::opsNight).size() == 8);
        scene.node.setPresent(Scene::aiko, protocol::Presence::Away, u"in a meeting"_s);
        QTRY_VERIFY(!scene.client->room(Scene::general)->typing.isEmpty());
        QTRY_VERIFY(scene.client->feed(Scene::opsNight)->count() >= 6);
        QTRY_COMPARE(scene.client->room(Scene::opsNight)->unread, 0); // it was in sight
        draw(scene, u"chat"_s);

        scene.window->chat().openSwitcher();
        draw(scene, u"switcher"_s);
        QTest::keyClick(scene.window->findChild<QWidget *>(u"switcherField"_s), Qt::Key_Escape);
        scene.window->chat().openNewRoom(u"Release 7"_s);
        draw(scene, u"new-room"_s);
        QTest::keyClick(scene.window->findChild<QWidget *>(u"roomTitleField"_s), Qt::Key_Escape);
        scene.window->chat().openPublicRooms();
        QTRY_VERIFY(scene.window->findChild<QAbstractItemView *>(u"publicRoomList"_s)->model()->rowCount() > 5);
        draw(scene, u"browse"_s);
        QTest::keyClick(scene.window->findChild<QWidget *>(u"browseField"_s), Qt::Key_Escape);
        scene.window->chat().confirmLeave(Scene::opsNight);
        draw(scene, u"leave"_s);
        QTest::keyClick(scene.window->findChild<QWidget *>(u"stayButton"_s), Qt::Key_Escape);

        scene.window->showScreen(ui::MainWindow::Screen::Settings);
        draw(scene, u"settings"_s);
        scene.window->showScreen(ui::MainWindow::Screen::Chat);
        scene.node.stop();
        QTRY_VERIFY(scene.find<ui::ConnectionBar>("connectionBar")->isVisible());
        QVERIFY(scene.client->send(Scene::opsNight, { u"three"_s, {}, {} }).ok());
        QTRY_VERIFY(scene.client->link().attempt >= 4);
        draw(scene, u"reconnecting"_s);
    }

    void menus()
    {
        Scene scene;
        scene.window->show();
        QVERIFY(scene.signIn());
        QTRY_VERIFY(scene.client->room(Scene::opsNight) != nullptr);
        scene.window->chat().openRoom(Scene::opsNight);
        QTRY_VERIFY(scene.client->feed(Scene::opsNight)->count() >= 6);
        QApplication::processEvents();
        for (const bool dark : { false, true }) {
            ui::Theme::instance().setChoice(dark ? ui::Theme::Choice::Dark : ui::Theme::Choice::Light);
            for (const auto &[button, name] : { std::pair("roomMenuButton", u"room"_s), std::pair("railMe", u"me"_s),
                     std::pair("addRoomButton", u"add"_s) }) {
                auto *press = scene.find<QAbstractButton>(button);
                QVERIFY2(press != nullptr, button);
                QTest::mouseClick(press, Qt::LeftButton);
                drawMenu(name);
            }
            auto *timeline = scene.window->findChild<ui::TimelineView *>();
            const QPoint at = timeline->rowRect(2).center() + QPoint(150, 0);
            QContextMenuEvent ask(QContextMenuEvent::Mouse, at, timeline->viewport()->mapToGlobal(at));
            QCoreApplication::sendEvent(timeline->viewport(), &ask);
            drawMenu(u"message"_s);
        }
        ui::Theme::instance().setChoice(ui::Theme::Choice::Light);
    }

    void inboxFindAndEdit()
    {
        Scene scene;
        FakeCluster &cluster = scene.node.cluster();
        scene.window->show();
        QVERIFY(scene.signIn());
        QTRY_VERIFY(scene.client->room(Scene::opsNight) != nullptr);
        scene.window->chat().openRoom(Scene::opsNight);
        QTRY_VERIFY(scene.client->people(Scene::opsNight).size() >= 8);
        scene.window->showScreen(ui::MainWindow::Screen::Inbox);
        draw(scene, u"inbox-empty"_s);
        using Kind = protocol::NoticeKind;
        const auto notify = [&](Kind kind, const UserId &from, const QString &title, const QString &excerpt) {
            scene.node.notify(Scene::mara, { {}, kind, Scene::opsNight, title, 3, from, excerpt });
            cluster.now += 300'000;
        };
        notify(Kind::Announce, {}, u"Restart tonight"_s, u"All nodes are restarted one by one at 22:00"_s);
        notify(Kind::Direct, Scene::ines, {}, u"are you still there?"_s);
        notify(Kind::Invite, Scene::aiko, u"Release 7"_s, {});
        notify(Kind::Mention, Scene::tomas, u"ops-night"_s, u"Killing n1 for real next. @mara keep typing"_s);
        notify(Kind::Mention, Scene::piotr, u"A room with a title that goes on and on, far beyond what fits"_s,
            u"and a line that is just as long as its title, so that both must end with an ellipsis somewhere @mara"_s);
        QTRY_COMPARE(scene.client->inbox().size(), 5);
        draw(scene, u"inbox"_s);
        scene.window->showScreen(ui::MainWindow::Screen::Chat);
        const client::RoomFeed &feed = *scene.client->feed(Scene::opsNight);
        const qint64 seq = feed.at(2).seq;
        QVERIFY(cluster.react(Scene::opsNight, Scene::ines, seq, u"🎉"_s));
        QVERIFY(cluster.react(Scene::opsNight, Scene::tomas, seq, u"🎉"_s));
        QVERIFY(cluster.react(Scene::opsNight, Scene::mara, seq, u"👀"_s));
        QVERIFY(cluster.edit(Scene::opsNight, Scene::tomas, feed.at(3).seq, u"Killing n1 for real now."_s));
        QTRY_VERIFY(feed.at(3).editedTs > 0);
        QTest::keyClick(scene.window->findChild<QPlainTextEdit *>(), Qt::Key_Up);
        draw(scene, u"edit"_s);
        QTest::keyClick(scene.window->findChild<QPlainTextEdit *>(), Qt::Key_Escape);
        scene.window->chat().openFind();
        QTest::keyClicks(scene.window->findChild<QLineEdit *>(u"findField"_s), u"n1"_s);
        draw(scene, u"find"_s);
        QTest::keyClick(scene.window->findChild<QLineEdit *>(u"findField"_s), Qt::Key_Escape);
        scene.window->chat().openRoomSettings();
        draw(scene, u"room-settings"_s);
        QTest::keyClick(scene.window->findChild<QLineEdit *>(u"roomTitleField"_s), Qt::Key_Escape);
        scene.window->chat().openInvite();
        draw(scene, u"invite"_s);
    }

    void fewAndManyMessages()
    {
        Scene scene;
        FakeCluster &cluster = scene.node.cluster();
        const QString longName = u"Bartholomew Maximilian Featherstonehaugh-Cholmondeley of the Night Shift"_s;
        const UserId bart("bart"_ba);
        cluster.addUser(bart, longName);
        const auto room = [&](const QByteArray &id, const QString &title, const QString &topic) {
            cluster.addRoom(RoomId(id), title, { Scene::mara, Scene::ines, Scene::tomas, bart }).state.topic = topic;
        };
        cluster.now = QDateTime::currentMSecsSinceEpoch() - 20'000 * 1000LL;
        room("one", u"one"_s, {});
        cluster.say(RoomId("one"_ba), Scene::ines, u"Hello?"_s);
        room("many", u"many"_s, u"Ten thousand and more"_s);
        for (int i = 0; i < 10'000; ++i)
            cluster.say(RoomId("many"_ba), i % 3 == 0 ? Scene::mara : Scene::tomas,
                u"Number %1. "_s.arg(i) + u"It goes on "_s.repeated(i % 13));
        room("long", u"A room with a title that goes on and on, far beyond what fits in any row or header"_s,
            u"And with a topic that says in so many words what nobody will ever read to its end, whatever the width"_s);
        cluster.say(RoomId("long"_ba), bart, u"Averyveryvery"_s + u"verylong"_s.repeated(30) + u"word"_s);
        cluster.say(RoomId("long"_ba), bart,
            u"```\n"_s + u"a line of code that is far too long for any bubble, "_s.repeated(4) + u"\n```"_s);
        cluster.say(RoomId("long"_ba), Scene::mara, u"👌"_s);
        cluster.say(RoomId("long"_ba), Scene::mara,
            u"1. first\n2. second `code` and **bold** and https://example.org/a/very/long/path/that/goes/on/and/on/and/on\n\n> quoted\n\n# Heading"_s);
        scene.window->show();
        QVERIFY(scene.signIn());
        for (const QByteArray id : { "one", "many", "long" }) {
            const RoomId which(id);
            QTRY_VERIFY(scene.client->room(which) != nullptr);
            scene.window->chat().openRoom(which);
            QTRY_VERIFY(scene.client->feed(which)->count() >= 1);
            QTRY_VERIFY(scene.client->people(which).size() >= 4);
            if (id == "many") {
                auto *timeline = scene.window->findChild<ui::TimelineView *>();
                timeline->scrollPixels(-500);
                const qint64 before = scene.client->room(which)->lastSeq;
                cluster.say(which, Scene::tomas, u"One more, below."_s);
                QTRY_COMPARE(scene.client->room(which)->lastSeq, before + 1);
                QTRY_VERIFY(scene.window->findChild<QAbstractButton *>(u"jumpButton"_s)->isVisible());
            }
            draw(scene, u"messages-"_s + QString::fromLatin1(id));
        }
    }

    void smallAndLarge()
    {
        Scene scene;
        scene.window->show();
        drawAs(scene, u"first-small"_s, { 720, 480 });
        QVERIFY(scene.signIn());
        QTRY_VERIFY(scene.client->room(Scene::opsNight) != nullptr);
        scene.window->chat().openRoom(Scene::opsNight);
        QTRY_VERIFY(scene.client->feed(Scene::opsNight)->count() >= 6);
        drawAs(scene, u"chat-small"_s, { 720, 480 });
        scene.find<ui::ClusterPage>("clusterPage")->setProcesses(processes());
        scene.window->showScreen(ui::MainWindow::Screen::Cluster);
        drawAs(scene, u"cluster-small"_s, { 720, 480 });
        drawAs(scene, u"cluster-medium"_s, { 1000, 700 });
        ui::Theme::instance().setZoom(1.5);
        drawAs(scene, u"cluster-zoomed"_s, { 1280, 800 });
        scene.window->showScreen(ui::MainWindow::Screen::Settings);
        drawAs(scene, u"settings-zoomed"_s, { 1280, 800 });
        scene.window->showScreen(ui::MainWindow::Screen::Chat);
        drawAs(scene, u"chat-zoomed"_s, { 1280, 800 });
        scene.window->showScreen(ui::MainWindow::Screen::First);
        drawAs(scene, u"first-zoomed"_s, { 1280, 800 });
        ui::Theme::instance().setZoom(0.8);
        scene.window->showScreen(ui::MainWindow::Screen::Chat);
        drawAs(scene, u"chat-unzoomed"_s, { 1280, 800 });
        ui::Theme::instance().setZoom(1);
    }

    void clusterPage()
    {
        Scene scene;
        scene.window->show();
        QVERIFY(scene.signIn());
        scene.window->showScreen(ui::MainWindow::Screen::Cluster);
        draw(scene, u"cluster-none"_s);
        auto *page = scene.find<ui::ClusterPage>("clusterPage");
        page->setProcesses(processes());
        page->setAddress(u"ws://127.0.0.1:7401/ws"_s);
        page->log().append(logLines());
        draw(scene, u"cluster"_s);
        page->setProcesses(allStates());
        draw(scene, u"cluster-states"_s);
        page->setProcesses(ofOtherShape());
        page->setAddress(u"ws://127.0.0.1:7400/ws"_s);
        scene.find<ui::ClusterHeader>("clusterHeader")->setRolling(u"Restarting n2, 1 of 2"_s);
        scene.find<ui::NoticeStrip>("clusterNotice")
            ->setSentence(u"n2 was not ready again within 60 s of its restart, so the nodes after it were left alone. "
                          "Its lines in the log say why."_s);
        draw(scene, u"cluster-balanced"_s, { { 1280, 800 }, { 900, 600 } });
        scene.find<QAbstractButton>("more_n2")->click();
        drawMenu(u"cluster-node-menu"_s);
    }
};

QTEST_MAIN(ScreensTest)
#include "screens_test.moc"
