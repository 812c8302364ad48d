// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/client_frames.h"
#include "app/load/histogram.h"
#include "app/load/intervals.h"

#include <QtEndian>
#include <QTest>

using namespace hubbub::load;
using namespace std::chrono_literals;

class ClientFramesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // RFC 6455, 5.7: a single-frame masked text message "Hello".
    void aMaskedTextIsAsTheRfcShowsIt()
    {
        QByteArray out;
        const quint32 mask = qFromLittleEndian<quint32>(QByteArray::fromHex("37fa213d").constData());
        appendFrame(out, Opcode::Text, "Hello", mask);
        QCOMPARE(out.toHex(), QByteArray("818537fa213d7f9f4d5158"));
    }

    void lengthsAreWrittenInTheirShortestForm_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<QByteArray>("head");
        QTest::newRow("125") << 125 << QByteArray("81fd");
        QTest::newRow("126") << 126 << QByteArray("81fe007e");
        QTest::newRow("65535") << 65535 << QByteArray("81feffff");
        QTest::newRow("65536") << 65536 << QByteArray("81ff0000000000010000");
    }
    void lengthsAreWrittenInTheirShortestForm()
    {
        QFETCH(int, size);
        QFETCH(QByteArray, head);
        QByteArray out;
        appendFrame(out, Opcode::Text, QByteArray(size, 'x'), 0);
        QCOMPARE(out.left(head.size() / 2).toHex(), head);
        QCOMPARE(out.right(size), QByteArray(size, 'x'));
    }

    void aFrameIsReadOnlyOnceItIsWhole()
    {
        const QByteArray whole = QByteArray::fromHex("817e0080") + QByteArray(128, 'y');
        ReceivedFrame frame;
        for (qsizetype size = 0; size < whole.size(); ++size)
            QCOMPARE(readFrame(QByteArrayView(whole).first(size), 1000, frame), Framing::Partial);
        const QByteArray andMore = whole + "more";
        QCOMPARE(readFrame(andMore, 1000, frame), Framing::Whole);
        QCOMPARE(frame.payload, QByteArrayView(QByteArray(128, 'y')));
        QCOMPARE(frame.size, whole.size());
        QVERIFY(frame.fin);
    }

    void whatAServerMustNotSendIsBroken_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("masked") << QByteArray("818537fa213d7f9f4d5158");
        QTest::newRow("reserved bit") << QByteArray("c100");
        QTest::newRow("reserved opcode") << QByteArray("8300");
        QTest::newRow("long ping") << QByteArray("897e007e");
        QTest::newRow("fragmented ping") << QByteArray("0900");
        QTest::newRow("too large") << QByteArray("817f4000000000000000");
    }
    void whatAServerMustNotSendIsBroken()
    {
        QFETCH(QByteArray, hex);
        ReceivedFrame frame;
        QCOMPARE(readFrame(QByteArray::fromHex(hex), 1000, frame), Framing::Broken);
    }

    // RFC 6455, 1.3: the example key and its answer.
    void anUpgradeIsCheckedByItsKeyAndSubprotocol()
    {
        const QByteArray key = "dGhlIHNhbXBsZSBub25jZQ==";
        const QByteArray good = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                                "Sec-WebSocket-Protocol: hubbub.v1\r\n";
        QCOMPARE(refusalOf(good, "hubbub.v1", key), std::nullopt);
        QVERIFY(refusalOf(good, "other", key).has_value());
        QVERIFY(refusalOf(good, "hubbub.v1", "AAAAAAAAAAAAAAAAAAAAAA==").has_value());
        QCOMPARE(refusalOf("HTTP/1.1 503 Busy\r\n", "hubbub.v1", key), QByteArray("answered HTTP/1.1 503 Busy"));
    }

    void quantilesAreExactToTwoPercent()
    {
        Histogram histogram;
        QCOMPARE(histogram.quantile(0.5), 0us);
        for (int ms = 1; ms <= 1000; ++ms)
            histogram.add(std::chrono::milliseconds(ms));
        const auto near = [](std::chrono::microseconds value, std::chrono::microseconds expected) {
            return value >= expected && value.count() <= static_cast<double>(expected.count()) * 1.02;
        };
        QVERIFY(near(histogram.quantile(0.5), 500ms));
        QVERIFY(near(histogram.quantile(0.99), 990ms));
        QVERIFY(near(histogram.quantile(1), 1000ms));
        histogram.add(5h); // beyond the last bucket, and counted there
        QCOMPARE(histogram.count(), 1001U);
    }

    void intervalsMergeWhatTouches()
    {
        Intervals seqs;
        seqs.add(0, 4);
        seqs.add(6, 6);
        QVERIFY(!seqs.contains(5));
        seqs.add(5, 5);
        QVERIFY(seqs.contains(0) && seqs.contains(5) && seqs.contains(6) && !seqs.contains(7));
        seqs.add(9, 8); // empty
        QVERIFY(!seqs.contains(8));
    }
};

QTEST_GUILESS_MAIN(ClientFramesTest)
#include "client_frames_test.moc"
