// SPDX-License-Identifier: GPL-3.0-or-later
// Edits, removals and reactions: shown at once, kept through everything that happens to messages, and on disk.
#include "core/client/store_reader.h"
#include "tests/unit/client/client_story.h"

#include <QSignalSpy>
#include <QTest>

#include <optional>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using protocol::EventKind;

namespace {

const QString tea = QStringLiteral("🫖");
const QString up = QStringLiteral("👍");

/// "🫖2*": by two, one of them me.
QStringList reactionsOf(const TimelineItem &row)
{
    QStringList texts;
    for (const Reaction &reaction : row.reactions)
        texts.append(reaction.emoji + QString::number(reaction.users.size()) + (reaction.mine ? u"*"_s : QString()));
    return texts;
}

/// Mara before a node with what was said in the room on her screen.
struct Desk {
    QTemporaryDir dir;
    std::unique_ptr<ChatClient> client;
    RoomFeed *feed = nullptr;
    std::unique_ptr<Mirror> mirror;

    [[nodiscard]] bool open(const FakeNode &node)
    {
        make();
        client->signIn(signInTo(node.url(), mara));
        return arrive();
    }
    [[nodiscard]] bool reopen()
    {
        make();
        client->resumeStored();
        return arrive();
    }
    void close()
    {
        mirror.reset();
        client.reset();
    }
    [[nodiscard]] const TimelineItem &row(int index) const { return feed->at(index); }
    /// Of the n-th row.
    [[nodiscard]] Mid edit(int index, const QString &text) const
    {
        return taken(client->edit(general, row(index).mid, body(text)));
    }
    [[nodiscard]] Mid redact(int index, const QString &reason = {}) const
    {
        return taken(client->redact(general, row(index).mid, reason));
    }
    [[nodiscard]] Mid react(int index, const QString &emoji, bool on = true) const
    {
        return taken(client->react(general, row(index).mid, emoji, on));
    }
    [[nodiscard]] bool settled() const
    {
        bool any = false;
        for (int i = 0; i < feed->count(); ++i)
            any = any || row(i).change.has_value();
        return !any && client->waitingSends() == 0;
    }

private:
    static Mid taken(const Result<Mid> &change)
    {
        if (!change.ok())
            qWarning("%s", qPrintable(change.error().detail));
        return change.ok() ? *change : Mid();
    }
    void make()
    {
        close();
        client = std::make_unique<ChatClient>(optionsFor(dir));
    }
    [[nodiscard]] bool arrive()
    {
        if (!QTest::qWaitFor([this] { return client->room(general) != nullptr; }, 10'000))
            return false;
        feed = client->feed(general);
        mirror = std::make_unique<Mirror>(*feed);
        return QTest::qWaitFor([this] { return !feed->isFetching(); }, 10'000);
    }
};

QList<QPair<EventKind, QString>> storeOf(const Desk &desk)
{
    QList<QPair<EventKind, QString>> rows;
    if (const auto found = readStore(desk.client->storePath()))
        for (const StoreRow &row : *found)
            rows.append({ row.kind, row.text });
    return rows;
}

} // namespace

class ChangesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_node = std::make_unique<FakeNode>();
        furnish(cluster());
        m_desk = std::make_unique<Desk>();
    }
    void cleanup()
    {
        if (m_desk->mirror && !QTest::currentTestFailed())
            QVERIFY(m_desk->mirror->agrees());
        m_desk.reset();
        m_node.reset();
    }

    void whatOthersChangeIsShownOnTheRow()
    {
        QVERIFY(m_desk->open(*m_node));
        cluster().say(general, olek, u"tea at four"_s);
        QTRY_COMPARE(textsOf(*m_desk->feed), QStringList { u"tea at four"_s });
        QVERIFY(cluster().edit(general, olek, 1, u"tea at five"_s).ok());
        QTRY_COMPARE(textsOf(*m_desk->feed), QStringList { u"tea at five"_s });
        QCOMPARE(m_desk->row(0).editedTs, cluster().now);
        QVERIFY(cluster().react(general, olek, 1, tea).ok());
        QVERIFY(cluster().react(general, mara, 1, tea).ok());
        QVERIFY(cluster().react(general, olek, 1, up).ok());
        QTRY_COMPARE(reactionsOf(m_desk->row(0)), (QStringList { tea + u"2*"_s, up + u'1' }));
        QVERIFY(cluster().react(general, olek, 1, tea, false).ok());
        QVERIFY(cluster().react(general, olek, 1, up, false).ok());
        QTRY_COMPARE(reactionsOf(m_desk->row(0)), QStringList { tea + u"1*"_s });
        QVERIFY(cluster().redact(general, olek, 1, u"no tea"_s).ok());
        QTRY_COMPARE(m_desk->row(0).kind, TimelineItem::Kind::Void);
        QVERIFY(m_desk->row(0).message.text.isEmpty());
        QVERIFY(m_desk->row(0).reactions.isEmpty());
        QCOMPARE(m_desk->row(0).redactedBy, olek);
        QCOMPARE(m_desk->row(0).reason, u"no tea"_s);
        QCOMPARE(m_desk->feed->count(), 1); // changes have no rows of their own
    }

