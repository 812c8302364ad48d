// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/fuzzy_match.h"
#include "ui/chat/link_words.h"
#include "ui/chat/new_room_sheet.h"
#include "ui/chat/room_words.h"
#include "ui/common/time_words.h"
#include "ui/launcher/process_words.h"
#include "ui/launcher/sign_in_words.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace hubbub;
using namespace hubbub::ui;
using client::LinkView;
using client::LostReason;
using client::Phase;
using cluster::ProcessState;
using cluster::ProcessView;

namespace {

LinkView lost(LostReason reason, Phase phase = Phase::Waiting)
{
    LinkView link;
    link.phase = phase;
    link.reason = reason;
    link.node = NodeId("n1"_ba);
    link.url = QUrl(u"ws://127.0.0.1:7401/ws"_s);
    link.next = QUrl(u"ws://127.0.0.1:7403/ws"_s);
    link.attempt = 2;
    return link;
}

QString plain(const BarWords &bar) { return bar.lead + bar.before + (bar.counts ? u"<n>"_s : QString()) + bar.after; }

ProcessView process(const QString &id, ProcessState state, qint64 pid = 0)
{
    return { id,
        id == u"redis"_s          ? u"Redis"_s
            : id == u"balancer"_s ? u"HAProxy"_s
                                  : u"gateway"_s,
        {}, state, {}, pid, 0, 0, 0 };
}

} // namespace

class WordsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_GB"_s)); }

    void timesAreShortAndTellDaysApart()
    {
        const QDateTime now(QDate(2026, 5, 20), QTime(14, 32), QTimeZone::utc()); // a Wednesday
        const auto ms = [&](const QDate &date, const QTime &time) {
            return QDateTime(date, time, QTimeZone::utc()).toMSecsSinceEpoch();
        };
        QCOMPARE(listTime(0, now), QString());
        QCOMPARE(listTime(ms({ 2026, 5, 20 }, { 9, 5 }), now), u"09:05"_s);
        QCOMPARE(listTime(ms({ 2026, 5, 20 }, { 23, 0 }), now), u"23:00"_s); // a clock ahead of ours
        QCOMPARE(listTime(ms({ 2026, 5, 19 }, { 23, 59 }), now), u"Tue"_s);
        QCOMPARE(listTime(ms({ 2026, 5, 14 }, { 12, 0 }), now), u"Thu"_s);
        QCOMPARE(listTime(ms({ 2026, 5, 13 }, { 12, 0 }), now), u"13 May"_s); // last Wednesday is not "Wed"
        QCOMPARE(listTime(ms({ 2025, 5, 13 }, { 12, 0 }), now), u"13 May 2025"_s);
    }

    void spansHaveTwoUnits()
    {
        QCOMPARE(spanWords(-5s), u"0 s"_s);
        QCOMPARE(spanWords(59s), u"59 s"_s);
        QCOMPARE(spanWords(60s), u"1 m"_s);
        QCOMPARE(spanWords(252s), u"4 m 12 s"_s);
        QCOMPARE(spanWords(3h + 5min + 9s), u"3 h 5 m"_s);
        QCOMPARE(spanWords(76h), u"3 d 4 h"_s);
    }

    void aCountdownShowsNothingOnlyWhenNothingIsLeft()
    {
        QCOMPARE(countdownWords(2400ms), u"2.4\u00A0s"_s);
        QCOMPARE(countdownWords(2301ms), u"2.4\u00A0s"_s);
        QCOMPARE(countdownWords(1ms), u"0.1\u00A0s"_s);
        QCOMPARE(countdownWords(0ms), u"0.0\u00A0s"_s);
        QCOMPARE(countdownWords(-3s), u"0.0\u00A0s"_s);
        QCOMPARE(countdownWords(90s), u"1 m 30 s"_s);
    }

    void sizesAreRoundedForPeople()
    {
        QCOMPARE(sizeWords(980), u"980 B"_s);
        QCOMPARE(sizeWords(38 << 20), u"38 MB"_s);
        QCOMPARE(sizeWords(1'503'238'553), u"1.4 GB"_s);
    }

    void theChipAlwaysHasAWord_data()
    {
        QTest::addColumn<int>("phase");
        QTest::addColumn<int>("reason");
        for (int phase = 0; phase <= static_cast<int>(Phase::Waiting); ++phase) {
            for (int reason = 0; reason <= static_cast<int>(LostReason::Defect); ++reason)
                QTest::addRow("phase %d, reason %d", phase, reason) << phase << reason;
        }
    }
    void theChipAlwaysHasAWord()
    {
        QFETCH(int, phase);
        QFETCH(int, reason);
        const LinkView link = lost(static_cast<LostReason>(reason), static_cast<Phase>(phase));
        const ChipWords chip = chipWords(link);
        QVERIFY(!chip.word.isEmpty());
        QVERIFY(!chip.spoken.isEmpty());
        QVERIFY(chip.word.size() < 24);
        if (const auto bar = barWords(link, 0)) {
            QVERIFY(!bar->lead.isEmpty());
            QVERIFY(!plain(*bar).contains(u'%'));
            QCOMPARE(bar->button.isEmpty(), bar->action == BarAction::None);
        }
    }

    void theChipNamesNodeAndRoundTrip()
    {
        LinkView link;
        link.phase = Phase::Online;
        link.node = NodeId("n2"_ba);
        link.roundTrip = 4ms;
        QCOMPARE(chipWords(link).word, u"n2 · 4 ms"_s);
        QCOMPARE(chipWords(link).tone, Tone::Ok);
        link.redisUp = false;
        QCOMPARE(chipWords(link).tone, Tone::Warn);
        const auto bar = barWords(link, 3);
        QVERIFY(bar);
        QVERIFY2(plain(*bar).contains(u"3 messages are kept"_s), qPrintable(plain(*bar)));
        QCOMPARE(bar->action, BarAction::None);
    }

    void aLossSaysWhyWhereAndWhen()
    {
        const auto names = [](const QUrl &url) { return url.port() == 7403 ? u"n3"_s : QString(); };
        const auto bar = barWords(lost(LostReason::Silent), 0, names);
        QVERIFY(bar);
        QCOMPARE(plain(*bar),
            u"Lost n1 — the node stopped answering. Trying n3 in <n> (attempt 2). Your messages are kept and will be "
            "sent."_s);
        QCOMPARE(bar->action, BarAction::RetryNow);
        LinkView same = lost(LostReason::Lost);
        same.next = same.url;
        same.attempt = 1;
        QCOMPARE(plain(*barWords(same, 1)),
            u"Lost n1 — the connection broke off. Trying again in <n>. One message is kept and will be sent."_s);
    }

    void theFirstConnectionNeedsNoBar()
    {
        LinkView link;
        for (const Phase phase : { Phase::Offline, Phase::Dialing, Phase::Greeting, Phase::Online }) {
            link.phase = phase;
            QVERIFY(!barWords(link, 0));
        }
    }

    void whatOnlyThePersonCanMendOffersThat()
    {
        const auto out = barWords(lost(LostReason::Unauthorized, Phase::Offline), 0);
        const auto elsewhere = barWords(lost(LostReason::Replaced, Phase::Offline), 0);
        const auto wifi = barWords(lost(LostReason::NotHubbub), 0);
        QVERIFY(out && elsewhere && wifi);
        QCOMPARE(out->action, BarAction::SignIn);
        QCOMPARE(elsewhere->button, u"Use it here"_s);
        QCOMPARE(wifi->action, BarAction::RetryNow);
        QVERIFY(wifi->counts);
    }

    void theLineBelowATitleFollowsWhatMattersMost()
    {
        using Kind = RoomPreview::Kind;
        client::RoomSummary room;
        room.room = RoomId("ops"_ba);
        room.title = u"Ops"_s;
        const UserId me("mara"_ba);
        QCOMPARE(roomPreview(room, me, {}).kind, Kind::Nothing);
        room.lastTs = 1;
        room.lastFrom = UserId("ines"_ba);
        room.lastDisplay = u"Ines Roth"_s;
        room.lastText = u"the **drain**\nwent `through`"_s;
        QCOMPARE(roomPreview(room, me, {}), (RoomPreview { Kind::Said, u"Ines: "_s, u"the drain went through"_s }));
        room.lastFrom = me;
        QCOMPARE(roomPreview(room, me, {}).who, u"You: "_s);
        room.draft = u"  wait\nfor it"_s;
        QCOMPARE(roomPreview(room, me, {}), (RoomPreview { Kind::Draft, u"Draft: "_s, u"wait for it"_s }));
        QCOMPARE(roomPreview(room, me, { u"Ines Roth"_s }), (RoomPreview { Kind::Typing, {}, u"Ines is typing…"_s }));
        QCOMPARE(typingWords({ u"A"_s, u"B"_s, u"C"_s }), u"3 people are typing…"_s);
    }

    void titlesBecomeNamesThatANodeTakes_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("words") << u"Release 7!"_s << "release-7"_ba;
        QTest::newRow("accents") << u"Zürich – Süd"_s << "zurich-sud"_ba;
        QTest::newRow("nothing left") << u"日本"_s << ""_ba;
        QTest::newRow("edges") << u" -- a -- "_s << "a"_ba;
        QTest::newRow("long") << u"x"_s.repeated(80) << "x"_ba.repeated(64);
    }
    void titlesBecomeNamesThatANodeTakes()
    {
        QFETCH(QString, title);
        QFETCH(QByteArray, name);
        QCOMPARE(roomNameFrom(title), name);
        QCOMPARE(isRoomName(name), !name.isEmpty());
    }

    void betterFitsComeFirst()
    {
        const QList<int> falling { fuzzyScore(u"ops", u"ops"), fuzzyScore(u"ops", u"ops-night"),
            fuzzyScore(u"night", u"ops-night"), fuzzyScore(u"igh", u"ops-night"), fuzzyScore(u"on", u"ops-night"),
            fuzzyScore(u"ogt", u"ops-night"), fuzzyScore(u"zz", u"ops-night") };
        for (qsizetype i = 1; i < falling.size(); ++i)
            QVERIFY2(falling[i - 1] > falling[i], qPrintable(QString::number(i)));
        QCOMPARE(falling.last(), 0);
        QCOMPARE(fuzzyScore(u"", u"anything"), 1);
    }

    void whatCanBeSeenBeforeAskingIsSaidAtOnce()
    {
        const auto fields = [](const SignInInput &input) {
            QList<SignInField> found;
            for (const SignInProblem &problem : checkSignIn(input))
                found.append(problem.field);
            return found;
        };
        SignInInput input;
        QCOMPARE(fields(input), QList({ SignInField::Server, SignInField::Name, SignInField::Password }));
        input = { u"chat.example.org"_s, u" Mara "_s, u"short"_s, {}, false };
        QVERIFY(fields(input).isEmpty()); // an old password may be short
        QCOMPARE(signInOf(input)->user, UserId("mara"_ba));
        input.create = true;
        QCOMPARE(fields(input), QList({ SignInField::Password }));
        input.password = u"long enough now"_s;
        QCOMPARE(signInOf(input)->display, u"Mara"_s);
        input.name = u"what a name"_s;
        QCOMPARE(fields(input), QList({ SignInField::Name }));
        QVERIFY(!signInOf(input).ok());
    }

    void refusalsLandAtTheirField()
    {
        const LinkView calm;
        QCOMPARE(signInProblem({ ErrorCode::Unauthorized, {}, {} }, calm, false).field, SignInField::Password);
        QCOMPARE(signInProblem({ ErrorCode::Exists, {}, {} }, calm, true).field, SignInField::Name);
        QCOMPARE(signInProblem({ ErrorCode::Forbidden, {}, {} }, calm, true).field, SignInField::Form);
        LinkView away;
        away.reason = LostReason::Unreachable;
        away.url = QUrl(u"wss://chat.example.org/ws"_s);
        const SignInProblem problem = signInProblem({ ErrorCode::Unavailable, {}, {} }, away, false);
        QCOMPARE(problem, (SignInProblem { SignInField::Server, u"Nothing answers at chat.example.org."_s }));
    }

    void aClusterIsSummedUpByItsWorstPart()
    {
        const ProcessView redis = process(u"redis"_s, ProcessState::Ready, 1);
        const ProcessView ready = process(u"n1"_s, ProcessState::Ready, 2);
        const ProcessView dead = process(u"n2"_s, ProcessState::Crashed);
        QCOMPARE(summaryOf({ redis, ready }).tone, Tone::Ok);
        QCOMPARE(summaryOf({ redis, ready, dead }).word, u"1 of 2 nodes"_s);
        QCOMPARE(summaryOf({ redis, ready, dead }).tone, Tone::Warn);
        QCOMPARE(summaryOf({ process(u"redis"_s, ProcessState::Crashed), ready }).word, u"Redis is down"_s);
        QCOMPARE(summaryOf({ process(u"redis"_s, ProcessState::Stopped), dead }).word, u"stopped"_s);
        QCOMPARE(summaryOf({ redis, process(u"n1"_s, ProcessState::Starting, 3) }).tone, Tone::Neutral);
        QCOMPARE(summaryOf({ redis, process(u"balancer"_s, ProcessState::Ready, 4), ready }).word, u"1 of 1 nodes"_s);
        const auto unbalanced = summaryOf({ redis, process(u"balancer"_s, ProcessState::Crashed), ready });
        QCOMPARE(unbalanced.word, u"The balancer is down"_s);
        QCOMPARE(unbalanced.tone, Tone::Crit);
    }

    void onlyWhatMakesSenseIsOffered()
    {
        const ProcessActions running = actionsFor(process(u"n1"_s, ProcessState::Ready, 2), false);
        QVERIFY(running.stop && running.kill && running.restart && running.pause && !running.resume);
        const ProcessActions frozen = actionsFor(process(u"n1"_s, ProcessState::Ready, 2), true);
        QVERIFY(!frozen.stop && frozen.kill && frozen.resume && !frozen.pause);
        QCOMPARE(actionsFor(process(u"n1"_s, ProcessState::Crashed), false),
            (ProcessActions { .restart = true, .remove = true }));
        QCOMPARE(actionsFor(process(u"n1"_s, ProcessState::Draining, 2), false),
            (ProcessActions { .kill = true, .remove = true }));
        QVERIFY(!actionsFor(process(u"redis"_s, ProcessState::Ready, 2), false).remove);
        ProcessView given = process(u"redis"_s, ProcessState::Ready);
        given.given = true;
        QCOMPARE(actionsFor(given, false), ProcessActions {}); // others run it
        ProcessView leaving = process(u"n1"_s, ProcessState::Stopping, 2);
        leaving.leaving = true;
        QCOMPARE(actionsFor(leaving, false), (ProcessActions { .kill = true }));
        QCOMPARE(stateWords(leaving, false).word, u"leaving"_s);
    }
};

QTEST_GUILESS_MAIN(WordsTest)
#include "words_test.moc"
