// SPDX-License-Identifier: GPL-3.0-or-later
// Draws every screen of the shell, light and dark, in two sizes. With HUBBUB_SHOTS=DIR each is saved there as a PNG,
// to be looked at. Checked here is what a program can see: text of ours is never cut off, and nothing overlaps.
#include "tests/ui/shell/scene.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/connection_bar.h"
#include "ui/common/label.h"
#include "ui/common/theme.h"
#include "ui/launcher/cluster_page.h"
#include "ui/launcher/first_screen.h"
#include "ui/launcher/log_pane.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QDateTime>
#include <QDir>
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

    void draw(Scene &scene, const QString &name)
    {
        for (const bool dark : { false, true }) {
            ui::Theme::instance().setChoice(dark ? ui::Theme::Choice::Dark : ui::Theme::Choice::Light);
            for (const QSize size : { QSize(1280, 800), QSize(1920, 1080) })
                drawAs(scene, u"%1-%2-%3"_s.arg(name, dark ? u"dark"_s : u"light"_s).arg(size.width()), size);
        }
        ui::Theme::instance().setChoice(ui::Theme::Choice::Light);
    }

    void drawAs(Scene &scene, const QString &name, const QSize &size)
    {
        scene.window->resize(size);
        QVERIFY(QTest::qWaitFor([&] { return scene.window->size() == size; }));
        QCoreApplication::sendPostedEvents(); // layouts
        const QPixmap picture = scene.window->grab();
        QCOMPARE(picture.size(), size);
        checkNothingIsCut(*scene.window);
        save(picture, name);
    }

    void save(const QPixmap &picture, const QString &name)
    {
        const QString dir = qEnvironmentVariable("HUBBUB_SHOTS");
        if (dir.isEmpty())
            return;
        QVERIFY(QDir().mkpath(dir));
        QVERIFY(picture.save(QDir(dir).filePath(name + u".png"_s)));
    }

    /// Buttons are never narrower than their text.
    void checkNothingIsCut(QWidget &window)
    {
        for (const auto *button : window.findChildren<QAbstractButton *>()) {
            if (!button->isVisible() || button->text().isEmpty())
                continue;
            QVERIFY2(button->width() >= button->sizeHint().width(),
                qPrintable(u"cut: %1 (%2)"_s.arg(button->objectName(), button->text())));
        }
    }

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
        scene.window->setClusterMissing(
            { u"redis-server is not installed. On Debian: sudo apt install redis-server"_s });
        QTest::mouseClick(scene.find<QAbstractButton>("createAccountToggle"), Qt::LeftButton);
        QTest::mouseClick(scene.find<QAbstractButton>("signInButton"), Qt::LeftButton);
        draw(scene, u"first-problems"_s);
        scene.window->setClusterMissing({});
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

    void smallAndLarge()
    {
        Scene scene;
        scene.window->show();
        drawAs(scene, u"first-small"_s, { 740, 480 });
        QVERIFY(scene.signIn());
        QTRY_VERIFY(scene.client->room(Scene::opsNight) != nullptr);
        scene.window->chat().openRoom(Scene::opsNight);
        QTRY_VERIFY(scene.client->feed(Scene::opsNight)->count() >= 6);
        drawAs(scene, u"chat-small"_s, { 740, 480 });
        scene.find<ui::ClusterPage>("clusterPage")->setProcesses(processes());
        scene.window->showScreen(ui::MainWindow::Screen::Cluster);
        drawAs(scene, u"cluster-small"_s, { 740, 480 });
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
    }
};

QTEST_MAIN(ScreensTest)
#include "screens_test.moc"