    void ownChangesAreShownAtOnceAndStayWhenTheLogHasThem()
    {
        cluster().say(general, olek, u"theirs"_s);
        cluster().say(general, mara, u"mine"_s);
        QVERIFY(m_desk->open(*m_node));
        QTRY_COMPARE(textsOf(*m_desk->feed).size(), 2);
        const Mid edit = m_desk->edit(1, u"mine, better"_s);
        QCOMPARE(textsOf(*m_desk->feed).constLast(), u"mine, better"_s);
        QVERIFY(m_desk->row(1).change.has_value());
        QCOMPARE(m_desk->row(1).change->mid, edit);
        QCOMPARE(m_desk->row(1).change->state, SendState::Queued);
        (void)m_desk->react(0, tea);
        QCOMPARE(reactionsOf(m_desk->row(0)), QStringList { tea + u"1*"_s });
        QTRY_VERIFY(m_desk->settled());
        QCOMPARE(textsOf(*m_desk->feed), (QStringList { u"theirs"_s, u"mine, better"_s }));
        QCOMPARE(reactionsOf(m_desk->row(0)), QStringList { tea + u"1*"_s });
        (void)m_desk->redact(1);
        QCOMPARE(m_desk->row(1).kind, TimelineItem::Kind::Void);
        QTRY_VERIFY(m_desk->settled());
        QCOMPARE(m_desk->row(1).kind, TimelineItem::Kind::Void);
        QCOMPARE(kinds(),
            (QList { EventKind::Message, EventKind::Void, EventKind::Void, EventKind::React, EventKind::Redact }));
    }

    void changesMadeOfflineSurviveARestartAndGoOutInOrder()
    {
        cluster().say(general, olek, u"theirs"_s);
        cluster().say(general, mara, u"mine"_s);
        QVERIFY(m_desk->open(*m_node));
        QTRY_COMPARE(textsOf(*m_desk->feed).size(), 2);
        m_node->stop();
        QTRY_COMPARE(m_desk->client->link().phase, Phase::Waiting);
        (void)m_desk->edit(1, u"second"_s);
        (void)m_desk->edit(1, u"third"_s); // instead of the second, which nobody has seen
        (void)m_desk->react(0, tea);
        (void)m_desk->react(0, up);
        (void)m_desk->react(0, up, false); // and so is this one
        QVERIFY(m_desk->client->send(general, body(u"new"_s)).ok());
        QCOMPARE(m_desk->client->waitingSends(), 3);
        QVERIFY(m_desk->reopen());
        QTRY_COMPARE(textsOf(*m_desk->feed), (QStringList { u"theirs"_s, u"third"_s, u"~new"_s }));
        QCOMPARE(reactionsOf(m_desk->row(0)), QStringList { tea + u"1*"_s });
        m_node->start();
        QTRY_VERIFY(m_desk->settled());
        QCOMPARE(kinds(),
            (QList { EventKind::Message, EventKind::Message, EventKind::Edit, EventKind::React, EventKind::Message }));
        QCOMPARE(textsOf(*m_desk->feed), (QStringList { u"theirs"_s, u"third"_s, u"new"_s }));
    }

