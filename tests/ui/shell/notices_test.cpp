// SPDX-License-Identifier: GPL-3.0-or-later
// What a person is told of while they look elsewhere, and what of it the desktop hears; pinned and muted rooms.
#include "tests/support/notice_server.h"
#include "tests/ui/shell/pictures.h"
#include "tests/ui/shell/seat.h"
#include "ui/chat/room_list_model.h"
#include "ui/notify/desktop_notices.h"
#include "ui/notify/notifier.h"
#include "ui/rail.h"

#include <QApplication>
#include <QListView>
#include <QMenu>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using ui::Attention;
using ui::NoticeSink;

namespace {

/// Keeps what it is given.
class KeptNotices final : public NoticeSink {
public:
    void show(const Notice &notice) override { shown.append(notice); }
    void withdraw(const QString &key) override { withdrawn.append(key); }
    QList<Notice> shown;
    QStringList withdrawn;
};

/// Mara in a room, looking elsewhere.
struct Elsewhere {
    Seat seat;
    KeptNotices kept;
    std::unique_ptr<ui::Notifier> notifier;

    [[nodiscard]] bool enter()
    {
        seat.say(Scene::ines, u"before"_s); // what was there is no news
        const auto isRead = [this] { return seat.scene.client->room(seat.room)->unread == 0; };
        if (!seat.enter() || !QTest::qWaitFor(isRead))
            return false;
        notifier = std::make_unique<ui::Notifier>(*seat.scene.client, seat.scene.settings, kept, systemClock());
        seat.scene.window->chat().openRoom(Scene::general);
        return true;
    }
};

RoomId roomAt(const Scene &scene, int row)
{
    return scene.find<QListView>("roomList")->model()->index(row, 0).data(ui::RoomListModel::RoomRole).value<RoomId>();
}

void chooseInMenuOf(const Scene &scene, const RoomId &room, const QString &entry)
{
    auto *list = scene.find<QListView>("roomList");
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        if (roomAt(scene, row) != room)
            continue;
        const QPoint where = list->visualRect(list->model()->index(row, 0)).center();
        Q_EMIT
        list->customContextMenuRequested(where);
    }
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu != nullptr);
    for (QAction *action : menu->actions()) {
        if (action->text() != entry)
            continue;
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        return;
    }
    QFAIL(qPrintable(u"no entry "_s + entry));
}

} // namespace

class NoticesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        ui::Theme::instance().install();
        ui::Theme::instance().setChoice(ui::Theme::Choice::Light);
        ui::Theme::instance().setReducesMotion(true);
    }

    void aNewMessageElsewhereIsToldWithItsRoomAuthorAndFirstLine()
    {
        Elsewhere elsewhere;
        QVERIFY(elsewhere.enter());
        elsewhere.seat.say(Scene::ines, u"look at\nthis"_s);
        QTRY_COMPARE(elsewhere.kept.shown.size(), 1);
        const NoticeSink::Notice notice = elsewhere.kept.shown.first();
        QCOMPARE(notice.title, ui::roomTitle(*elsewhere.seat.scene.client->room(elsewhere.seat.room)));
        QVERIFY2(notice.body.contains(u"look at"_s) && notice.body.contains(u": "_s), qPrintable(notice.body));
        // The next one takes its place, and says how many there are.
        elsewhere.seat.say(Scene::jon, u"and this"_s);
        QTRY_COMPARE(elsewhere.kept.shown.size(), 2);
        QCOMPARE(elsewhere.kept.shown[1].key, notice.key);
        QVERIFY2(elsewhere.kept.shown[1].body.endsWith(u"2 unread"_s), qPrintable(elsewhere.kept.shown[1].body));
        // Once it is read, it is gone.
        elsewhere.seat.scene.window->chat().openRoom(elsewhere.seat.room);
        elsewhere.seat.scene.client->markRead(elsewhere.seat.room, elsewhere.seat.last().seq);
        QTRY_VERIFY(elsewhere.kept.withdrawn.contains(notice.key));
    }

    void whatIsOnScreenAndOnesOwnIsNotTold()
    {
        Elsewhere elsewhere;
        QVERIFY(elsewhere.enter());
        elsewhere.notifier->setSeen(elsewhere.seat.room);
        elsewhere.seat.say(Scene::ines, u"you see this"_s);
        elsewhere.seat.say(Scene::mara, u"from my other device"_s);
        QTRY_COMPARE(elsewhere.seat.scene.client->room(elsewhere.seat.room)->lastText, u"from my other device"_s);
        QVERIFY(elsewhere.kept.shown.isEmpty());
        elsewhere.notifier->setSeen({});
        elsewhere.seat.say(Scene::ines, u"and not this"_s);
        QTRY_COMPARE(elsewhere.kept.shown.size(), 1);
        QVERIFY(elsewhere.kept.shown.first().body.contains(u"and not this"_s));
    }

    void aMutedRoomIsSilentAndOneWithMentionsOnlyTellsOfThose()
    {
        Elsewhere elsewhere;
        QVERIFY(elsewhere.enter());
        ui::Settings &settings = elsewhere.seat.scene.settings;
        settings.setAttention(elsewhere.seat.room, Attention::Muted);
        elsewhere.seat.say(Scene::ines, u"unheard"_s);
        QTRY_VERIFY(elsewhere.seat.scene.client->room(elsewhere.seat.room)->lastText.contains(u"unheard"_s));
        settings.setAttention(elsewhere.seat.room, Attention::Mentions);
        elsewhere.seat.say(Scene::ines, u"still unheard"_s);
        QTRY_VERIFY(elsewhere.seat.scene.client->room(elsewhere.seat.room)->lastText.contains(u"still"_s));
        QVERIFY(elsewhere.kept.shown.isEmpty());
        settings.setAttention(elsewhere.seat.room, Attention::All);
        elsewhere.seat.say(Scene::ines, u"heard"_s);
        QTRY_COMPARE(elsewhere.kept.shown.size(), 1);
    }

    void nobodyWhoIsNotToBeDisturbedIsDisturbed()
    {
        Elsewhere elsewhere;
        QVERIFY(elsewhere.enter());
        ui::Settings &settings = elsewhere.seat.scene.settings;
        const qint64 now = systemClock().wall().count();
        settings.setQuietUntil(now + 3'600'000);
        QVERIFY(settings.isQuiet(now) && !settings.isQuiet(now + 3'600'001));
        elsewhere.seat.say(Scene::ines, u"at night"_s);
        QTRY_VERIFY(elsewhere.seat.scene.client->room(elsewhere.seat.room)->lastText.contains(u"night"_s));
        settings.setQuietUntil(0);
        elsewhere.notifier->setBusy(true);
        elsewhere.seat.say(Scene::ines, u"in a meeting"_s);
        QTRY_VERIFY(elsewhere.seat.scene.client->room(elsewhere.seat.room)->lastText.contains(u"meeting"_s));
        QVERIFY(elsewhere.kept.shown.isEmpty());
        settings.setQuietUntil(ui::Settings::quietForGood);
        QVERIFY(settings.isQuiet(now));
    }

    void theDesktopHearsItReplacesItAndOpensTheRoom()
    {
        NoticeServer server;
        QVERIFY2(server.start(), qPrintable(server.problem()));
        ui::DesktopNotices notices(server.connectAs(u"notices"_s));
        QTRY_VERIFY(server.wasAsked());
        notices.show({ u"room:tea"_s, u"# tea"_s, u"ines: <b>hi</b>"_s, false });
        QTRY_COMPARE(server.shown().size(), 1);
        QCOMPARE(server.shown()[0].title, u"# tea"_s);
        QCOMPARE(server.shown()[0].body, u"ines: &lt;b&gt;hi&lt;/b&gt;"_s); // the server reads markup
        QCOMPARE(server.shown()[0].replaces, 0U);
        // Two at once, before the server has answered: the last one counts, in the place of the first.
        notices.show({ u"room:tea"_s, u"# tea"_s, u"ines: two"_s, false });
        notices.show({ u"room:tea"_s, u"# tea"_s, u"ines: three"_s, false });
        QTRY_COMPARE(server.shown().last().body, u"ines: three"_s);
        QCOMPARE(server.shown().last().replaces, server.shown()[0].id);
        QStringList opened;
        connect(&notices, &NoticeSink::activated, this, [&opened](const QString &key) { opened.append(key); });
        server.click(server.shown().last().id);
        QTRY_COMPARE(opened, QStringList { u"room:tea"_s });
        notices.withdraw(u"room:tea"_s);
        QTRY_COMPARE(server.closed(), QList<uint> { server.shown()[0].id });
    }

    void withoutABusNothingHappens()
    {
        ui::DesktopNotices notices(QDBusConnection(u"there is no such connection"_s));
        notices.show({ u"room:tea"_s, u"# tea"_s, u"hi"_s, false });
        notices.withdraw(u"room:tea"_s);
    }

    void aPinnedRoomStandsFirstAndAMutedOneCountsForNothingAlsoNextTime()
    {
        Seat seat;
        QVERIFY(seat.enter());
        Scene &scene = seat.scene;
        QTRY_VERIFY(scene.find<QListView>("roomList")->model()->rowCount() > 5);
        const RoomId last = roomAt(scene, scene.find<QListView>("roomList")->model()->rowCount() - 1);
        chooseInMenuOf(scene, last, u"Pin to the top"_s);
        QTRY_COMPARE(roomAt(scene, 0), last);
        qint64 told = -1;
        connect(&scene.window->chat(), &ui::ChatPage::unreadChanged, this, [&told](qint64 all) { told = all; });
        scene.node.cluster().say(Scene::general, Scene::ines, u"loud"_s);
        QTRY_COMPARE(scene.client->room(Scene::general)->lastText, u"loud"_s);
        qint64 all = 0;
        for (const client::RoomSummary &room : scene.client->rooms())
            all += room.unread;
        QTRY_COMPARE(told, all);
        chooseInMenuOf(scene, Scene::general, u"Mute"_s);
        QTRY_COMPARE(told, all - scene.client->room(Scene::general)->unread);
        draw(scene, u"pinned-and-muted"_s, { { 1280, 800 } });
        scene.remakeWindow();
        scene.window->show();
        QTRY_COMPARE(roomAt(scene, 0), last);
        QCOMPARE(scene.settings.attention(Scene::general), Attention::Muted);
        chooseInMenuOf(scene, last, u"Unpin"_s);
        QTRY_VERIFY(roomAt(scene, 0) != last);
    }
};

QTEST_MAIN(NoticesTest)
#include "notices_test.moc"
