// SPDX-License-Identifier: GPL-3.0-or-later
// Edits, removals and reactions by the chat engine before real gateways: everybody sees the same, through the death of
// nodes too, and what was taken out is gone.
#include "tests/integration/client_desk.h"

#include "core/redis/keys.h"

#include <QJsonArray>
#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const RoomId tea { "tea"_ba };
const QString pot = QStringLiteral("🫖");

/// Each row as "text (edited) [reactions]"; what was taken out is "-".
QStringList storyOf(const RoomFeed &feed)
{
    QStringList story;
    for (int i = 0; i < feed.count(); ++i) {
        const TimelineItem &row = feed.at(i);
        if (row.kind == TimelineItem::Kind::Void)
            story.append(
                u"- by "_s + row.redactedBy.text() + (row.reason.isEmpty() ? QString() : u": "_s + row.reason));
        if (row.kind != TimelineItem::Kind::Message)
            continue;
        QString line = row.message.text + (row.editedTs > 0 ? u" (edited)"_s : QString());
        for (const Reaction &reaction : row.reactions)
            line += u" [%1%2]"_s.arg(reaction.emoji).arg(reaction.users.size());
        if (row.change)
            line += u" ..."_s;
        story.append(line);
    }
    return story;
}

Mid midOf(const RoomFeed &feed, const QString &text)
{
    for (int i = feed.count() - 1; i >= 0; --i)
        if (feed.at(i).message.text == text)
            return feed.at(i).mid;
    return {};
}

} // namespace

#define TRY_VERIFY(what) QTRY_VERIFY_WITH_TIMEOUT(what, Desk::patience)
#define TRY_COMPARE(what, expected) QTRY_COMPARE_WITH_TIMEOUT(what, expected, Desk::patience)

class ClientChangesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<Cluster>(
            QStringList { u"--no-rate-limits"_s, u"127.0.0.0/8"_s, u"--beat-seconds"_s, u"0.2"_s });
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
        m_mara = std::make_unique<Desk>(mara);
        m_olek = std::make_unique<Desk>(olek);
        hubbub::testing::Person probe(u"probe"_s);
        QCOMPARE(probe.registerAt(m_cluster->node(1))[u"op"].toString(), u"welcome"_s);
        TRY_COMPARE(probe.returnTo(m_cluster->node(1))[u"nodes"].toArray().size(), 2);
        QVERIFY(m_mara->signIn(m_cluster->node(1).url()));
        QVERIFY(m_olek->signIn(m_cluster->node(2).url()));
        QVERIFY(m_mara->makeRoom(tea));
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

    void everybodySeesTheSameChangesAlsoWhoComesLater()
    {
        m_mara->say(u"tea at four"_s);
        TRY_COMPARE(storyOf(m_olek->feed()).size(), 1);
        m_olek->say(u"who brings milk"_s);
        m_olek->say(u"a slip of the tongue"_s);
        TRY_COMPARE(storyOf(m_mara->feed()).size(), 3);
        m_mara->say(u"said by mistake"_s);
        TRY_COMPARE(storyOf(m_mara->feed()).size(), 4);
        TRY_COMPARE(storyOf(m_olek->feed()).size(), 4);
        edit(*m_mara, u"tea at four"_s, u"tea at five"_s);
        edit(*m_mara, u"tea at five"_s, u"tea at **six**"_s);
        react(*m_olek, 1);
        react(*m_mara, 2);
        react(*m_olek, 2);
        react(*m_olek, 2, false);
        edit(*m_mara, u"said by mistake"_s, u"said better"_s);
        redact(*m_mara, u"said better"_s, {});
        redact(*m_mara, u"a slip of the tongue"_s, u"not here"_s); // it is her room
        const QStringList story { u"tea at **six** (edited) [🫖1]"_s, u"who brings milk [🫖1]"_s,
            u"- by mara: not here"_s, u"- by mara"_s };
        TRY_COMPARE(storyOf(m_mara->feed()), story);
        TRY_COMPARE(storyOf(m_olek->feed()), story);
        const UserId ines("ines"_ba);
        Desk late(ines);
        QVERIFY(late.signIn(m_cluster->node(2).url()));
        QVERIFY(late.joinRoom(tea));
        late.look(tea);
        TRY_COMPARE(storyOf(late.feed()), story);
        // From the disk alone, too.
        m_cluster->node(1).kill();
        m_cluster->node(2).kill();
        for (Desk *desk : { m_mara.get(), &late }) {
            QVERIFY(desk->startAgain());
            desk->look(tea);
            TRY_COMPARE(storyOf(desk->feed()), story);
        }
    }

    void whatWasTakenOutIsNowhereAnyMore()
    {
        m_mara->say(u"the first secret"_s);
        TRY_COMPARE(storyOf(m_olek->feed()).size(), 1);
        edit(*m_mara, u"the first secret"_s, u"the second secret"_s);
        TRY_COMPARE(storyOf(m_olek->feed()), QStringList { u"the second secret (edited)"_s });
        redact(*m_mara, u"the second secret"_s, {});
        TRY_COMPARE(storyOf(m_olek->feed()), QStringList { u"- by mara"_s });
        TRY_COMPARE(m_mara->client().waitingSends(), 0);
        const redis::Reply log = m_cluster->redis().run({ "XRANGE", redis::keys::log(tea), "-", "+" });
        for (const redis::Reply &entry : log.items())
            for (const redis::Reply &field : entry.at(1).items())
                QVERIFY2(!field.bytes().contains("secret"), field.bytes().constData());
        for (Desk *desk : { m_mara.get(), m_olek.get() }) {
            const QString store = desk->client().storePath();
            QTRY_COMPARE(desk->client().room(tea)->lastText, QString());
            desk->end();
            QFile file(store);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("secret"), qPrintable(store));
        }
    }

    void changesMadeWithoutAConnectionGoOutInOrderAndOnce()
    {
        m_mara->say(u"one"_s);
        TRY_COMPARE(storyOf(m_olek->feed()).size(), 1); // only then: what two say at once has no order of its own
        m_olek->say(u"two"_s);
        TRY_COMPARE(storyOf(m_mara->feed()).size(), 2);
        TRY_COMPARE(m_mara->client().waitingSends() + m_olek->client().waitingSends(), 0);
        m_cluster->node(1).kill();
        m_cluster->node(2).kill();
        TRY_VERIFY(!m_mara->isOnline());
        edit(*m_mara, u"one"_s, u"one, better"_s);
        react(*m_mara, 2);
        m_mara->say(u"three"_s);
        QCOMPARE(
            storyOf(m_mara->feed()), (QStringList { u"one, better (edited) ..."_s, u"two [🫖1] ..."_s, u"three"_s }));
        QVERIFY(m_mara->startAgain());
        m_mara->look(tea);
        TRY_VERIFY(m_mara->feed().count() >= 3);
        edit(*m_mara, u"three"_s, u"three, better"_s);
        QVERIFY2(m_cluster->node(1).start(), qPrintable(m_cluster->node(1).problem()));
        m_mara->client().retryNow();
        TRY_COMPARE(m_mara->client().waitingSends(), 0);
        const QStringList story { u"one, better (edited)"_s, u"two [🫖1]"_s, u"three, better (edited)"_s };
        TRY_COMPARE(storyOf(m_mara->feed()), story);
        TRY_COMPARE(
            kinds(), (QStringList { u"message"_s, u"message"_s, u"edit"_s, u"react"_s, u"message"_s, u"edit"_s }));
        m_olek->client().retryNow();
        TRY_COMPARE(storyOf(m_olek->feed()), story);
    }

    void aNodeKilledUnderChangesLosesAndDoublesNone()
    {
        for (const QString &text : numbered(u"m"_s, 1, 10))
            m_olek->say(text);
        TRY_COMPARE(storyOf(m_mara->feed()).size(), 10);
        for (int i = 1; i <= 10; ++i) {
            react(*m_mara, i);
            edit(*m_olek, u"m%1"_s.arg(i), u"n%1"_s.arg(i));
            if (i == 5)
                m_cluster->node(1).kill();
        }
        TRY_COMPARE(m_mara->node(), NodeId("n2"_ba));
        TRY_COMPARE(m_mara->client().waitingSends() + m_olek->client().waitingSends(), 0);
        QStringList story;
        for (int i = 1; i <= 10; ++i)
            story.append(u"n%1 (edited) [🫖1]"_s.arg(i));
        TRY_COMPARE(storyOf(m_mara->feed()), story);
        TRY_COMPARE(storyOf(m_olek->feed()), story);
        QCOMPARE(kinds().count(u"react"_s), 10);
        QCOMPARE(kinds().count(u"edit"_s), 10);
    }

    void rightsAreTheNodesToJudge()
    {
        m_mara->say(u"hers"_s);
        TRY_COMPARE(storyOf(m_olek->feed()), QStringList { u"hers"_s });
        // The program itself would not try; so a message is taken out under an edit that is on its way.
        m_olek->say(u"his"_s);
        TRY_COMPARE(storyOf(m_mara->feed()).size(), 2);
        m_cluster->node(2).pause();
        edit(*m_olek, u"his"_s, u"his, too late"_s);
        redact(*m_mara, u"his"_s, {});
        TRY_COMPARE(m_mara->client().waitingSends(), 0);
        m_cluster->node(2).resume();
        TRY_COMPARE(m_olek->client().waitingSends(), 0);
        TRY_COMPARE(m_olek->client().room(tea)->failed, 1);
        TRY_COMPARE(storyOf(m_mara->feed()), (QStringList { u"hers"_s, u"- by mara"_s }));
        QCOMPARE(kinds(), (QStringList { u"message"_s, u"redact"_s }));
    }

private:
    static void edit(Desk &desk, const QString &from, const QString &to)
    {
        const Result<Mid> change = desk.client().edit(tea, midOf(desk.feed(), from), body(to));
        QVERIFY2(change.ok(), qPrintable(from));
    }
    /// To the n-th message.
    static void react(Desk &desk, int row, bool on = true)
    {
        int messages = 0;
        for (int i = 0; i < desk.feed().count(); ++i)
            if (desk.feed().at(i).kind == TimelineItem::Kind::Message && ++messages == row) {
                QVERIFY(desk.client().react(tea, desk.feed().at(i).mid, pot, on).ok());
                return;
            }
        QFAIL("no such row");
    }
    static void redact(Desk &desk, const QString &text, const QString &reason)
    {
        QVERIFY2(desk.client().redact(tea, midOf(desk.feed(), text), reason).ok(), qPrintable(text));
    }
    [[nodiscard]] QStringList kinds()
    {
        QStringList found;
        for (const LogEntry &entry : logOf(m_cluster->redis(), tea))
            if (entry.kind != u"member"_s)
                found.append(entry.kind);
        return found;
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Desk> m_mara;
    std::unique_ptr<Desk> m_olek;
};

QTEST_GUILESS_MAIN(ClientChangesTest)
#include "client_changes_test.moc"