    void whatNoNodeHasSeenIsChangedWhereItWaits()
    {
        QVERIFY(m_desk->open(*m_node));
        m_node->stop();
        QTRY_COMPARE(m_desk->client->link().phase, Phase::Waiting);
        QVERIFY(m_desk->client->send(general, body(u"draft"_s)).ok());
        QVERIFY(m_desk->client->send(general, body(u"mistake"_s)).ok());
        const Mid draft = m_desk->row(0).mid;
        QCOMPARE(m_desk->edit(0, u"final"_s), draft);
        (void)m_desk->redact(1);
        QCOMPARE(textsOf(*m_desk->feed), QStringList { u"~final"_s });
        m_node->start();
        QTRY_VERIFY(m_desk->settled());
        QCOMPARE(kinds(), QList { EventKind::Message });
        QCOMPARE(cluster().find(general)->log.front().text, u"final"_s);
        QCOMPARE(m_desk->row(0).editedTs, 0);
    }

    void aMessageThatANodeMayHaveIsChangedBehindIt_data()
    {
        QTest::addColumn<bool>("restart");
        QTest::newRow("in the same run") << false;
        QTest::newRow("after a restart, which knows nothing of what went out") << true;
    }
    void aMessageThatANodeMayHaveIsChangedBehindIt()
    {
        QFETCH(const bool, restart);
        QVERIFY(m_desk->open(*m_node));
        cluster().silence(m_node.get());
        m_node->muteSends = true; // stored, and the answer is lost
        QVERIFY(m_desk->client->send(general, body(u"first"_s)).ok());
        QTRY_COMPARE(cluster().find(general)->log.size(), size_t(1));
        m_node->stop();
        QTRY_COMPARE(m_desk->client->link().phase, Phase::Waiting);
        m_node->muteSends = false;
        if (restart)
            QVERIFY(m_desk->reopen());
        QTRY_COMPARE(m_desk->feed->count(), 1);
        (void)m_desk->edit(0, u"second"_s);
        (void)m_desk->react(0, tea);
        QCOMPARE(textsOf(*m_desk->feed), QStringList { u"~second"_s });
        m_node->hear();
        m_node->start();
        QTRY_VERIFY(m_desk->settled());
        QCOMPARE(kinds(), (QList { EventKind::Message, EventKind::Edit, EventKind::React }));
        QCOMPARE(textsOf(*m_desk->feed), QStringList { u"second"_s });
        QCOMPARE(reactionsOf(m_desk->row(0)), QStringList { tea + u"1*"_s });
    }

    void aChangeWhoseAnswerIsLostIsStoredOnce()
    {
        cluster().say(general, mara, u"mine"_s);
        QVERIFY(m_desk->open(*m_node));
        QTRY_COMPARE(textsOf(*m_desk->feed).size(), 1);
        cluster().silence(m_node.get());
        m_node->muteSends = true;
        (void)m_desk->edit(0, u"better"_s);
        QTRY_COMPARE(kinds().size(), 2);
        m_node->muteSends = false;
        m_node->hear();
        m_node->dropAll();
        QTRY_VERIFY(m_desk->settled());
        QCOMPARE(kinds(), (QList { EventKind::Message, EventKind::Edit }));
        QCOMPARE(textsOf(*m_desk->feed), QStringList { u"better"_s });
    }

    void aRefusedChangeShowsTheOldAndCanBeTriedAgainOrDropped()
    {
        cluster().say(general, mara, u"mine"_s);
        QVERIFY(m_desk->open(*m_node));
        QTRY_COMPARE(textsOf(*m_desk->feed).size(), 1);
        m_node->refuseSends = Error { ErrorCode::Forbidden, u"not now"_s };
        const Mid edit = m_desk->edit(0, u"better"_s);
        QTRY_VERIFY(m_desk->row(0).change && m_desk->row(0).change->state == SendState::Failed);
        QCOMPARE(m_desk->row(0).change->error.code, ErrorCode::Forbidden);
        QCOMPARE(textsOf(*m_desk->feed), QStringList { u"mine"_s });
        QCOMPARE(m_desk->client->room(general)->failed, 1);
        m_node->refuseSends.reset();
        m_desk->client->retrySend(general, edit);
        QTRY_VERIFY(m_desk->settled());
        QCOMPARE(textsOf(*m_desk->feed), QStringList { u"better"_s });
        m_node->refuseSends = Error { ErrorCode::Forbidden, u"not now"_s };
        const Mid reaction = m_desk->react(0, tea);
        QTRY_VERIFY(m_desk->row(0).change && m_desk->row(0).change->state == SendState::Failed);
        QVERIFY(m_desk->row(0).reactions.isEmpty());
        m_desk->client->discardSend(general, reaction);
        QVERIFY(!m_desk->row(0).change);
        QCOMPARE(m_desk->client->room(general)->failed, 0);
    }

