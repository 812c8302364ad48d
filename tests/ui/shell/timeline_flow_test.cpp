// SPDX-License-Identifier: GPL-3.0-or-later
// What the timeline tells and where it leads: who has read a message, and the way to a day.
#include "core/protocol/codec.h"
#include "tests/ui/shell/pictures.h"
#include "tests/ui/shell/seat.h"
#include "ui/common/theme.h"

#include <QHelpEvent>
#include <QTest>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using ui::Theme;

namespace {

int lastOwnRow(const Seat &seat)
{
    for (int row = seat.feed().count() - 1; row >= 0; --row) {
        if (seat.feed().at(row).own)
            return row;
    }
    return -1;
}

void read(Seat &seat, const UserId &user, qint64 seq)
{
    seat.scene.node.cluster().find(seat.room)->reads[user] = seq;
    seat.scene.node.cluster().tell(seat.room, protocol::encode(protocol::ReadPush { seat.room, user, seq }));
}

/// What is told where the pointer rests on the mark of that row.
QString toldOnMark(const Seat &seat, int row)
{
    const QRectF box = seat.view().layoutAt(row).stateBox;
    const QPoint at = box.translated(seat.view().rowRect(row).topLeft()).center().toPoint();
    QHelpEvent ask(QEvent::ToolTip, at, seat.view().viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(seat.view().viewport(), &ask);
    return QToolTip::text().remove(u"<span>"_s).remove(u"</span>"_s);
}

} // namespace

class TimelineFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install();
        Theme::instance().setReducesMotion(true);
        Theme::instance().setChoice(Theme::Choice::Light);
    }

    void theMarkTellsWhoHasRead()
    {
        Seat seat;
        seat.scene.node.cluster().find(seat.room)->reads[Scene::tomas] = 4; // before we came
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 8);
        const int row = lastOwnRow(seat);
        const qint64 seq = seat.feed().at(row).seq;
        QVERIFY(seq > 4);
        QCOMPARE(toldOnMark(seat, row), u"Sent. Nobody has read it yet."_s);
        read(seat, Scene::tomas, seq);
        QTRY_COMPARE(toldOnMark(seat, row), u"Read by Tomas Beck"_s);
        read(seat, Scene::ines, seq + 5); // further than that
        QTRY_COMPARE(toldOnMark(seat, row), u"Read by Ines Roth, Tomas Beck"_s);
        read(seat, Scene::jon, seq - 1); // not so far
        QCoreApplication::processEvents();
        QCOMPARE(toldOnMark(seat, row), u"Read by Ines Roth, Tomas Beck"_s);
    }

    void whoReadBeforeIsKnownOnceTheRoomIsOpened()
    {
        Seat seat;
        seat.scene.node.cluster().find(seat.room)->reads[Scene::aiko] = 1'000;
        QVERIFY(seat.enter());
        const int row = lastOwnRow(seat);
        QTRY_COMPARE(toldOnMark(seat, row), u"Read by Aiko Mori"_s);
    }

    void ofManyReadersTheFirstAreNamed()
    {
        Seat seat;
        for (int i = 0; i < 20; ++i) {
            const UserId user("reader-" + QByteArray::number(100 + i));
            seat.scene.node.cluster().addUser(user, u"Reader %1"_s.arg(100 + i));
            seat.scene.node.cluster().find(seat.room)->members[user] = protocol::Role::Member;
            seat.scene.node.cluster().find(seat.room)->reads[user] = 1'000;
        }
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 28);
        const int row = lastOwnRow(seat);
        QTRY_COMPARE(toldOnMark(seat, row),
            u"Read by Reader 100, Reader 101, Reader 102, Reader 103, Reader 104, Reader 105, Reader 106, Reader 107 "
            "and 12 more"_s);
    }
};

QTEST_MAIN(TimelineFlowTest)
#include "timeline_flow_test.moc"
