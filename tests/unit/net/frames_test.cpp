// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/frames.h"
#include "tests/unit/net/client_frames.h"

#include <QTest>

#include <algorithm>

using namespace hubbub;
using namespace hubbub::server;
using hubbub::testing::clientFrame;
using hubbub::testing::closePayload;
using Kind = Parsed::Kind;

namespace {

/// What the parser finds in `bytes`, written down: "text:hello", "ping:x", "close:1000:bye", "violation:1002".
struct Reader {
    FrameParser parser;
    FrameLimits limits;
    Tick now = 0;
    QByteArrayList found;

    /// Feeds in pieces of that size, each in a buffer of its own with the promised padding.
    void feed(const QByteArray &bytes, qsizetype piece)
    {
        for (qsizetype at = 0; at < bytes.size() && !isOver(); at += piece) {
            QByteArray buffer = bytes.mid(at, piece);
            const auto size = static_cast<size_t>(buffer.size());
            buffer.append(readPadding, '\xff');
            std::span<char> input(buffer.data(), size);
            for (;;) {
                const Parsed parsed = parser.next(input, limits, now);
                if (parsed.kind == Kind::NeedMore)
                    break;
                write(parsed);
                if (isOver())
                    break;
            }
        }
    }
    [[nodiscard]] bool isOver() const
    {
        return !found.isEmpty() && (found.last().startsWith("violation") || found.last().startsWith("close"));
    }
    void write(const Parsed &parsed)
    {
        const QByteArray payload = parsed.payload.toByteArray();
        switch (parsed.kind) {
        case Kind::Text:
            found << "text:" + payload;
            break;
        case Kind::Ping:
            found << "ping:" + payload;
            break;
        case Kind::Pong:
            found << "pong:" + payload;
            break;
        case Kind::Close:
            found << "close:" + QByteArray::number(parsed.code) + ":" + payload;
            break;
        case Kind::Violation:
            found << "violation:" + QByteArray::number(parsed.code);
            break;
        case Kind::NeedMore:
            break;
        }
    }
};

QByteArray text(const QByteArray &payload, bool isFinal = true) { return clientFrame(payload, { .isFinal = isFinal }); }
QByteArray more(const QByteArray &payload, bool isFinal = true)
{
    return clientFrame(payload, { .opcode = 0, .isFinal = isFinal });
}
QByteArray ping(const QByteArray &payload = {}) { return clientFrame(payload, { .opcode = 9 }); }
QByteArray closing(const QByteArray &payload) { return clientFrame(payload, { .opcode = 8 }); }
QByteArray number(qsizetype value) { return QByteArray::number(value); }

void row(const QByteArray &name, const QByteArray &bytes, const QByteArrayList &found)
{
    QTest::newRow(name.constData()) << bytes << found;
}

void goodRows()
{
    const QByteArray limit(65536, 'l');
    for (const int size : { 0, 1, 125, 126, 1000, 65535, 65536 })
        row(number(size) + " bytes", text(QByteArray(size, 'x')), { "text:" + QByteArray(size, 'x') });
    row("three in a row", text("a") + text("bb") + text("ccc"), { "text:a", "text:bb", "text:ccc" });
    row("a mask of zeros", clientFrame("plain", { .mask = QByteArray(4, '\0') }), { "text:plain" });
    row("two fragments", text("hel", false) + more("lo"), { "text:hello" });
    row("empty fragments", text("", false) + more("", false) + more("x", false) + more(""), { "text:x" });
    row("fragments up to the limit", text(limit.first(65000), false) + more(limit.sliced(65000)), { "text:" + limit });
    row("a ping inside fragments", text("a", false) + ping("p") + more("b"), { "ping:p", "text:ab" });
    row("a pong inside fragments", text("a", false) + clientFrame("q", { .opcode = 10 }) + more("b") + text("c"),
        { "pong:q", "text:ab", "text:c" });
    row("a ping of 125 bytes", ping(QByteArray(125, 'p')), { "ping:" + QByteArray(125, 'p') });
    row("an empty ping", ping(), { "ping:" });
    row("a close without a code", closing(""), { "close:1005:" });
    row("a close with a reason", closing(closePayload(4999, "bye")), { "close:4999:bye" });
    row("a close inside fragments", text("a", false) + closing(closePayload(1001)), { "close:1001:" });
    row("nothing is read after a close", closing("") + text("x"), { "close:1005:" });
    for (const int code : { 1000, 1001, 1002, 1003, 1007, 1011, 1012, 1013, 1014, 3000, 4000, 4999 })
        row("close code " + number(code), closing(closePayload(code)), { "close:" + number(code) + ":" });
    row("long characters", text("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"),
        { "text:\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80" });
    row("a character split over fragments", text("\xe2", false) + more("\x82", false) + more("\xac"),
        { "text:\xe2\x82\xac" });
    row("a character split around a ping", text("\xf0\x9f", false) + ping() + more("\x98\x80"),
        { "ping:", "text:\xf0\x9f\x98\x80" });
    row("NUL in a text", text(QByteArray("a\0b", 3)), { QByteArray("text:a\0b", 8) });
}

void wrongRows()
{
    const QByteArrayList protocolError { "violation:1002" };
    row("not masked", clientFrame("x", { .isMasked = false }), protocolError);
    row("a ping not masked", clientFrame("", { .opcode = 9, .isMasked = false }), protocolError);
    for (const int bit : { 1, 2, 4 })
        row("reserved bit " + number(bit), clientFrame("x", { .reserved = bit }), protocolError);
    for (const int opcode : { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
        row("opcode " + number(opcode), clientFrame("x", { .opcode = opcode }), protocolError);
    row("a continuation of nothing", more("x"), protocolError);
    row("a continuation after a message", text("a") + more("x"), { "text:a", "violation:1002" });
    row("a text inside fragments", text("a", false) + text("b"), protocolError);
    row("a fragmented ping", clientFrame("", { .opcode = 9, .isFinal = false }), protocolError);
    row("a ping of 126 bytes", ping(QByteArray(126, 'p')), protocolError);
    row("16 bits for 125", clientFrame(QByteArray(125, 'x'), { .lengthForm = 16 }), protocolError);
    row("64 bits for 65535", clientFrame(QByteArray(65535, 'x'), { .lengthForm = 64 }), protocolError);
    row("64 bits for 5", clientFrame("hello", { .lengthForm = 64 }), protocolError);
    row("the top bit of a length", QByteArray::fromHex("81ff8000000000000000a1b2c3d4"), protocolError);
    row("half a close code", closing("\x03"), protocolError);
    for (const int code : { 0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535 })
        row("wrong close code " + number(code), closing(closePayload(code)), protocolError);

    row("binary", clientFrame("x", { .opcode = 2 }), { "violation:1003" });
    row("2^62 bytes announced", clientFrame("x", { .announced = qint64(1) << 62 }), { "violation:1009" });
    row("65537 bytes announced", clientFrame("x", { .announced = 65537 }), { "violation:1009" });
    row("fragments over the limit", text(QByteArray(65536, 'l'), false) + more("x"), { "violation:1009" });

    const QByteArrayList notUtf8 { "violation:1007" };
    row("a close reason that is not UTF-8", closing(closePayload(1000, "\xff")), notUtf8);
    row("a close reason cut inside a character", closing(closePayload(1000, "\xc3")), notUtf8);
    row("bad text fails before its message ends", text("\xff", false), notUtf8);
    const std::pair<const char *, const char *> bad[] = { { "a lone continuation byte", "a\x80" },
        { "an overlong slash", "\xc0\xaf" }, { "an overlong three", "\xe0\x9f\xbf" }, { "a surrogate", "\xed\xa0\x80" },
        { "an overlong four", "\xf0\x8f\xbf\xbf" }, { "above U+10FFFF", "\xf4\x90\x80\x80" }, { "a byte fe", "\xfe" },
        { "a lead byte f5", "\xf5\x80\x80\x80" }, { "a cut character", "abcdefgh\xe2\x82" },
        { "a lead instead of a continuation", "\xe2\xe2\x82\xac" } };
    for (const auto &[name, bytes] : bad) {
        row(name, text(bytes), notUtf8);
        row(QByteArray(name) + ", in the last fragment", text("x", false) + more(bytes), notUtf8);
    }
}

} // namespace

class FramesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsFoundDoesNotDependOnHowTheBytesArrive_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArrayList>("found");
        goodRows();
        wrongRows();
    }
    void whatIsFoundDoesNotDependOnHowTheBytesArrive()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArrayList, found);
        for (const qsizetype piece :
            { qsizetype(1), qsizetype(2), qsizetype(3), qsizetype(7), qsizetype(64), bytes.size() }) {
            Reader reader;
            reader.feed(bytes, piece);
            QVERIFY2(reader.found == found,
                ("in pieces of " + number(piece) + ": " + reader.found.join(", ").left(200)).constData());
            QVERIFY(reader.isOver() || !reader.parser.isInsideMessage());
        }
    }

    void wrongStartsAreSeenBeforeTheHeaderIsWhole()
    {
        Reader reader;
        reader.feed(QByteArray::fromHex("8105"), 2); // not masked, and nothing follows
        QCOMPARE(reader.found, QByteArrayList { "violation:1002" });
    }

    void aMessageRemembersWhenItBegan()
    {
        Reader reader;
        reader.now = 7;
        reader.feed(text("a", false), 1);
        reader.now = 9;
        reader.feed(ping(), 1);
        reader.feed(more("b", false), 1);
        QCOMPARE(reader.parser.insideSince(), Tick(7));
        reader.feed(more("c"), 1);
        QVERIFY(!reader.parser.isInsideMessage());
        reader.feed(text("d", false), 1);
        QCOMPARE(reader.parser.insideSince(), Tick(9));
    }

    void aFloodOfEmptyFragmentsIsStopped()
    {
        Reader reader;
        const QByteArray flood = text("", false) + more("", false).repeated(200);
        reader.feed(flood, flood.size());
        QCOMPARE(reader.found, QByteArrayList { "violation:4501" });
    }

    void aFloodOfPingsIsStoppedAndASlowDripIsNot()
    {
        Reader reader;
        reader.feed(ping().repeated(129), 4096);
        QCOMPARE(reader.found.count("ping:"), 128);
        QCOMPARE(reader.found.last(), QByteArray("violation:4501"));

        Reader slow;
        for (int second = 0; second < 100; ++second) {
            slow.now += 10;
            slow.feed(ping().repeated(20), 4096);
        }
        QCOMPARE(slow.found.count("ping:"), 2000);
    }

    void ordinaryFragmentsAreNotCalledAFlood()
    {
        Reader reader;
        const QByteArray part(16, 'a');
        reader.feed(text(part, false) + more(part, false).repeated(1000) + more(""), 1000);
        QCOMPARE(reader.found, QByteArrayList { "text:" + part.repeated(1001) });
    }

    void everyMaskIsUndoneAtEveryLength()
    {
        QByteArray payload;
        for (int length = 0; length < 140; ++length) {
            const QByteArray bytes = clientFrame(payload, { .mask = QByteArray::fromHex("ff00817e") });
            Reader reader;
            reader.feed(bytes, bytes.size());
            QCOMPARE(reader.found, QByteArrayList { "text:" + payload });
            payload += static_cast<char>('!' + length % 90);
        }
    }

    void aByteThatIsNotAsciiIsSeenAtEveryPlace()
    {
        for (int length = 1; length < 100; ++length)
            for (int at = 0; at < length; ++at) {
                QByteArray payload(length, 'a');
                payload[at] = '\x80';
                const QByteArray bytes = text(payload);
                Reader reader;
                reader.feed(bytes, bytes.size());
                QCOMPARE(reader.found, QByteArrayList { "violation:1007" });
            }
    }

    void framesAreWrittenWithTheShortestLength()
    {
        QCOMPARE(encodeText("hi"), QByteArray::fromHex("81026869"));
        QCOMPARE(encodeText(QByteArray(125, 'x')).left(2), QByteArray::fromHex("817d"));
        QCOMPARE(encodeText(QByteArray(126, 'x')).left(4), QByteArray::fromHex("817e007e"));
        QCOMPARE(encodeText(QByteArray(65535, 'x')).left(4), QByteArray::fromHex("817effff"));
        QCOMPARE(encodeText(QByteArray(65536, 'x')).left(10), QByteArray::fromHex("817f0000000000010000"));
        QCOMPARE(encodePing("p"), QByteArray::fromHex("890170"));
        QCOMPARE(encodePong(""), QByteArray::fromHex("8a00"));
        QCOMPARE(encodeClose(CloseCode::SlowConsumer, "slow"), QByteArray::fromHex("88060fa1") + "slow");
        QCOMPARE(encodeEmptyClose(), QByteArray::fromHex("8800"));
        QByteArray several = encodeText("a");
        appendText(several, "b");
        QCOMPARE(several, QByteArray::fromHex("810161810162"));
    }

    void aCloseReasonIsCutBetweenCharacters()
    {
        const QByteArray frame = encodeClose(CloseCode::Normal, QByteArray(122, 'x') + "\xc3\xa4");
        QCOMPARE(frame.size(), 2 + 2 + 122);
        QVERIFY(frame.endsWith('x'));
        QCOMPARE(encodePong(QByteArray(200, 'x')).size(), 2 + 125);
    }
};

QTEST_GUILESS_MAIN(FramesTest)
#include "frames_test.moc"