    void whatOneMayNotDoIsSaidBeforeItIsTried()
    {
        cluster().say(general, mara, u"mine"_s);
        cluster().say(general, olek, u"theirs"_s);
        cluster().find(general)->members[mara] = protocol::Role::Member;
        QVERIFY(m_desk->open(*m_node));
        QTRY_COMPARE(textsOf(*m_desk->feed).size(), 2);
        const auto codeOf = [](const Result<Mid> &result) {
            return result.ok() ? std::nullopt : std::optional(result.error().code);
        };
        ChatClient &client = *m_desk->client;
        const Mid theirs = m_desk->row(1).mid;
        const Mid mine = m_desk->row(0).mid;
        QCOMPARE(codeOf(client.edit(general, theirs, body(u"x"_s))), ErrorCode::Forbidden);
        QCOMPARE(codeOf(client.redact(general, theirs, {})), ErrorCode::Forbidden);
        QCOMPARE(codeOf(client.edit(general, mine, body(u"  "_s))), ErrorCode::BadField);
        QCOMPARE(codeOf(client.react(general, mine, {}, true)), ErrorCode::BadField);
        QCOMPARE(codeOf(client.redact(general, mine, QString(300, u'x'))), ErrorCode::TooLarge);
        QCOMPARE(codeOf(client.edit(general, Mid("none"_ba), body(u"x"_s))), ErrorCode::NotFound);
        QCOMPARE(codeOf(client.react(RoomId("elsewhere"_ba), mine, tea, true)), ErrorCode::NotFound);
        QCOMPARE(client.waitingSends(), 0);
    }

    void whatHappenedMeanwhileIsShownAfterwards_data()
    {
        QTest::addColumn<int>("more"); ///< messages behind the changes
        QTest::newRow("by replay") << 3;
        QTest::newRow("far behind, by history") << 2100;
    }
    void whatHappenedMeanwhileIsShownAfterwards()
    {
        QFETCH(const int, more);
        for (const QString &text : numbered(u"a"_s, 1, 4))
            cluster().say(general, olek, text);
        QVERIFY(m_desk->open(*m_node));
        QTRY_COMPARE(textsOf(*m_desk->feed).size(), 4);
        m_node->stop();
        QVERIFY(cluster().edit(general, olek, 1, u"a1, once"_s).ok());
        QVERIFY(cluster().edit(general, olek, 1, u"a1, twice"_s).ok());
        QVERIFY(cluster().react(general, olek, 2, tea).ok());
        QVERIFY(cluster().redact(general, olek, 3).ok());
        cluster().say(general, olek, u"said and unsaid"_s);
        QVERIFY(cluster().edit(general, olek, 9, u"said otherwise"_s).ok());
        QVERIFY(cluster().redact(general, olek, 9).ok()); // 9 and 10 are voids now, and only one of them has a row
        for (const QString &text : numbered(u"b"_s, 1, more))
            cluster().say(general, olek, text);
        m_node->start();
        QTRY_COMPARE(textsOf(*m_desk->feed).value(textsOf(*m_desk->feed).size() - 1), u"b%1"_s.arg(more));
        while (m_desk->feed->hasOlder()) {
            m_desk->feed->fetchOlder();
            QTRY_VERIFY(!m_desk->feed->isFetching());
        }
        checkMeanwhile(more);
        m_desk->close();
        m_node->stop();
        QVERIFY(m_desk->reopen()); // from the store alone
        while (m_desk->feed->hasOlder()) {
            m_desk->feed->fetchOlder();
            QTRY_VERIFY(!m_desk->feed->isFetching());
        }
        checkMeanwhile(more);
    }

    void whatWasTakenOutIsGoneFromTheDiskToo()
    {
        cluster().say(general, olek, u"a secret"_s);
        QVERIFY(m_desk->open(*m_node));
        QTRY_COMPARE(textsOf(*m_desk->feed).size(), 1);
        QVERIFY(cluster().edit(general, olek, 1, u"a worse secret"_s).ok());
        QTRY_COMPARE(textsOf(*m_desk->feed), QStringList { u"a worse secret"_s });
        QVERIFY(cluster().redact(general, olek, 1).ok());
        QTRY_COMPARE(m_desk->row(0).kind, TimelineItem::Kind::Void);
        QTRY_COMPARE(storeOf(*m_desk).value(0).first, EventKind::Void);
        const QString path = m_desk->client->storePath();
        m_desk->close(); // all is in the one file now
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("secret"));
    }

