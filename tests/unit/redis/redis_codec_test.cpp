// SPDX-License-Identifier: GPL-3.0-or-later
// Commands to bytes and bytes to replies: every shape, every split, and what must be refused.
#include "core/redis/codec.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::redis;
using Next = ReplyReader::Next;

namespace {

QByteArray encoded(const QList<QByteArray> &argv)
{
    QByteArray out;
    const std::vector<QByteArrayView> pieces(argv.begin(), argv.end());
    return appendCommand(out, pieces) ? out : QByteArray("failed");
}

const QByteArray everyShape = "+OK\r\n-ERR no\r\n:-42\r\n$-1\r\n*-1\r\n$0\r\n\r\n*0\r\n"
                              "*3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$5\r\na\r\n\0b\r\n"
                              "*2\r\n*2\r\n:1\r\n$1\r\nx\r\n*1\r\n$-1\r\n"_ba;

QList<Reply> everyReply()
{
    return { Reply::status("OK"), Reply::error("ERR no"), Reply::integer(-42), Reply(), Reply(), Reply::string(""),
        Reply::array({}), Reply::array({ Reply::string("message"), Reply::string("ch"), Reply::string("a\r\n\0b"_ba) }),
        Reply::array({ Reply::array({ Reply::integer(1), Reply::string("x") }), Reply::array({ Reply() }) }) };
}

QList<Reply> readAll(ReplyReader &reader, const QByteArray &bytes, qsizetype step)
{
    QList<Reply> replies;
    Reply reply;
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        reader.feed(QByteArrayView(bytes).sliced(at, std::min(step, bytes.size() - at)));
        while (reader.next(reply) == Next::Reply)
            replies.append(reply);
    }
    return replies;
}

} // namespace

class RedisCodecTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aCommandIsBinarySafe()
    {
        QCOMPARE(encoded({ "SET", "k\r\n", "a\0b"_ba, "" }),
            "*4\r\n$3\r\nSET\r\n$3\r\nk\r\n\r\n$3\r\na\0b\r\n$0\r\n\r\n"_ba);
        QCOMPARE(encoded({ "PING", QByteArray() }), "*2\r\n$4\r\nPING\r\n$0\r\n\r\n"_ba);
    }

    void aCommandOfManyPiecesIsWhole()
    {
        QList<QByteArray> argv { "SUBSCRIBE" };
        for (int i = 0; i < 1'000; ++i)
            argv.append(QByteArray::number(i));
        ReplyReader reader(1 << 20, 10'000);
        Reply reply;
        reader.feed(encoded(argv));
        QCOMPARE(reader.next(reply), Next::Reply);
        QCOMPARE(reply.size(), 1'001);
        QCOMPARE(reply.at(1'000).bytes(), "999"_ba);
    }

    void everyShapeIsReadHoweverItIsSplit_data()
    {
        QTest::addColumn<int>("step");
        for (const int step : { 1, 2, 3, 7, 1'000 })
            QTest::addRow("%d bytes", step) << step;
    }

    void everyShapeIsReadHoweverItIsSplit()
    {
        QFETCH(int, step);
        ReplyReader reader(1 << 20, 1'000);
        QCOMPARE(readAll(reader, everyShape, step), everyReply());
    }

    void anUnfinishedReplyIsWaitedFor()
    {
        ReplyReader reader(1 << 20, 1'000);
        Reply reply;
        QCOMPARE(reader.next(reply), Next::NeedMore);
        reader.feed("*2\r\n:1\r\n");
        QCOMPARE(reader.next(reply), Next::NeedMore);
        reader.feed(":2\r\n");
        QCOMPARE(reader.next(reply), Next::Reply);
        QCOMPARE(reply, Reply::array({ Reply::integer(1), Reply::integer(2) }));
    }

    void aReplyThatWasTakenIsNotChangedByTheNext()
    {
        ReplyReader reader(1 << 20, 1'000);
        const auto replies = readAll(reader, "*1\r\n:1\r\n*1\r\n:2\r\n", 1'000);
        QCOMPARE(replies.at(0).at(0).toInteger(), 1);
        QCOMPARE(replies.at(1).at(0).toInteger(), 2);
    }

    void whatIsNoReplyOrTooLargeBreaksTheStream_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("http") << "HTTP/1.1 400 Bad Request\r\n\r\n"_ba;
        QTest::newRow("zeros") << QByteArray(100, '\0');
        QTest::newRow("string over the limit") << "$2000\r\n"_ba + QByteArray(2'000, 'x') + "\r\n";
        QTest::newRow("strings over the limit together")
            << "*3\r\n"_ba + ("$500\r\n"_ba + QByteArray(500, 'x') + "\r\n").repeated(3);
        QTest::newRow("string that never ends") << "$9999999999\r\n"_ba + QByteArray(2'000, 'x');
        QTest::newRow("line that never ends") << "+"_ba + QByteArray(2'000, 'x');
        QTest::newRow("array over the limit") << "*101\r\n"_ba;
        QTest::newRow("nested arrays over the limit") << "*60\r\n*60\r\n"_ba;
        QTest::newRow("array of 2^31") << "*2147483648\r\n"_ba;
        QTest::newRow("negative array") << "*-7\r\n"_ba;
        QTest::newRow("array deeper than hiredis goes") << "*1\r\n"_ba.repeated(12);
    }

    void whatIsNoReplyOrTooLargeBreaksTheStream()
    {
        QFETCH(QByteArray, bytes);
        ReplyReader reader(1'000, 100);
        Reply reply;
        reader.feed(bytes);
        QCOMPARE(reader.next(reply), Next::Broken);
        QVERIFY(!reader.problem().isEmpty());
        reader.feed(":1\r\n");
        QCOMPARE(reader.next(reply), Next::Broken);
        reader.reset();
        reader.feed(":1\r\n");
        QCOMPARE(reader.next(reply), Next::Reply);
        QCOMPARE(reply.toInteger(), 1);
    }

    void theLimitIsForOneReplyNotForTheStream()
    {
        ReplyReader reader(1'000, 100);
        const auto one = "*2\r\n$400\r\n"_ba + QByteArray(400, 'x') + "\r\n$400\r\n" + QByteArray(400, 'y') + "\r\n";
        QCOMPARE(readAll(reader, one.repeated(50), 4'096).size(), 50);
    }

    void randomBytesNeverCrashTheReader()
    {
        QRandomGenerator random(20'240'101);
        const QByteArray alphabet = "*$+-:0123456789\r\nab"_ba;
        for (int round = 0; round < 20'000; ++round) {
            ReplyReader reader(1'000, 100);
            QByteArray bytes;
            const int size = random.bounded(60);
            for (int i = 0; i < size; ++i)
                bytes.append(alphabet.at(random.bounded(alphabet.size())));
            for (const auto &reply : readAll(reader, bytes, 7))
                QVERIFY(reply.size() <= 100);
        }
    }
};

QTEST_GUILESS_MAIN(RedisCodecTest)
#include "redis_codec_test.moc"
