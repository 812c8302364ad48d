// SPDX-License-Identifier: GPL-3.0-or-later
// Which channels are asked for and when they are certain, without a socket.
#include "core/redis/channel_book.h"

#include <QTest>

using namespace hubbub::redis;
using Verb = ChannelBook::Verb;
using News = ChannelBook::News;

namespace {

/// A written form such as "+a,b -c".
QByteArray written(const std::vector<ChannelBook::Request> &requests)
{
    QByteArrayList parts;
    for (const auto &[verb, channels] : requests)
        parts.append((verb == Verb::Subscribe ? '+' : '-') + channels.join(','));
    return parts.join(' ');
}

} // namespace

class ChannelBookTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wishesOfOneTurnAreOneRequest()
    {
        ChannelBook book;
        book.restart();
        book.want("a");
        book.want("b");
        book.want("a");
        QCOMPARE(written(book.takeRequests(10)), "+a,b");
        QCOMPARE(written(book.takeRequests(10)), "");
    }

    void largeRequestsAreSplit()
    {
        ChannelBook book;
        book.restart();
        for (const auto *channel : { "a", "b", "c", "d", "e" })
            book.want(channel);
        QCOMPARE(written(book.takeRequests(2)), "+a,b +c,d +e");
    }

    void theOrderOfWishesIsKept()
    {
        ChannelBook book;
        book.restart();
        book.want("a");
        book.want("b");
        QVERIFY(book.unwant("a"));
        book.want("a");
        QCOMPARE(written(book.takeRequests(10)), "+a,b -a +a");
    }

    void aChannelIsCertainOnceConfirmed()
    {
        ChannelBook book;
        book.restart();
        book.want("a");
        QCOMPARE(book.uncertain(), 1);
        QVERIFY(!book.takeRequests(10).empty());
        QVERIFY(!book.isCertain("a"));
        QCOMPARE(book.confirmed(Verb::Subscribe, "a"), News::Certain);
        QVERIFY(book.isCertain("a"));
        QCOMPARE(book.uncertain(), 0);
        QCOMPARE(book.confirmed(Verb::Subscribe, "a"), News::None); // not twice
    }

    void onlyTheLastOfQuickTurnsTells()
    {
        ChannelBook book;
        book.restart();
        book.want("a");
        book.unwant("a");
        book.want("a");
        QVERIFY(!book.takeRequests(10).empty());
        QCOMPARE(book.confirmed(Verb::Subscribe, "a"), News::None);
        QCOMPARE(book.confirmed(Verb::Unsubscribe, "a"), News::None);
        QCOMPARE(book.confirmed(Verb::Subscribe, "a"), News::Certain);
        QVERIFY(!book.isWaiting());
    }

    void aLateConfirmationOfAnUnwantedChannelIsNoNews()
    {
        ChannelBook book;
        book.restart();
        book.want("a");
        QVERIFY(!book.takeRequests(10).empty());
        book.unwant("a");
        QCOMPARE(book.confirmed(Verb::Subscribe, "a"), News::None);
        QVERIFY(!book.isWanted("a"));
        QCOMPARE(written(book.takeRequests(10)), "-a");
        QCOMPARE(book.confirmed(Verb::Unsubscribe, "a"), News::None);
        QCOMPARE(book.wanted(), 0);
        QCOMPARE(book.uncertain(), 0);
    }

    void aNewConnectionAsksForAllThatIsWanted()
    {
        ChannelBook book;
        book.want("a");
        book.want("b");
        book.unwant("b");
        QCOMPARE(written(book.takeRequests(10)), ""); // not connected
        book.restart();
        QCOMPARE(written(book.takeRequests(10)), "+a");
        QCOMPARE(book.confirmed(Verb::Subscribe, "a"), News::Certain);
        book.forget();
        QVERIFY(!book.isCertain("a"));
        QCOMPARE(book.uncertain(), 1);
        book.restart();
        QCOMPARE(written(book.takeRequests(10)), "+a");
        QCOMPARE(book.confirmed(Verb::Subscribe, "a"), News::Certain);
    }

    void aRefusedRequestIsTriedChannelByChannel()
    {
        ChannelBook book;
        book.restart();
        book.want("mine");
        book.want("theirs");
        QVERIFY(!book.takeRequests(10).empty());
        QVERIFY(book.failed().isEmpty());
        QCOMPARE(written(book.takeRequests(10)), "+mine +theirs");
        QCOMPARE(book.confirmed(Verb::Subscribe, "mine"), News::Certain);
        QCOMPARE(book.failed(), QList<QByteArray>({ "theirs" }));
        QCOMPARE(book.uncertain(), 0); // nothing more to wait for
        QVERIFY(!book.isCertain("theirs"));
        book.want("theirs"); // somebody asks again
        QCOMPARE(written(book.takeRequests(10)), "+theirs");
        QCOMPARE(book.confirmed(Verb::Subscribe, "theirs"), News::Certain);
        QCOMPARE(book.uncertain(), 0);
    }

    void aChannelTakenAwayIsAskedForAgain()
    {
        ChannelBook book;
        book.restart();
        book.want("a");
        QVERIFY(!book.takeRequests(10).empty());
        QCOMPARE(book.confirmed(Verb::Subscribe, "a"), News::Certain);
        QCOMPARE(book.confirmed(Verb::Unsubscribe, "a"), News::Lost);
        QVERIFY(!book.isCertain("a"));
        QCOMPARE(written(book.takeRequests(10)), "+a");
        QCOMPARE(book.confirmed(Verb::Subscribe, "a"), News::Certain);
    }

    void answersThatNobodyAskedForChangeNothing()
    {
        ChannelBook book;
        book.restart();
        QCOMPARE(book.confirmed(Verb::Subscribe, "x"), News::None);
        QCOMPARE(book.confirmed(Verb::Unsubscribe, ""), News::None);
        QVERIFY(book.failed().isEmpty());
        QCOMPARE(book.wanted(), 0);
        QCOMPARE(book.uncertain(), 0);
    }
};

QTEST_GUILESS_MAIN(ChannelBookTest)
#include "channel_book_test.moc"
