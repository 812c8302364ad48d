// SPDX-License-Identifier: GPL-3.0-or-later
// A support desk seen from both sides, by windows before real gateways: a visitor asks, an agent takes, hands over and
// closes with the mouse; what both see is rebuilt after a connection is lost.
#include "core/client/desks.h"
#include "tests/integration/client_desk.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/queue_row.h"
#include "ui/common/label.h"
#include "ui/common/theme.h"
#include "ui/main_window.h"
#include "ui/settings/settings.h"

#include <QAbstractButton>
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;

namespace {

const RoomId help("help"_ba);

/// Somebody at a window.
struct Seated {
    explicit Seated(const QByteArray &name)
        : desk(UserId(name))
        , settings(dir.path())
    {
    }
    [[nodiscard]] bool sit(const QUrl &server)
    {
        if (!desk.signIn(server))
            return false;
        window = std::make_unique<ui::MainWindow>(ui::Desk { desk.client(), settings });
        window->resize(1100, 720);
        window->show();
        return QTest::qWaitFor([this] { return find<ui::ChatPage>("chatPage") != nullptr; }, Desk::patience);
    }
    template <typename T>
    [[nodiscard]] T *find(const char *name) const
    {
        for (T *each : window->findChildren<T *>(QString::fromLatin1(name)))
            if (each->isVisible())
                return each;
        return window->findChild<T *>(QString::fromLatin1(name));
    }
    [[nodiscard]] bool press(const char *button) const
    {
        const auto ready = [&] {
            auto *found = find<QAbstractButton>(button);
            return found && found->isVisible() && found->isEnabled();
        };
        if (!QTest::qWaitFor(ready, Desk::patience))
            return false;
        QTest::mouseClick(find<QAbstractButton>(button), Qt::LeftButton);
        return true;
    }
    [[nodiscard]] QString line() const { return find<ui::Label>("roomLine")->text(); }
    [[nodiscard]] const QList<protocol::CaseEntry> &queue() { return desk.client().desks().queue(help); }
    void picture(const QString &name) const
    {
        const QString shots = qEnvironmentVariable("HUBBUB_SHOTS");
        if (shots.isEmpty())
            return;
        QVERIFY(QDir().mkpath(shots));
        for (const auto choice : { ui::Theme::Choice::Light, ui::Theme::Choice::Dark }) {
            ui::Theme::instance().setChoice(choice);
            QCoreApplication::processEvents();
            const QString look = choice == ui::Theme::Choice::Dark ? u"dark"_s : u"light"_s;
            QVERIFY(window->grab().save(QDir(shots).filePath(name + u'-' + look + u".png"_s)));
        }
    }

    QTemporaryDir dir;
    Desk desk;
    ui::Settings settings;
    std::unique_ptr<ui::MainWindow> window;
};

} // namespace

class SupportWindowTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(); }

    void aVisitorAsksAndAnAgentTakesHandsOverAndCloses()
    {
        Cluster cluster;
        QVERIFY2(cluster.start(2), qPrintable(cluster.problem()));
        Seated ines("ines");
        Seated mara("mara");
        QVERIFY(ines.sit(cluster.node(1).url()));
        QVERIFY(mara.sit(cluster.node(2).url()));

        // The desk.
        bool made = false;
        ines.desk.client().desks().makeDesk(
            help, u"Help"_s, this, [&made](const Result<RoomId> &room) { made = room.ok(); });
        QTRY_VERIFY_WITH_TIMEOUT(made, Desk::patience);
        ines.find<ui::ChatPage>("chatPage")->openRoom(help);
        QTRY_COMPARE(ines.find<ui::Label>("queueHead")->text(), u"Nobody is waiting"_s);

        // A visitor finds it among the public rooms.
        mara.find<ui::ChatPage>("chatPage")->openPublicRooms();
        auto *list = mara.find<QListView>("publicRoomList");
        QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 1, Desk::patience);
        mara.picture(u"browse"_s);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 0)).center());
        QTRY_VERIFY(mara.find<QLineEdit>("firstWordsField") != nullptr);
        QTest::keyClicks(mara.find<QLineEdit>("firstWordsField"), u"My printer is on fire"_s);
        mara.picture(u"ask"_s);
        QTest::keyClick(mara.find<QLineEdit>("firstWordsField"), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(mara.line(), u"Waiting, you are next"_s, Desk::patience);
        mara.picture(u"waiting"_s);

        // The agent sees it and takes it.
        QTRY_COMPARE_WITH_TIMEOUT(ines.queue().size(), 1, Desk::patience);
        QCOMPARE(ines.find<ui::Label>("queueHead")->text(), u"1 is waiting"_s);
        QTRY_COMPARE(ines.desk.client().room(help)->unread, 1);
        ines.picture(u"queue"_s);
        const RoomId room = ines.queue().first().room;
        QVERIFY(ines.press("takeButton"));
        QTRY_COMPARE_WITH_TIMEOUT(ines.find<ui::ChatPage>("chatPage")->currentRoom(), room, Desk::patience);
        QTRY_VERIFY_WITH_TIMEOUT(mara.line().contains(u"is with you"_s), Desk::patience);
        ines.desk.look(room);
        ines.desk.say(u"Good morning. Where is it?"_s);
        mara.desk.look(room);
        QTRY_COMPARE_WITH_TIMEOUT(mara.desk.texts(),
            (QStringList { u"My printer is on fire"_s, u"Good morning. Where is it?"_s }), Desk::patience);
        mara.picture(u"visitor"_s);
        ines.picture(u"agent"_s);

        // All is as it was after a connection is lost.
        ines.desk.client().cutLine();
        QTRY_VERIFY_WITH_TIMEOUT(!ines.desk.isOnline(), Desk::patience);
        QTRY_VERIFY_WITH_TIMEOUT(ines.desk.isOnline(), Desk::patience);
        QTRY_COMPARE_WITH_TIMEOUT(ines.queue().size(), 1, Desk::patience);
        QCOMPARE(ines.queue().first().agent, UserId("ines"_ba));

        // Back into the queue, and taken again from there.
        QVERIFY(ines.press("handButton"));
        QVERIFY(ines.press("backToQueueButton"));
        QTRY_COMPARE_WITH_TIMEOUT(mara.line(), u"Waiting, you are next"_s, Desk::patience);
        QTRY_COMPARE_WITH_TIMEOUT(mara.desk.client().room(room)->present, 1, Desk::patience);
        ines.find<ui::ChatPage>("chatPage")->openRoom(help);
        QVERIFY(ines.press("takeButton"));
        QTRY_COMPARE_WITH_TIMEOUT(ines.find<ui::ChatPage>("chatPage")->currentRoom(), room, Desk::patience);

        const auto inesIsHere = [&] {
            const QList<client::Person> people = mara.desk.client().people(room);
            return std::any_of(people.begin(), people.end(), [](const client::Person &each) {
                return each.user == UserId("ines"_ba) && each.state == protocol::Presence::Online;
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(inesIsHere(), Desk::patience);

        // Closed.
        QVERIFY(ines.press("endCaseButton"));
        QTRY_COMPARE_WITH_TIMEOUT(mara.line(), u"This conversation is closed"_s, Desk::patience);
        QTRY_VERIFY(ines.queue().isEmpty());
        mara.picture(u"closed"_s);
    }
};

QTEST_MAIN(SupportWindowTest)
#include "support_window_test.moc"
