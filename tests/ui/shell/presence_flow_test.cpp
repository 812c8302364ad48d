// SPDX-License-Identifier: GPL-3.0-or-later
// How a person is seen: away once they left the computer, what they chose, and a status in words.
#include "tests/support/manual_alarms.h"
#include "tests/support/notice_server.h"
#include "tests/ui/shell/pictures.h"
#include "tests/ui/shell/seat.h"
#include "ui/chat/members_model.h"
#include "ui/chat/person_card.h"
#include "ui/common/label.h"
#include "ui/common/segments.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"
#include "ui/me/desktop_idle.h"
#include "ui/me/idle_watch.h"
#include "ui/me/my_presence.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using namespace std::chrono_literals;
using protocol::Presence;
using protocol::SetPresence;
using ui::IdleWatch;
using ui::Theme;

namespace {

/// A desktop that says what the test wants; answers come from the event loop.
class MadeUpDesktop final : public ui::IdleSource {
public:
    void ask() override
    {
        ++questions;
        QMetaObject::invokeMethod(
            this,
            [this] {
                Q_EMIT
                answered(idle);
            },
            Qt::QueuedConnection);
    }
    std::optional<std::chrono::milliseconds> idle;
    int questions = 0;
};

/// The screen saver's service of a desktop that is none.
class MadeUpScreenSaver final : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.ScreenSaver")
public Q_SLOTS:
    uint GetSessionIdleTime() { return 61'000; }
};

/// Mara at a computer whose time the test turns.
struct Computer {
    ManualClock clock;
    ManualAlarms alarms { clock };
    MadeUpDesktop desktop;
    Seat seat;

    [[nodiscard]] bool enter(bool askable = false)
    {
        seat.scene.clock = &clock;
        seat.scene.alarms = &alarms;
        seat.scene.idle = askable ? &desktop : nullptr;
        seat.scene.remakeWindow();
        return seat.enter();
    }
    /// The window is taken away before its time and desktop.
    ~Computer() { seat.scene.window.reset(); }

    [[nodiscard]] Presence told() const
    {
        const auto all = seat.scene.node.receivedOf<SetPresence>();
        return all.isEmpty() ? Presence::Online : all.last().state;
    }
    [[nodiscard]] QString toldText() const
    {
        const auto all = seat.scene.node.receivedOf<SetPresence>();
        return all.isEmpty() ? QString() : all.last().text;
    }
    void choose(const QString &word) const
    {
        QTest::mouseClick(seat.scene.find<QAbstractButton>("railMe"), Qt::LeftButton);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu != nullptr);
        for (QAction *action : menu->actions()) {
            if (QString(action->text()).remove(QChar(0x200B)) != word)
                continue;
            action->trigger();
            menu->close();
            return;
        }
        QFAIL(qPrintable(word));
    }
};

QModelIndex rowOf(const QListView *list, const QString &name)
{
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        if (const QModelIndex index = list->model()->index(row, 0); index.data().toString() == name)
            return index;
    }
    return {};
}

void click(const QListView *list, const QString &name)
{
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(rowOf(list, name)).center());
}

/// The one that was opened last; those before go in the next turn.
ui::PersonCard *lastCard(const Seat &seat)
{
    for (ui::PersonCard *card : seat.scene.window->findChildren<ui::PersonCard *>()) {
        if (card->isVisible())
            return card;
    }
    return nullptr;
}

QString words(const QWidget *card, const char *label)
{
    return card->findChild<ui::Label *>(QString::fromLatin1(label))->text();
}

} // namespace

class PresenceFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install();
        Theme::instance().setReducesMotion(true);
        Theme::instance().setChoice(Theme::Choice::Light);
    }

    void withoutInputSomebodyIsIdleAndBackAtOnce()
    {
        ManualClock clock;
        ManualAlarms alarms(clock);
        IdleWatch watch(clock, alarms, nullptr);
        QSignalSpy changed(&watch, &IdleWatch::changed);
        watch.setPatience(10min);
        QWidget window;
        window.show();
        alarms.advance(9min);
        QTest::keyClick(&window, Qt::Key_A);
        alarms.advance(9min);
        QVERIFY(!watch.isIdle());
        alarms.advance(1min);
        QVERIFY(watch.isIdle());
        QTest::mouseMove(&window, { 10, 10 });
        QTest::keyClick(&window, Qt::Key_A);
        QVERIFY(!watch.isIdle());
        QCOMPARE(changed.count(), 2);
        alarms.advance(11min);
        QVERIFY(watch.isIdle());
        watch.setPatience(0min);
        QVERIFY(!watch.isIdle());
        alarms.advance(60min);
        QVERIFY(!watch.isIdle());
    }

    void whoUsesOtherProgramsIsNotIdle()
    {
        ManualClock clock;
        ManualAlarms alarms(clock);
        MadeUpDesktop desktop;
        IdleWatch watch(clock, alarms, &desktop);
        watch.setPatience(10min);
        desktop.idle = 4min;
        alarms.advance(10min);
        QTRY_COMPARE(desktop.questions, 1);
        QCoreApplication::sendPostedEvents();
        QVERIFY(!watch.isIdle());
        desktop.idle = 10min;
        alarms.advance(6min); // when it could be so at the earliest
        QTRY_VERIFY(watch.isIdle());
        QCOMPARE(desktop.questions, 2);
        desktop.idle = 1s; // back, in another program
        alarms.advance(5s);
        QTRY_VERIFY(!watch.isIdle());
    }

    void aDesktopThatDoesNotSayLeavesItToTheWindow()
    {
        ManualClock clock;
        ManualAlarms alarms(clock);
        MadeUpDesktop desktop;
        IdleWatch watch(clock, alarms, &desktop);
        watch.setPatience(10min);
        alarms.advance(10min);
        QTRY_VERIFY(watch.isIdle());
        QCOMPARE(alarms.set(), 0); // nothing to ask again
    }

    void theScreenSaversServiceIsAsked()
    {
        NoticeServer server; // for its bus
        if (!server.start())
            QSKIP(qPrintable(server.problem()));
        QDBusConnection other = server.connectAs(u"screensaver"_s);
        MadeUpScreenSaver saver;
        QVERIFY(other.registerObject(u"/org/freedesktop/ScreenSaver"_s, &saver, QDBusConnection::ExportAllSlots));
        QVERIFY(other.registerService(u"org.freedesktop.ScreenSaver"_s));
        ui::DesktopIdle desktop(server.connectAs(u"asker"_s));
        std::optional<std::chrono::milliseconds> idle;
        connect(&desktop, &ui::IdleSource::answered, this, [&](auto answer) { idle = answer; });
        desktop.ask();
        QTRY_COMPARE(idle, std::optional(61'000ms));
    }

    void aBusWithoutSuchAServiceAnswersNothing()
    {
        ui::DesktopIdle desktop(QDBusConnection(u"no such bus"_s));
        bool answered = false;
        connect(&desktop, &ui::IdleSource::answered, this, [&](auto answer) { answered = !answer; });
        desktop.ask();
        QTRY_VERIFY(answered);
    }

    void whoLeavesTheComputerIsAwayForTheOthers()
    {
        Computer at;
        QVERIFY(at.enter());
        at.alarms.advance(10min);
        QTRY_COMPARE(at.told(), Presence::Away);
        QTest::keyClick(at.seat.field(), Qt::Key_A);
        QTRY_COMPARE(at.told(), Presence::Online);
    }

    void whatWasChosenStands()
    {
        Computer at;
        QVERIFY(at.enter());
        at.choose(u"Busy"_s);
        QTRY_COMPARE(at.told(), Presence::Busy);
        at.alarms.advance(30min);
        QTest::keyClick(at.seat.field(), Qt::Key_A);
        at.choose(u"Away"_s);
        QTRY_COMPARE(at.told(), Presence::Away);
        const auto before = at.seat.scene.node.receivedOf<SetPresence>().size();
        at.alarms.advance(30min);
        QTest::keyClick(at.seat.field(), Qt::Key_B);
        at.choose(u"Busy"_s);
        QTRY_COMPARE(at.told(), Presence::Busy);
        QCOMPARE(at.seat.scene.node.receivedOf<SetPresence>().size(), before + 1); // nothing between
    }

    void nobodyIsAwayWhereItIsSwitchedOff()
    {
        Computer at;
        at.seat.scene.settings.setAwayAfter(0);
        QVERIFY(at.enter());
        at.alarms.advance(120min);
        at.choose(u"Busy"_s);
        QTRY_COMPARE(at.told(), Presence::Busy);
        for (const SetPresence &said : at.seat.scene.node.receivedOf<SetPresence>())
            QVERIFY(said.state != Presence::Away);
    }

    void theSettingsSayWhenSomebodyIsAway()
    {
        Computer at;
        QVERIFY(at.enter());
        at.seat.scene.window->showScreen(ui::MainWindow::Screen::Settings);
        auto *choice = at.seat.scene.find<ui::Segments>("awayChoice");
        QCOMPARE(choice->chosen(), 1);
        QTest::mouseClick(choice->findChild<QAbstractButton *>(u"segment0"_s), Qt::LeftButton);
        QCOMPARE(at.seat.scene.settings.awayAfter(), 5);
        draw(at.seat.scene, u"settings-presence"_s, { { 1280, 1000 } });
        at.alarms.advance(5min);
        QTRY_COMPARE(at.told(), Presence::Away);
    }

    void aStatusIsSetShownAndCleared()
    {
        Computer at;
        QVERIFY(at.enter());
        at.choose(u"Set a status…"_s);
        auto *field = at.seat.scene.find<QLineEdit>("statusField");
        QTRY_VERIFY(field->hasFocus());
        draw(at.seat.scene, u"status-sheet"_s, { { 1280, 800 } });
        QTest::mouseClick(at.seat.scene.find<QAbstractButton>("usualStatus0"), Qt::LeftButton);
        QCOMPARE(field->text(), u"In a meeting"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(at.toldText(), u"In a meeting"_s);
        QCOMPARE(at.told(), Presence::Online);
        QTRY_VERIFY(at.seat.scene.find<QLineEdit>("statusField") == nullptr);
        QTest::mouseClick(at.seat.scene.find<QAbstractButton>("railMe"), Qt::LeftButton);
        drawMenu(u"status"_s);
        at.choose(u"Clear status"_s);
        QTRY_COMPARE(at.toldText(), QString());
    }

    void aStatusGoesAtItsTime()
    {
        Computer at;
        QVERIFY(at.enter());
        at.choose(u"Set a status…"_s);
        auto *field = at.seat.scene.find<QLineEdit>("statusField");
        QTest::keyClicks(field, u"  at   the dentist "_s);
        auto *ends = at.seat.scene.find<ui::Segments>("statusEnds");
        QTest::mouseClick(ends->findChild<QAbstractButton *>(u"segment1"_s), Qt::LeftButton); // 30 minutes
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(at.toldText(), u"at the dentist"_s);
        at.alarms.advance(29min);
        QCOMPARE(at.seat.scene.settings.status(), u"at the dentist"_s);
        at.alarms.advance(1min);
        QTRY_COMPARE(at.toldText(), QString());
        QVERIFY(at.seat.scene.settings.status().isEmpty());
    }

    void aCardSaysWhoSomebodyIsAndHowTheyAre()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 8);
        seat.scene.node.setPresent(Scene::ines, Presence::Busy, u"In a meeting"_s);
        auto *list = seat.scene.find<QListView>("memberList");
        QTRY_VERIFY(rowOf(list, u"Ines Roth"_s).isValid());
        QTRY_COMPARE(rowOf(list, u"Ines Roth"_s).data(ui::MembersModel::LineRole).toString(), u"n2 · In a meeting"_s);
        click(list, u"Ines Roth"_s);
        auto *card = seat.scene.find<ui::PersonCard>("personCard");
        QVERIFY(card != nullptr && card->isVisible());
        QCOMPARE(words(card, "personCardName"), u"Ines Roth"_s);
        QCOMPARE(words(card, "personCardState"), u"Busy"_s);
        QCOMPARE(words(card, "personCardStatus"), u"In a meeting"_s);
        draw(seat.scene, u"person-card"_s, { { 1280, 800 } });
        seat.scene.node.setPresent(Scene::ines, Presence::Away, {}); // while it is looked at
        QTRY_COMPARE(words(card, "personCardState"), u"Away"_s);
        QTest::mouseClick(card->findChild<QAbstractButton *>(u"personCardMessage"_s), Qt::LeftButton);
        QTRY_VERIFY(!seat.scene.node.receivedOf<protocol::Direct>().isEmpty());
        QCOMPARE(seat.scene.node.receivedOf<protocol::Direct>().last().user, Scene::ines);
    }

    void aCardSaysWhenSomebodyWasSeenLast()
    {
        Seat seat;
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        seat.scene.node.cluster().users()[Scene::aiko].lastSeen = now - 5 * 60'000 - 1000;
        QVERIFY(seat.enter());
        auto *list = seat.scene.find<QListView>("memberList");
        QTRY_VERIFY(rowOf(list, u"Aiko Mori"_s).isValid());
        click(list, u"Aiko Mori"_s);
        QCOMPARE(words(lastCard(seat), "personCardState"), u"Last seen 5 minutes ago"_s);
        QTest::keyClick(seat.scene.window.get(), Qt::Key_Escape);
        QTRY_VERIFY(seat.scene.find<ui::PersonCard>("personCard") == nullptr);
    }

    void theAuthorsDiscOpensTheCardAndAPressElsewhereClosesIt()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 8);
        for (int row = 0; row < seat.feed().count(); ++row) {
            if (seat.feed().at(row).from != Scene::tomas)
                continue;
            const auto &layout = seat.view().layoutAt(row);
            QVERIFY(layout.avatar.has_value());
            const QPoint at = layout.avatarBox.translated(seat.view().rowRect(row).topLeft()).center().toPoint();
            QTest::mouseClick(seat.view().viewport(), Qt::LeftButton, {}, at);
        }
        auto *card = seat.scene.find<ui::PersonCard>("personCard");
        QVERIFY(card != nullptr);
        QCOMPARE(card->person().user, Scene::tomas);
        draw(seat.scene, u"person-card-timeline"_s, { { 1280, 800 } });
        QTest::mouseClick(seat.view().viewport(), Qt::LeftButton, {}, { 5, 5 });
        QTRY_VERIFY(seat.scene.find<ui::PersonCard>("personCard") == nullptr);
    }

    void whenSomebodyWasSeenInWords()
    {
        const QDateTime now(QDate(2026, 5, 20), QTime(15, 0));
        const auto ago = [&](qint64 seconds) { return ui::agoWords(now.toMSecsSinceEpoch() - seconds * 1000, now); };
        QCOMPARE(ago(10), u"just now"_s);
        QCOMPARE(ago(-60), u"just now"_s); // clocks differ
        QCOMPARE(ago(61), u"a minute ago"_s);
        QCOMPARE(ago(5 * 60), u"5 minutes ago"_s);
        QCOMPARE(ago(3600), u"an hour ago"_s);
        QCOMPARE(ago(3 * 3600 + 60), u"3 hours ago"_s);
        QCOMPARE(ago(16 * 3600), u"yesterday at 23:00"_s);
        QVERIFY(ago(3 * 86400).startsWith(u"on "_s) && ago(3 * 86400).endsWith(u"at 15:00"_s));
        QVERIFY(ago(60 * 86400).contains(u"2026"_s));
        QCOMPARE(ui::agoWords(0, now), QString());
    }

    void aStatusIsThereAgainAfterARestart()
    {
        Computer at;
        at.seat.scene.settings.setStatus(u"On call"_s, 0);
        QVERIFY(at.enter());
        QTRY_COMPARE(at.toldText(), u"On call"_s);
    }
};

QTEST_MAIN(PresenceFlowTest)
#include "presence_flow_test.moc"
