// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/members_model.h"
#include "ui/chat/room_list_model.h"
#include "ui/launcher/log_buffer.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::ui;
using client::Person;
using client::RoomSummary;
using protocol::Presence;

namespace {

RoomSummary room(const QByteArray &id, qint64 unread = 0)
{
    RoomSummary summary;
    summary.room = RoomId(id);
    summary.title = QString::fromUtf8(id);
    summary.unread = unread;
    return summary;
}

QList<QByteArray> ids(const RoomListModel &model)
{
    QList<QByteArray> all;
    for (int row = 0; row < model.rowCount(); ++row)
        all.append(model.at(row).room.bytes());
    return all;
}

Person person(const QByteArray &id, const QString &name, Presence state)
{
    Person made;
    made.user = UserId(id);
    made.display = name;
    made.state = state;
    made.node = NodeId("n3"_ba);
    return made;
}

QStringList texts(const MembersModel &model)
{
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row)
        all.append(model.index(row).data().toString());
    return all;
}

cluster::LogLine line(const QString &process, quint8 level, const QString &text) { return { 1, process, level, text }; }

} // namespace

class ModelsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRoomThatMovesUpKeepsTheSelection()
    {
        RoomListModel model;
        QAbstractItemModelTester tester(&model);
        QItemSelectionModel selection(&model);
        model.setRooms({ room("a"), room("b"), room("c") });
        selection.setCurrentIndex(model.index(2), QItemSelectionModel::ClearAndSelect);
        QSignalSpy moved(&model, &RoomListModel::rowsMoved);
        QSignalSpy reset(&model, &RoomListModel::modelReset);
        model.setRooms({ room("c", 2), room("a"), room("b") });
        QCOMPARE(ids(model), QList<QByteArray>({ "c", "a", "b" }));
        QCOMPARE(moved.size(), 1);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(selection.currentIndex().row(), 0);
    }

    void anyOldListBecomesAnyNewList()
    {
        QRandomGenerator dice(7);
        RoomListModel model;
        QAbstractItemModelTester tester(&model);
        for (int round = 0; round < 200; ++round) {
            QList<RoomSummary> next;
            for (char name = 'a'; name < 'k'; ++name) {
                if (dice.bounded(3) > 0)
                    next.insert(dice.bounded(next.size() + 1), room(QByteArray(1, name), dice.bounded(3)));
            }
            model.setRooms(next);
            QCOMPARE(model.rowCount(), next.size());
            for (int row = 0; row < next.size(); ++row)
                QCOMPARE(model.at(row), next.at(row));
        }
    }

    void onlyTheRoomThatChangedIsTold()
    {
        RoomListModel model;
        model.setRooms({ room("a"), room("b") });
        QSignalSpy changed(&model, &RoomListModel::dataChanged);
        model.updateRoom(room("b"));
        QCOMPARE(changed.size(), 0);
        model.updateRoom(room("b", 4));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        model.updateRoom(room("gone", 1));
        QCOMPARE(changed.size(), 1);
    }

    void theFilterTakesWordsInAnyOrder()
    {
        RoomListModel model;
        RoomFilter filter;
        filter.setSourceModel(&model);
        model.setRooms({ room("ops-night"), room("ops-day"), room("random") });
        filter.setQuery(u"#night OPS"_s);
        QCOMPARE(filter.rowCount(), 1);
        filter.setQuery(u"ops"_s);
        QCOMPARE(filter.rowCount(), 2);
        filter.setQuery(u"nothing"_s);
        QCOMPARE(filter.rowCount(), 0);
        filter.setQuery({});
        QCOMPARE(filter.rowCount(), 3);
    }

    void membersStandInSectionsByName()
    {
        MembersModel model;
        QAbstractItemModelTester tester(&model);
        model.setPeople({ person("tomas", u"Tomas"_s, Presence::Online), person("aiko", u"Aiko"_s, Presence::Busy),
            person("ines", u"ines"_s, Presence::Online), person("lea", u"Lea"_s, Presence::Offline) });
        QCOMPARE(texts(model),
            QStringList(
                { u"Here — 2"_s, u"ines"_s, u"Tomas"_s, u"Away — 1"_s, u"Aiko"_s, u"Offline — 1"_s, u"Lea"_s }));
        QVERIFY(!model.index(0).flags().testFlag(Qt::ItemIsSelectable));
        QCOMPARE(model.index(1).data(MembersModel::LineRole).toString(), u"n3"_s);
        QCOMPARE(model.index(4).data(MembersModel::LineRole).toString(), u"n3 · busy"_s);
    }

    void whoLeavesMovesToOffline()
    {
        MembersModel model;
        QAbstractItemModelTester tester(&model);
        model.setPeople({ person("a", u"A"_s, Presence::Online), person("b", u"B"_s, Presence::Online) });
        QSignalSpy reset(&model, &MembersModel::modelReset);
        model.setPeople({ person("a", u"A"_s, Presence::Offline), person("b", u"B"_s, Presence::Online) });
        QCOMPARE(texts(model), QStringList({ u"Here — 1"_s, u"B"_s, u"Offline — 1"_s, u"A"_s }));
        model.setPeople({});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(reset.size(), 0);
    }

    void anyPeopleBecomeAnyOtherPeople()
    {
        QRandomGenerator dice(11);
        MembersModel model;
        QAbstractItemModelTester tester(&model);
        for (int round = 0; round < 200; ++round) {
            QList<Person> people;
            for (char name = 'a'; name < 'j'; ++name) {
                if (dice.bounded(3) > 0)
                    people.append(person(
                        QByteArray(1, name), QString(QLatin1Char(name)), static_cast<Presence>(dice.bounded(4))));
            }
            model.setPeople(people);
            MembersModel fresh;
            fresh.setPeople(people);
            QCOMPARE(texts(model), texts(fresh));
        }
    }

    void theLogKeepsTheNewestLinesOnly()
    {
        LogBuffer buffer(3);
        for (int i = 0; i < 5; ++i)
            buffer.append(line(u"n1"_s, 1, QString::number(i)));
        QCOMPARE(buffer.size(), 3);
        QCOMPARE(buffer.count(), 3);
        QCOMPARE(buffer.at(0).text, u"2"_s);
        QCOMPARE(buffer.at(2).text, u"4"_s);
    }

    void theLogsFilterHoldsForOldAndNewLines()
    {
        LogBuffer buffer(100);
        buffer.append(line(u"n1"_s, 0, u"chatter"_s));
        buffer.append(line(u"n1"_s, 2, u"Slow reader"_s));
        buffer.append(line(u"redis"_s, 1, u"slow start"_s));
        buffer.setFilter({ {}, 1, u"SLOW"_s });
        QCOMPARE(buffer.count(), 2);
        buffer.setFilter({ u"n1"_s, 1, u"slow"_s });
        QCOMPARE(buffer.count(), 1);
        QCOMPARE(buffer.append(line(u"n1"_s, 3, u"slowest"_s)).shown, 1);
        QCOMPARE(buffer.append(line(u"n2"_s, 3, u"slowest"_s)).shown, 0);
        QCOMPARE(buffer.at(1).text, u"slowest"_s);
    }

    void linesThatDropOutOfAFilteredLogAreCounted()
    {
        LogBuffer buffer(2);
        buffer.setFilter({ u"n1"_s, 0, {} });
        buffer.append(line(u"n1"_s, 1, u"first"_s));
        buffer.append(line(u"n2"_s, 1, u"other"_s));
        const LogBuffer::Change change = buffer.append(line(u"n2"_s, 1, u"another"_s));
        QCOMPARE(change.shown, 0);
        QCOMPARE(change.dropped, 1);
        QCOMPARE(buffer.count(), 0);
    }
};

QTEST_GUILESS_MAIN(ModelsTest)
#include "models_test.moc"