    void aRoomsLastLineAndItsUnreadFollowTheChanges()
    {
        QVERIFY(m_desk->open(*m_node));
        cluster().say(general, olek, u"first"_s);
        cluster().say(general, olek, u"last"_s);
        QTRY_COMPARE(m_desk->client->room(general)->unread, 2);
        QVERIFY(cluster().edit(general, olek, 1, u"first, better"_s).ok());
        QVERIFY(cluster().edit(general, olek, 2, u"last, better"_s).ok());
        QTRY_COMPARE(m_desk->client->room(general)->lastText, u"last, better"_s);
        QVERIFY(cluster().react(general, olek, 2, tea).ok());
        QVERIFY(cluster().redact(general, olek, 2).ok());
        QTRY_COMPARE(m_desk->client->room(general)->lastText, QString());
        QTRY_COMPARE(m_desk->client->room(general)->unread, 1);
    }

    void whatAFailOverLostIsChangedAgain()
    {
        cluster().say(general, mara, u"kept"_s);
        QVERIFY(m_desk->open(*m_node));
        QTRY_COMPARE(textsOf(*m_desk->feed).size(), 1);
        QVERIFY(m_desk->client->send(general, body(u"lost"_s)).ok());
        QTRY_VERIFY(m_desk->settled());
        (void)m_desk->edit(1, u"lost, better"_s);
        (void)m_desk->react(0, tea);
        QTRY_VERIFY(m_desk->settled());
        m_node->stop();
        cluster().loseAfter(general, 1);
        cluster().say(general, olek, u"another"_s); // takes the seq of what was lost
        m_node->start();
        QTRY_COMPARE(kinds().size(), 5);
        QTRY_VERIFY(m_desk->settled());
        QCOMPARE(kinds(),
            (QList { EventKind::Message, EventKind::Message, EventKind::Message, EventKind::Edit, EventKind::React }));
        QCOMPARE(cluster().find(general)->log[3].target, 3); // the message's new place, not its old one
        QCOMPARE(textsOf(*m_desk->feed), (QStringList { u"kept"_s, u"another"_s, u"lost, better"_s }));
        QCOMPARE(reactionsOf(m_desk->row(0)), QStringList { tea + u"1*"_s });
    }

    void ofALogBegunAnewNothingIsChanged()
    {
        cluster().say(general, mara, u"old"_s);
        QVERIFY(m_desk->open(*m_node));
        QTRY_COMPARE(textsOf(*m_desk->feed).size(), 1);
        m_node->stop();
        QTRY_COMPARE(m_desk->client->link().phase, Phase::Waiting);
        (void)m_desk->edit(0, u"older"_s);
        cluster().beginAnew(general);
        cluster().say(general, mara, u"somebody's first"_s); // at the same seq
        m_node->start();
        QTRY_COMPARE(m_desk->client->room(general)->failed, 1);
        QCOMPARE(m_desk->client->waitingSends(), 0);
        QCOMPARE(kinds(), QList { EventKind::Message });
    }

private:
    FakeCluster &cluster() { return m_node->cluster(); }
    QList<EventKind> kinds()
    {
        QList<EventKind> found;
        for (const FakeCluster::Entry &entry : cluster().find(general)->log)
            found.append(entry.kind);
        return found;
    }
    void checkMeanwhile(int more)
    {
        const QStringList expected = QStringList { u"a1, twice"_s, u"a2"_s, u"a4"_s } + numbered(u"b"_s, 1, more);
        QTRY_COMPARE(textsOf(*m_desk->feed), expected);
        QCOMPARE(reactionsOf(m_desk->row(1)), QStringList { tea + u'1' });
        int voids = 0;
        for (int i = 0; i < m_desk->feed->count(); ++i)
            voids += m_desk->row(i).kind == TimelineItem::Kind::Void ? 1 : 0;
        QCOMPARE(voids, 2);
        QCOMPARE(m_desk->row(2).kind, TimelineItem::Kind::Void);
        QCOMPARE(m_desk->row(4).kind, TimelineItem::Kind::Void);
        QVERIFY(m_desk->mirror->agrees());
    }

    std::unique_ptr<FakeNode> m_node;
    std::unique_ptr<Desk> m_desk;
};

QTEST_GUILESS_MAIN(ChangesTest)
#include "changes_test.moc"
