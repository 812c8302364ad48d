// SPDX-License-Identifier: GPL-3.0-or-later
// What was said through real gateways is found later on this computer, while none of them is there.
#include "tests/integration/client_desk.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;

namespace {

const RoomId tea { "tea"_ba };

/// Texts, newest first; nothing where no answer came.
std::optional<QStringList> found(Desk &desk, const SearchQuery &query)
{
    std::optional<QStringList> texts;
    desk.client().search(query, &desk, [&texts](const SearchAnswer &answer) {
        texts.emplace();
        for (const SearchHit &hit : answer.hits)
            texts->append(hit.text);
    });
    return QTest::qWaitFor([&] { return texts.has_value(); }, Desk::patience) ? texts : std::nullopt;
}

} // namespace

#define TRY_COMPARE(what, expected) QTRY_COMPARE_WITH_TIMEOUT(what, expected, Desk::patience)

class ClientSearchTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatBothSaidIsFoundAfterTheNextStartWithoutACluster()
    {
        Cluster cluster({ u"--no-rate-limits"_s, u"127.0.0.0/8"_s });
        QVERIFY2(cluster.start(2), qPrintable(cluster.problem()));
        Desk maraDesk(mara);
        Desk olekDesk(olek);
        QVERIFY(maraDesk.signIn(cluster.node(1).url()));
        QVERIFY(olekDesk.signIn(cluster.node(2).url()));
        QVERIFY(maraDesk.makeRoom(tea));
        QVERIFY(olekDesk.joinRoom(tea));
        maraDesk.look(tea);
        olekDesk.look(tea);
        maraDesk.say(u"Earl Grey, or Darjeeling?"_s);
        TRY_COMPARE(olekDesk.texts().size(), 1);
        olekDesk.say(u"Darjeelnig"_s);
        TRY_COMPARE(maraDesk.texts().size(), 2);
        TRY_COMPARE(olekDesk.feed().at(olekDesk.feed().count() - 1).state, SendState::Stored);
        const Mid slip = olekDesk.feed().at(olekDesk.feed().count() - 1).mid;
        QVERIFY(olekDesk.client().edit(tea, slip, body(u"Darjeeling, *the first flush*"_s)).ok());
        olekDesk.say(u"and a secretword that goes again"_s);
        TRY_COMPARE(maraDesk.texts().size(), 3);
        TRY_COMPARE(olekDesk.feed().at(olekDesk.feed().count() - 1).state, SendState::Stored);
        const Mid secret = olekDesk.feed().at(olekDesk.feed().count() - 1).mid;
        QVERIFY(olekDesk.client().redact(tea, secret, {}).ok());
        TRY_COMPARE(maraDesk.texts().size(), 2);
        TRY_COMPARE(maraDesk.texts().constLast(), u"Darjeeling, *the first flush*"_s);

        maraDesk.end();
        cluster.node(1).kill();
        cluster.node(2).kill();
        QVERIFY(maraDesk.startAgain());
        QVERIFY(!maraDesk.isOnline());
        QCOMPARE(found(maraDesk, { u"darj"_s, {}, {} }),
            (QStringList { u"Darjeeling, *the first flush*"_s, u"Earl Grey, or Darjeeling?"_s }));
        QCOMPARE(found(maraDesk, { u"darjeeling"_s, tea, olek }), QStringList { u"Darjeeling, *the first flush*"_s });
        QCOMPARE(found(maraDesk, { u"darjeelnig"_s, {}, {} }), QStringList {});
        QCOMPARE(found(maraDesk, { u"secretword"_s, {}, {} }), QStringList {});
        // Who signs out has nothing to look through.
        maraDesk.client().signOut(false);
        QCOMPARE(found(maraDesk, { u"darj"_s, {}, {} }), QStringList {});
    }
};

QTEST_GUILESS_MAIN(ClientSearchTest)
#include "client_search_test.moc"
