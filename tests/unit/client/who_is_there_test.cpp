// SPDX-License-Identifier: GPL-3.0-or-later
// Who is in a room and who is there, as far as a client can know it.
#include "core/protocol/codec.h"
#include "tests/unit/client/client_story.h"

#include <QSignalSpy>
#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using protocol::Presence;

namespace {

struct Desk {
    FakeNode node;
    QTemporaryDir dir;
    std::unique_ptr<ChatClient> chat = std::make_unique<ChatClient>(optionsFor(dir));

    [[nodiscard]] ChatClient &client() const { return *chat; }
    void remake()
    {
        chat.reset();
        chat = std::make_unique<ChatClient>(optionsFor(dir));
    }

    /// Signed in, with the people of `general` read.
    [[nodiscard]] bool enter()
    {
        furnish(node.cluster());
        node.cluster().present().insert(olek);
        client().signIn(signInTo(node.url(), mara));
        if (!QTest::qWaitFor([this] { return client().room(general) != nullptr; }))
            return false;
        client().refreshPeople(general);
        return QTest::qWaitFor([this] {
            const QList<Person> people = client().people(general);
            // Presence names people too, but only their list tells who the owner is.
            return std::any_of(people.cbegin(), people.cend(),
                [](const Person &person) { return person.role == protocol::Role::Owner; });
        });
    }
    [[nodiscard]] Presence stateOf(const UserId &user) const
    {
        for (const Person &person : client().people(general))
            if (person.user == user)
                return person.state;
        return Presence::Offline;
    }
};

RoomId directRoom(int number) { return RoomId('@' + QByteArray::number(number).rightJustified(32, '0')); }

void addDirect(FakeCluster &cluster, const RoomId &room, const UserId &other)
{
    cluster.addRoom(room, {}, { mara, other }).state.kind = protocol::RoomKind::Direct;
}

protocol::PresencePush reset(qint64 present)
{
    protocol::PresencePush push;
    push.room = general;
    push.present = present;
    push.reset = true;
    return push;
}

} // namespace

class WhoIsThereTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aResetWithoutAListTakesNobodyAway()
    {
        Desk desk;
        QVERIFY(desk.enter());
        QCOMPARE(desk.stateOf(olek), Presence::Online);
        // Over 200 are present: a number, and no names.
        desk.node.push(mara, protocol::encode(reset(201)));
        QTRY_COMPARE(desk.client().room(general)->present, 201);
        QCOMPARE(desk.stateOf(olek), Presence::Online);
    }

    void afterAResetWithoutAListTheMembersAreReadAnew()
    {
        Desk desk;
        QVERIFY(desk.enter());
        desk.node.cluster().present().remove(olek); // the push of it is what was missed
        const qsizetype before = desk.node.receivedOf<protocol::Members>().size();
        desk.node.push(mara, protocol::encode(reset(201)));
        QTRY_COMPARE(desk.stateOf(olek), Presence::Offline);
        QCOMPARE(desk.node.receivedOf<protocol::Members>().size(), before + 1);
    }

    void aDirectRoomIsCalledLikeTheOtherOne()
    {
        Desk desk;
        addDirect(desk.node.cluster(), directRoom(0), olek);
        QVERIFY(desk.enter());
        QTRY_COMPARE(desk.client().room(directRoom(0))->title, u"Olek"_s);
    }

    void withoutANetworkItSaysAtLeastTheUser()
    {
        Desk desk;
        addDirect(desk.node.cluster(), directRoom(0), olek);
        QVERIFY(desk.enter());
        desk.node.stop();
        // Another run of the program, on the same profile, that reaches nobody.
        desk.remake();
        desk.client().resumeStored();
        QTRY_VERIFY(desk.client().room(directRoom(0)) != nullptr);
        QCOMPARE(desk.client().room(directRoom(0))->title, u"olek"_s);
    }

    void manyStrangersAreAskedForOneAfterTheOther()
    {
        Desk desk;
        constexpr int many = 5;
        for (int i = 0; i < many; ++i) {
            const UserId other("other"_ba + QByteArray::number(i));
            desk.node.cluster().addUser(other, u"Other %1"_s.arg(i));
            addDirect(desk.node.cluster(), directRoom(i), other);
        }
        // Nobody is answered: so there is one question, however many rooms.
        desk.node.intercept = [](const UserId &, const protocol::Command &command) {
            const auto *ask = std::get_if<protocol::Members>(&command);
            return ask && ask->room != general;
        };
        QVERIFY(desk.enter());
        const auto asked = [&desk] {
            QSet<RoomId> rooms;
            for (const auto &ask : desk.node.receivedOf<protocol::Members>())
                if (ask.room != general)
                    rooms.insert(ask.room);
            return rooms.size();
        };
        QTRY_COMPARE(asked(), 1);
        QCOMPARE(desk.client().room(directRoom(3))->title, u"other3"_s);
        desk.node.intercept = {};
        desk.node.dropAll();
        for (int i = 0; i < many; ++i)
            QTRY_COMPARE(desk.client().room(directRoom(i))->title, u"Other %1"_s.arg(i));
        // Who is known is not asked for again.
        const qsizetype before = desk.node.received.size();
        const qsizetype lists = desk.node.receivedOf<protocol::Inbox>().size();
        desk.node.dropAll();
        QTRY_COMPARE(desk.node.receivedOf<protocol::Inbox>().size(), lists + 1); // it follows such questions
        for (qsizetype i = before; i < desk.node.received.size(); ++i) {
            const auto *ask = std::get_if<protocol::Members>(&desk.node.received.at(i).command);
            QVERIFY(!ask || ask->room == general);
        }
    }

    void aResetOfAnEmptyRoomTakesEverybodyAway()
    {
        Desk desk;
        QVERIFY(desk.enter());
        desk.node.push(mara, protocol::encode(reset(0)));
        QTRY_COMPARE(desk.stateOf(olek), Presence::Offline);
        QCOMPARE(desk.client().room(general)->present, 0);
    }
};

QTEST_GUILESS_MAIN(WhoIsThereTest)
#include "who_is_there_test.moc"
