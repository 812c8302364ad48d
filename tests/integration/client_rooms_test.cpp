// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms of two, invitations, roles and rights, the inbox and the account, by the chat engine before real gateways.
#include "tests/integration/client_desk.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using protocol::NoticeKind;

namespace {

const RoomId tea { "tea"_ba };
const RoomId attic { "attic"_ba };

/// A call that answers by callback, waited for; its error's code, or nothing.
std::optional<ErrorCode> codeOf(const std::function<void(ChatClient::DoneCallback)> &call)
{
    std::optional<Outcome> outcome;
    call([&outcome](const Outcome &answer) { outcome.emplace(answer); });
    if (!QTest::qWaitFor([&] { return outcome.has_value(); }, Desk::patience))
        return ErrorCode::Internal;
    return outcome->ok() ? std::nullopt : std::optional(outcome->error().code);
}
Result<RoomId> roomOf(const std::function<void(ChatClient::RoomCallback)> &call)
{
    std::optional<Result<RoomId>> outcome;
    call([&outcome](const Result<RoomId> &answer) { outcome.emplace(answer); });
    if (!QTest::qWaitFor([&] { return outcome.has_value(); }, Desk::patience))
        return Error { ErrorCode::Internal, u"no answer"_s };
    return *outcome;
}

std::optional<ErrorCode> join(Desk &desk, const RoomId &room)
{
    const Result<RoomId> outcome = roomOf([&](auto done) { desk.client().joinRoom(room, &desk, std::move(done)); });
    return outcome.ok() ? std::nullopt : std::optional(outcome.error().code);
}

const std::optional<ErrorCode> fine;

} // namespace

#define TRY_VERIFY(what) QTRY_VERIFY_WITH_TIMEOUT(what, Desk::patience)
#define TRY_COMPARE(what, expected) QTRY_COMPARE_WITH_TIMEOUT(what, expected, Desk::patience)

class ClientRoomsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<Cluster>(QStringList { u"--no-rate-limits"_s, u"127.0.0.0/8"_s });
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
        m_mara = std::make_unique<Desk>(mara);
        m_olek = std::make_unique<Desk>(olek);
        QVERIFY(m_mara->signIn(m_cluster->node(1).url()));
        QVERIFY(m_olek->signIn(m_cluster->node(2).url()));
        QVERIFY(m_mara->makeRoom(tea)); // hers
        QVERIFY(m_olek->joinRoom(tea));
        m_mara->look(tea);
        m_olek->look(tea);
    }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_cluster)
            qInfo("%s", m_cluster->logs().constData());
        m_mara.reset();
        m_olek.reset();
        m_cluster.reset();
    }

    void twoPeopleHaveOneRoomOfTheirOwn()
    {
        const Result<RoomId> room =
            roomOf([this](auto done) { m_mara->client().openDirect(olek, m_mara.get(), std::move(done)); });
        QVERIFY2(room.ok(), qPrintable(room.ok() ? QString() : room.error().detail));
        QVERIFY(isDirectRoom(room->bytes()));
        TRY_VERIFY(m_olek->client().room(*room)); // without his doing
        QCOMPARE(m_olek->client().room(*room)->kind, protocol::RoomKind::Direct);
        QCOMPARE(m_olek->client().room(*room)->title, u"mara"_s);
        QCOMPARE(m_mara->client().room(*room)->title, u"olek"_s);
        const Result<RoomId> again =
            roomOf([this](auto done) { m_olek->client().openDirect(mara, m_olek.get(), std::move(done)); });
        QVERIFY(again.ok());
        QCOMPARE(*again, *room);
        m_mara->look(*room);
        m_olek->look(*room);
        QSignalSpy noticed(&m_olek->client(), &ChatClient::noticed);
        m_mara->say(u"between us"_s);
        TRY_COMPARE(m_olek->texts(), QStringList { u"between us"_s });
        TRY_COMPARE(noticed.count(), 1);
        const auto notice = noticed.constFirst().constFirst().value<protocol::Notice>();
        QCOMPARE(notice.kind, NoticeKind::Direct);
        QCOMPARE(notice.room, *room);
        QCOMPARE(notice.excerpt, u"between us"_s);
        QCOMPARE(m_olek->client().inboxUnread(), 1);

        // Whoever is blocked keeps what they wrote, and is told.
        QCOMPARE(codeOf([this](auto done) { m_olek->client().block(mara, m_olek.get(), std::move(done)); }), fine);
        m_mara->say(u"unwanted"_s);
        TRY_COMPARE(m_mara->texts(), (QStringList { u"between us"_s, u"!unwanted"_s }));
        const TimelineItem refused = m_mara->feed().at(m_mara->feed().count() - 1);
        QCOMPARE(refused.error.code, ErrorCode::Forbidden);
        QCOMPARE(codeOf([this](auto done) { m_olek->client().unblock(mara, m_olek.get(), std::move(done)); }), fine);
        m_mara->client().retrySend(*room, refused.mid);
        TRY_COMPARE(m_olek->texts(), (QStringList { u"between us"_s, u"unwanted"_s }));
    }

    void anInvitationIsAcceptedOrRefused()
    {
        QVERIFY(roomOf([this](auto done) {
            m_mara->client().createRoom(
                attic, u"Attic"_s, protocol::Visibility::Private, m_mara.get(), std::move(done));
        }).ok());
        QCOMPARE(join(*m_olek, attic), ErrorCode::NotFound); // as if it were not there
        const auto invite = [this] {
            return codeOf([this](auto done) { m_mara->client().invite(attic, olek, m_mara.get(), std::move(done)); });
        };
        QCOMPARE(invite(), fine);
        TRY_COMPARE(m_olek->client().inbox().size(), 1);
        QCOMPARE(m_olek->client().inbox().constFirst().notice.kind, NoticeKind::Invite);
        QCOMPARE(m_olek->client().inbox().constFirst().notice.room, attic);
        QCOMPARE(m_olek->client().inbox().constFirst().notice.from, mara);
        QVERIFY(!m_olek->client().room(attic)); // invited is not in
        const Result<RoomId> refused =
            roomOf([this](auto done) { m_olek->client().leaveRoom(attic, m_olek.get(), std::move(done)); });
        QVERIFY(refused.ok());
        QCOMPARE(join(*m_olek, attic), ErrorCode::NotFound);
        QCOMPARE(invite(), fine);
        QCOMPARE(join(*m_olek, attic), fine);
        QCOMPARE(m_olek->client().room(attic)->title, u"Attic"_s);
        QCOMPARE(invite(), ErrorCode::Exists);
        QCOMPARE(codeOf([this](auto done) {
            m_olek->client().invite(attic, UserId("nobody"_ba), m_olek.get(), std::move(done));
        }).has_value(),
            true); // a member may invite into public rooms only
    }

    void whoeverIsPutOutHearsItAndComesBackOnlyWhereItIsAllowed()
    {
        QSignalSpy removed(&m_olek->client(), &ChatClient::removedFrom);
        m_olek->say(u"too loud"_s);
        TRY_COMPARE(m_mara->texts().size(), 1);
        QCOMPARE(codeOf([this](auto done) { m_olek->client().kick(tea, mara, {}, m_olek.get(), std::move(done)); }),
            ErrorCode::Forbidden);
        QCOMPARE(codeOf([this](auto done) {
            m_mara->client().kick(tea, olek, u"too loud"_s, m_mara.get(), std::move(done));
        }),
            fine);
        TRY_COMPARE(removed.count(), 1);
        QCOMPARE(removed.constFirst().at(0).value<RoomId>(), tea);
        QCOMPARE(removed.constFirst().at(2).toString(), u"kicked"_s);
        QVERIFY(!m_olek->client().room(tea));
        QVERIFY(!m_olek->client().send(tea, body(u"and yet"_s)).ok());
        TRY_VERIFY(lastMember(*m_mara).change == protocol::MemberBody::Change::Kicked);
        QCOMPARE(lastMember(*m_mara).user, olek);
        QCOMPARE(lastMember(*m_mara).reason, u"too loud"_s);
        QCOMPARE(join(*m_olek, tea), fine);
        m_olek->look(tea);
        TRY_COMPARE(m_olek->client().room(tea)->members, 2);

        QCOMPARE(
            codeOf([this](auto done) { m_mara->client().ban(tea, olek, u"spam"_s, m_mara.get(), std::move(done)); }),
            fine);
        TRY_COMPARE(removed.count(), 2);
        QCOMPARE(removed.constLast().at(2).toString(), u"banned"_s);
        QCOMPARE(join(*m_olek, tea), ErrorCode::Forbidden);
        QCOMPARE(codeOf([this](auto done) { m_mara->client().unban(tea, olek, m_mara.get(), std::move(done)); }), fine);
        QCOMPARE(join(*m_olek, tea), fine);
        m_olek->look(tea);
        m_olek->say(u"back"_s);
        TRY_COMPARE(m_mara->texts().constLast(), u"back"_s);
    }

    void whoIsAwayWhenPutOutFindsItOutOnReturn()
    {
        QSignalSpy removed(&m_olek->client(), &ChatClient::removedFrom);
        m_cluster->node(2).kill();
        TRY_VERIFY(!m_olek->isOnline());
        m_olek->say(u"written offline"_s);
        QCOMPARE(
            codeOf([this](auto done) { m_mara->client().kick(tea, olek, {}, m_mara.get(), std::move(done)); }), fine);
        QVERIFY2(m_cluster->node(2).start(), qPrintable(m_cluster->node(2).problem()));
        m_olek->client().retryNow();
        TRY_VERIFY(m_olek->isOnline() && !m_olek->client().room(tea));
        QCOMPARE(removed.count(), 1);
        QCOMPARE(removed.constFirst().at(1).toString(), u"tea"_s);
        QCOMPARE(removed.constFirst().at(2).toString(), u"gone"_s);
        QCOMPARE(m_olek->client().waitingSends(), 0);
        QCOMPARE(m_olek->texts(), QStringList { u"!written offline"_s }); // kept, and not sent
        QCOMPARE(messagesOf(logOf(m_cluster->redis(), tea)), QStringList());
    }

    void rolesAndTextsOfARoomChangeForEverybody()
    {
        ChatClient &hers = m_mara->client();
        ChatClient &his = m_olek->client();
        QCOMPARE(his.room(tea)->role, protocol::Role::Member);
        const auto topic = [&](const QString &text) {
            return codeOf([&](auto done) { his.setRoomTopic(tea, text, m_olek.get(), std::move(done)); });
        };
        QCOMPARE(topic(u"Mine"_s), ErrorCode::Forbidden);
        QCOMPARE(codeOf([&](auto done) {
            hers.setRole(tea, olek, protocol::Role::Moderator, m_mara.get(), std::move(done));
        }),
            fine);
        TRY_COMPARE(his.room(tea)->role, protocol::Role::Moderator);
        QCOMPARE(topic(u"Tea, mostly"_s), fine);
        TRY_COMPARE(hers.room(tea)->topic, u"Tea, mostly"_s);
        TRY_COMPARE(his.room(tea)->topic, u"Tea, mostly"_s);
        QCOMPARE(
            codeOf([&](auto done) { hers.setRoomTitle(tea, u"The tea room"_s, m_mara.get(), std::move(done)); }), fine);
        TRY_COMPARE(his.room(tea)->title, u"The tea room"_s);
        const auto lastRow = [this]() -> const TimelineItem & { return m_olek->feed().at(m_olek->feed().count() - 1); };
        TRY_VERIFY(lastRow().kind == TimelineItem::Kind::Room && lastRow().roomChange.title == u"The tea room"_s);
        // A moderator takes out what others said; and from the disk it reads the same.
        m_mara->say(u"slip"_s);
        TRY_COMPARE(m_olek->texts(), QStringList { u"slip"_s });
        QVERIFY(his.redact(tea, lastRow().mid, u"house rules"_s).ok());
        TRY_COMPARE(m_mara->feed().at(m_mara->feed().count() - 1).kind, TimelineItem::Kind::Void);
        QVERIFY(m_olek->startAgain());
        QCOMPARE(m_olek->client().room(tea)->title, u"The tea room"_s);
        QCOMPARE(m_olek->client().room(tea)->topic, u"Tea, mostly"_s);
        QCOMPARE(m_olek->client().room(tea)->role, protocol::Role::Moderator);
    }

    void aRoomThatIsClosedIsGoneForAll()
    {
        QSignalSpy hers(&m_mara->client(), &ChatClient::removedFrom);
        QSignalSpy his(&m_olek->client(), &ChatClient::removedFrom);
        QCOMPARE(codeOf([this](auto done) { m_mara->client().closeRoom(tea, m_mara.get(), std::move(done)); }), fine);
        TRY_COMPARE(his.count(), 1);
        TRY_COMPARE(hers.count(), 1);
        QCOMPARE(his.constFirst().at(2).toString(), u"closed"_s);
        QVERIFY(!m_olek->client().room(tea) && !m_mara->client().room(tea));
        QCOMPARE(join(*m_olek, tea), ErrorCode::NotFound);
    }

    void whatConcernsMeIsInTheInboxUntilItIsRead()
    {
        m_olek->end(); // he is away
        protocol::MessageBody mention = body(u"olek, tea?"_s);
        mention.mentions = { olek };
        for (int i = 0; i < 60; ++i)
            QVERIFY(m_mara->client().send(tea, mention).ok());
        TRY_COMPARE(m_mara->client().waitingSends(), 0);
        QVERIFY(m_olek->startAgain());
        TRY_COMPARE(m_olek->client().inboxUnread(), 60);
        QCOMPARE(m_olek->client().inbox().size(), 50);
        QVERIFY(m_olek->client().inboxHasOlder());
        m_olek->client().fetchOlderInbox();
        TRY_COMPARE(m_olek->client().inbox().size(), 60);
        const protocol::InboxItem newest = m_olek->client().inbox().constFirst();
        QCOMPARE(newest.notice.kind, NoticeKind::Mention);
        QCOMPARE(newest.notice.excerpt, u"olek, tea?"_s);
        QVERIFY(newest.ts > 0 && !newest.read);

        // Read on one device is read on the other, after its next welcome at the latest.
        const protocol::NoticeId tenth = m_olek->client().inbox().at(10).notice.nid;
        m_olek->client().markInboxRead(tenth);
        QCOMPARE(m_olek->client().inboxUnread(), 10);
        Desk other(olek);
        QVERIFY(other.signIn(m_cluster->node(1).url(), false));
        TRY_COMPARE(other.client().inboxUnread(), 10);
        other.client().markInboxRead(other.client().inbox().constFirst().notice.nid);
        QCOMPARE(other.client().inboxUnread(), 0);
        QVERIFY(m_olek->startAgain());
        TRY_COMPARE(m_olek->client().inbox().size(), 50);
        QCOMPARE(m_olek->client().inboxUnread(), 0);
        QVERIFY(m_olek->client().inbox().constFirst().read);

        // What is taken out is no longer quoted.
        QSignalSpy noticed(&m_olek->client(), &ChatClient::noticed);
        QVERIFY(m_mara->client().send(tea, mention).ok());
        TRY_COMPARE(noticed.count(), 1);
        TRY_COMPARE(m_mara->client().waitingSends(), 0);
        QCOMPARE(m_olek->client().inboxUnread(), 1);
        const Mid said = m_mara->feed().at(m_mara->feed().count() - 1).mid;
        QVERIFY(m_mara->client().redact(tea, said, {}).ok());
        TRY_COMPARE(m_olek->client().inbox().constFirst().notice.excerpt, QString());
    }

    void aNameIsChangedAndKept()
    {
        QSignalSpy changed(&m_mara->client(), &ChatClient::meChanged);
        const auto rename = [this](const QString &to) {
            return codeOf([&](auto done) { m_mara->client().setDisplay(to, m_mara.get(), std::move(done)); });
        };
        QCOMPARE(rename(u"Mara B."_s), fine);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(m_mara->client().me().display, u"Mara B."_s);
        m_olek->client().refreshPeople(tea);
        TRY_COMPARE(nameOf(*m_olek, mara), u"Mara B."_s);
        QVERIFY(m_mara->startAgain());
        QCOMPARE(m_mara->client().me().display, u"Mara B."_s);
        TRY_VERIFY(m_mara->isOnline());
        QCOMPARE(rename({}), fine);
        QCOMPARE(m_mara->client().me().display, u"mara"_s);
    }

    void aNewPasswordEndsAllOtherSessions()
    {
        Desk other(mara);
        QVERIFY(other.signIn(m_cluster->node(2).url(), false));
        const auto change = [this](const QString &from, const QString &to) {
            return codeOf([&](auto done) { m_mara->client().changePassword(from, to, m_mara.get(), std::move(done)); });
        };
        QCOMPARE(change(u"not the password"_s, u"another long one"_s), ErrorCode::Unauthorized);
        QVERIFY(other.isOnline());
        QCOMPARE(change(u"a long password"_s, u"another long one"_s), fine);
        TRY_COMPARE(other.client().link().reason, LostReason::Unauthorized);
        QVERIFY(!other.client().hasStoredSignIn());
        QVERIFY(m_mara->isOnline());
        QVERIFY(m_mara->startAgain()); // and what it keeps still opens the door
        TRY_VERIFY(m_mara->isOnline());
        QCOMPARE(m_mara->client().link().reason, LostReason::None);
    }

    void signingOutEverywhereEndsAllSessions()
    {
        Desk other(mara);
        QVERIFY(other.signIn(m_cluster->node(2).url(), false));
        QSignalSpy signedOut(&m_mara->client(), &ChatClient::signedOut);
        QCOMPARE(
            codeOf([this](auto done) { m_mara->client().signOutEverywhere(false, m_mara.get(), std::move(done)); }),
            fine);
        TRY_COMPARE(signedOut.count(), 1);
        QVERIFY(!m_mara->client().hasStoredSignIn());
        QCOMPARE(m_mara->client().link().phase, Phase::Offline);
        TRY_COMPARE(other.client().link().reason, LostReason::Unauthorized);
        QVERIFY(!other.client().hasStoredSignIn());
    }

private:
    static protocol::MemberBody lastMember(Desk &desk)
    {
        for (int i = desk.feed().count() - 1; i >= 0; --i)
            if (desk.feed().at(i).kind == TimelineItem::Kind::Member)
                return desk.feed().at(i).member;
        return {};
    }
    static QString nameOf(Desk &desk, const UserId &user)
    {
        for (const client::Person &person : desk.client().people(tea))
            if (person.user == user)
                return person.display;
        return {};
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Desk> m_mara;
    std::unique_ptr<Desk> m_olek;
};

QTEST_GUILESS_MAIN(ClientRoomsTest)
#include "client_rooms_test.moc"
