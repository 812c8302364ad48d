// SPDX-License-Identifier: GPL-3.0-or-later
// What a node refuses from a client, with which code, and which field it names.
#include "core/protocol/codec.h"
#include "core/protocol/limits.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::protocol;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(hubbub::ErrorCode)

namespace {

const auto mid = "0b9d1f3a-52c1-4f0a-9a57-8a86f2c5e7d1"_ba;

QByteArray send(const QByteArray &body)
{
    return "{\"op\":\"send\",\"id\":9,\"room\":\"general\",\"mid\":\"" + mid + "\",\"body\":" + body + '}';
}
QByteArray sendText(const QByteArray &text) { return send("{\"text\":\"" + text + "\"}"); }
QByteArray hello(const QByteArray &rest)
{
    return "{\"op\":\"hello\",\"id\":9,\"device\":\"" + mid + "\",\"app\":\"a 1\"," + rest + '}';
}
QByteArray create(const QByteArray &title)
{
    return "{\"op\":\"create\",\"id\":9,\"room\":\"x\",\"title\":\"" + title + "\"}";
}

std::variant<CommandFrame, ErrorReply> decoded(const QByteArray &frame)
{
    Decoder decoder;
    return decoder.command(frame);
}
ErrorReply refused(const QByteArray &frame)
{
    const auto result = decoded(frame);
    return std::holds_alternative<ErrorReply>(result) ? std::get<ErrorReply>(result) : ErrorReply { -1, {} };
}
template <typename T>
T accepted(const QByteArray &frame)
{
    const auto result = decoded(frame);
    if (const auto *error = std::get_if<ErrorReply>(&result))
        qFatal("%s: %s", frame.constData(), qPrintable(error->error.detail));
    return std::get<T>(std::get<CommandFrame>(result).command);
}

QByteArray resumeOf(int rooms)
{
    QByteArrayList list;
    for (int i = 0; i < rooms; ++i)
        list.append("\"r" + QByteArray::number(i) + "\":{\"epoch\":\"e\",\"seq\":1,\"mid\":\"m\"}");
    return R"({"op":"resume","id":9,"rooms":{)" + list.join(',') + "}}";
}

} // namespace

class StrictnessTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsNoFrameIsABadFrameWithoutId_data()
    {
        QTest::addColumn<QByteArray>("frame");
        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("white space") << " \n "_ba;
        QTest::newRow("array") << "[]"_ba;
        QTest::newRow("string") << "\"send\""_ba;
        QTest::newRow("number") << "7"_ba;
        QTest::newRow("null") << "null"_ba;
        QTest::newRow("cut off") << R"({"op":"logout","id":1)"_ba;
        QTest::newRow("trailing garbage") << R"({"op":"logout","id":1}x)"_ba;
        QTest::newRow("two objects") << R"({"op":"logout","id":1}{"op":"logout","id":2})"_ba;
        QTest::newRow("trailing NUL") << QByteArray(R"({"op":"logout","id":1})", 23);
        QTest::newRow("byte order mark") << "\xef\xbb\xbf{\"op\":\"logout\",\"id\":1}"_ba;
        QTest::newRow("trailing comma") << R"({"op":"logout","id":1,})"_ba;
        QTest::newRow("comment") << R"({"op":"logout",/* */"id":1})"_ba;
        QTest::newRow("single quotes") << R"({'op':'logout','id':1})"_ba;
        QTest::newRow("binary") << QByteArray("\x00\x01\x02\xff\xfe", 5);
        QTest::newRow("raw NUL in a string") << QByteArray("{\"op\":\"logout\",\"id\":1,\"x\":\"a\0b\"}", 31);
        QTest::newRow("raw newline in a string") << "{\"op\":\"logout\",\"id\":1,\"x\":\"a\nb\"}"_ba;
        QTest::newRow("NUL") << R"({"op":"logout","id":1,"x":"a\u0000b"})"_ba;
        QTest::newRow("NUL in a name") << R"({"op":"logout","id":1,"a\u0000b":1})"_ba;
        QTest::newRow("NUL deep down") << R"({"op":"logout","id":1,"x":[{"y":["\u0000"]}]})"_ba;
        QTest::newRow("lone high surrogate") << R"({"op":"logout","id":1,"x":"\ud800"})"_ba;
        QTest::newRow("lone low surrogate") << R"({"op":"logout","id":1,"x":"\udc00"})"_ba;
        QTest::newRow("two high surrogates") << R"({"op":"logout","id":1,"x":"\ud800\ud800"})"_ba;
        QTest::newRow("high surrogate and a letter") << R"({"op":"logout","id":1,"x":"\ud800\u0041"})"_ba;
        QTest::newRow("surrogate in a name") << R"({"op":"logout","id":1,"\ud800":1})"_ba;
        QTest::newRow("cut UTF-8") << "{\"op\":\"logout\",\"id\":1,\"x\":\"\xc3\"}"_ba;
        QTest::newRow("overlong UTF-8") << "{\"op\":\"logout\",\"id\":1,\"x\":\"\xc0\xaf\"}"_ba;
        QTest::newRow("surrogate in UTF-8") << "{\"op\":\"logout\",\"id\":1,\"x\":\"\xed\xa0\x80\"}"_ba;
        QTest::newRow("beyond Unicode") << "{\"op\":\"logout\",\"id\":1,\"x\":\"\xf4\x90\x80\x80\"}"_ba;
        QTest::newRow("1e999") << R"({"op":"logout","id":1,"x":1e999})"_ba;
        QTest::newRow("-1e999") << R"({"op":"logout","id":1,"x":-1e999})"_ba;
        QTest::newRow("integer of 30 digits") << R"({"op":"logout","id":1,"x":123456789012345678901234567890})"_ba;
        QTest::newRow("NaN") << R"({"op":"logout","id":1,"x":NaN})"_ba;
        QTest::newRow("leading zero") << R"({"op":"logout","id":01})"_ba;
        QTest::newRow("plus") << R"({"op":"logout","id":+1})"_ba;
        QTest::newRow("hex") << R"({"op":"logout","id":0x1})"_ba;
        QTest::newRow("op twice") << R"({"op":"logout","op":"leave","id":1})"_ba;
        QTest::newRow("id twice") << R"({"op":"logout","id":1,"id":1})"_ba;
        QTest::newRow("twice by an escape") << R"({"op":"logout","id":1,"\u0069d":1})"_ba;
        QTest::newRow("unknown member twice") << R"({"op":"logout","id":1,"x":1,"x":1})"_ba;
        QTest::newRow("twice deep down") << R"({"op":"logout","id":1,"x":[{"y":1,"y":2}]})"_ba;
        QTest::newRow("twice among many")
            << R"({"op":"logout","id":1,"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"a":1})"_ba;
        QTest::newRow("17 levels") << R"({"op":"logout","id":1,"x":)"_ba + QByteArray(16, '[') + QByteArray(16, ']')
                + '}';
        QTest::newRow("17 levels of objects")
            << R"({"op":"logout","id":1)"_ba + QByteArray(",\"x\":{\"y\":1").repeated(16) + QByteArray(17, '}');
        QTest::newRow("10,000 levels") << QByteArray(10000, '[') + QByteArray(10000, ']');
        QTest::newRow("10,000 levels in a member")
            << R"({"op":"logout","id":1,"x":)"_ba + QByteArray(10000, '[') + QByteArray(10000, ']') + '}';
        QTest::newRow("10,000 brackets") << QByteArray(10000, '{');
    }
    void whatIsNoFrameIsABadFrameWithoutId()
    {
        QFETCH(const QByteArray, frame);
        const ErrorReply reply = refused(frame);
        QCOMPARE(reply.error.code, ErrorCode::BadFrame);
        QCOMPARE(reply.id, std::nullopt);
        QVERIFY(!reply.error.detail.isEmpty());
    }

    void anIdMustBeAPositiveIntegerThatADoubleHolds_data()
    {
        QTest::addColumn<QByteArray>("frame");
        for (const char *id : { "0", "-1", "1.0", "1e0", "\"1\"", "null", "true", "[1]", "{}", "9007199254740993",
                 "9223372036854775808", "18446744073709551615" })
            QTest::newRow(id) << R"({"op":"logout","id":)"_ba + id + '}';
        QTest::newRow("missing") << R"({"op":"logout"})"_ba;
        QTest::newRow("missing, op unknown") << R"({"op":"dance"})"_ba;
    }
    void anIdMustBeAPositiveIntegerThatADoubleHolds()
    {
        QFETCH(const QByteArray, frame);
        const ErrorReply reply = refused(frame);
        QCOMPARE(reply.error.code, ErrorCode::BadFrame);
        QCOMPARE(reply.id, std::nullopt);
    }
    void theLargestIdIsTaken() { accepted<Logout>(R"({"op":"logout","id":9007199254740992})"); }

    void anOpMustBeThereAndAString()
    {
        for (const char *frame : { R"({"id":9})", R"({"id":9,"op":7})", R"({"id":9,"op":null})" }) {
            const ErrorReply reply = refused(frame);
            QCOMPARE(reply.error.code, ErrorCode::BadFrame);
            QCOMPARE(reply.id, std::optional<qint64>(9));
        }
    }

    void anUnknownOpIsSaidWithTheId()
    {
        for (const char *op : { "dance", "", "Send", "send ", "welcome", "event" }) {
            const ErrorReply reply = refused("{\"id\":9,\"op\":\"" + QByteArray(op) + "\"}");
            QCOMPARE(reply.error.code, ErrorCode::UnknownOp);
            QCOMPARE(reply.id, std::optional<qint64>(9));
        }
    }

    void unknownFieldsAreIgnored()
    {
        QCOMPARE(accepted<Typing>(R"({"op":"typing","id":9,"room":"x","on":true,"new":{"a":[1,2]},"trace":true})"),
            (Typing { RoomId("x"_ba), true }));
    }

    void sixteenLevelsAreTaken()
    {
        accepted<Logout>(R"({"op":"logout","id":1,"x":)" + QByteArray(15, '[') + QByteArray(15, ']') + '}');
        accepted<Logout>(R"({"op":"logout","id":1)" + QByteArray(",\"x\":{\"y\":1").repeated(15) + QByteArray(16, '}'));
    }

    void aFrameMayHaveSixtyFourKibibytes()
    {
        const QByteArray head = "{\"op\":\"logout\",\"id\":1,\"x\":\"";
        const auto frame = [&head](qsizetype bytes) { return head + QByteArray(bytes - head.size() - 2, 'a') + "\"}"; };
        accepted<Logout>(frame(frameBytes));
        const ErrorReply reply = refused(frame(frameBytes + 1));
        QCOMPARE(reply.error.code, ErrorCode::TooLarge);
        QCOMPARE(reply.id, std::nullopt);
    }

    void aTextMayHaveSixteenKibibytes()
    {
        accepted<Send>(sendText(QByteArray(textBytes, 'a')));
        const ErrorReply reply = refused(sendText(QByteArray(textBytes + 1, 'a')));
        QCOMPARE(reply.error.code, ErrorCode::TooLarge);
        QCOMPARE(reply.id, std::optional<qint64>(9));
        // Bytes of the text, not of its escapes.
        accepted<Send>(sendText(QByteArray("\\n").repeated(textBytes - 1) + 'a'));
    }

    void aWrongFieldIsNamed_data()
    {
        QTest::addColumn<QByteArray>("frame");
        QTest::addColumn<QString>("field");
        const auto row = [](const char *name, const QByteArray &frame, const QString &field) {
            QTest::newRow(name) << frame << field;
        };
        const QByteArray typing = R"({"op":"typing","id":9,"on":true,"room":)";
        row("room missing", R"({"op":"typing","id":9,"on":true})", u"room"_s);
        row("room of a wrong type", typing + "7}", u"room"_s);
        row("room null", typing + "null}", u"room"_s);
        row("room empty", typing + "\"\"}", u"room"_s);
        row("room with capitals", typing + "\"General\"}", u"room"_s);
        row("room with braces", typing + "\"a{b}\"}", u"room"_s);
        row("room with a star", typing + "\"a*\"}", u"room"_s);
        row("room with a newline", typing + "\"a\\nb\"}", u"room"_s);
        row("room of 10 kB", typing + '"' + QByteArray(10240, 'a') + "\"}", u"room"_s);
        row("direct room cut short", typing + "\"@0123\"}", u"room"_s);
        row("on missing", R"({"op":"typing","id":9,"room":"x"})", u"on"_s);
        row("on as a number", R"({"op":"typing","id":9,"room":"x","on":1})", u"on"_s);
        row("on as a string", R"({"op":"typing","id":9,"room":"x","on":"true"})", u"on"_s);
        row("mid missing", R"({"op":"send","id":9,"room":"x","body":{"text":"x"}})", u"mid"_s);
        row("mid that is no UUID", R"({"op":"send","id":9,"room":"x","mid":"1","body":{"text":"x"}})", u"mid"_s);
        row("kind unknown",
            "{\"op\":\"send\",\"id\":9,\"room\":\"x\",\"kind\":\"poll\",\"mid\":\"" + mid
                + "\",\"body\":{\"text\":\"x\"}}",
            u"kind"_s);
        row("kind of another op",
            "{\"op\":\"send\",\"id\":9,\"room\":\"x\",\"kind\":\"member\",\"mid\":\"" + mid
                + "\",\"body\":{\"text\":\"x\"}}",
            u"kind"_s);
        row("body missing", "{\"op\":\"send\",\"id\":9,\"room\":\"x\",\"mid\":\"" + mid + "\"}", u"body"_s);
        row("body a string", send("\"hi\""), u"body"_s);
        row("text missing", send("{}"), u"body.text"_s);
        row("text a number", send("{\"text\":5}"), u"body.text"_s);
        row("text empty", sendText(""), u"body.text"_s);
        row("text blank", sendText(" \\n\\t\u00a0\u3000"), u"body.text"_s);
        row("text invisible", sendText("\\u200b\\u2060\\ufeff\\u00ad"), u"body.text"_s);
        row("text of fillers", sendText("\\u3164"), u"body.text"_s);
        row("reply_to 0", send(R"({"text":"x","reply_to":0})"), u"body.reply_to"_s);
        row("reply_to negative", send(R"({"text":"x","reply_to":-4})"), u"body.reply_to"_s);
        row("reply_to 1.0", send(R"({"text":"x","reply_to":1.0})"), u"body.reply_to"_s);
        row("reply_to null", send(R"({"text":"x","reply_to":null})"), u"body.reply_to"_s);
        row("mentions no array", send(R"({"text":"x","mentions":"mara"})"), u"body.mentions"_s);
        row("mentions a number", send(R"({"text":"x","mentions":[1]})"), u"body.mentions"_s);
        row("mentions no name", send(R"({"text":"x","mentions":["Mara!"]})"), u"body.mentions"_s);
        row("51 mentions", send(R"({"text":"x","mentions":["mm")" + QByteArray(",\"mm\"").repeated(50) + "]}"),
            u"body.mentions"_s);
        row("before and after", R"({"op":"history","id":9,"room":"x","before":1,"after":1})", u"after"_s);
        row("before 0", R"({"op":"history","id":9,"room":"x","before":0})", u"before"_s);
        row("after -1", R"({"op":"history","id":9,"room":"x","after":-1})", u"after"_s);
        row("limit 0", R"({"op":"history","id":9,"room":"x","limit":0})", u"limit"_s);
        row("limit as a string", R"({"op":"history","id":9,"room":"x","limit":"5"})", u"limit"_s);
        row("create a direct room", R"({"op":"create","id":9,"room":"@0123456789abcdef0123456789abcdef"})", u"room"_s);
        row("kind direct", R"({"op":"create","id":9,"room":"x","kind":"direct"})", u"kind"_s);
        row("visibility unknown", R"({"op":"create","id":9,"room":"x","visibility":"hidden"})", u"visibility"_s);
        row("title of 129", create(QByteArray(129, 'a')), u"title"_s);
        row("title that grows over 128", create(QByteArray("\ufdfa").repeated(8)), u"title"_s); // 18 characters each
        row("title with a bidi override", create("a\\u202eb"), u"title"_s);
        row("title with an isolate", create("a\\u2066b"), u"title"_s);
        row("title with a newline", create("a\\nb"), u"title"_s);
        row("title with a C1 control", create("a\\u0085b"), u"title"_s);
        row("title with a line separator", create("a\\u2028b"), u"title"_s);
        row("title with a mark", create("a\\u200fb"), u"title"_s);
        row("title with DEL", create("a\\u007fb"), u"title"_s);
        row("prefix with a star", R"({"op":"rooms","id":9,"prefix":"*"})", u"prefix"_s);
        row("after that is no name", R"({"op":"members","id":9,"room":"x","after":"-"})", u"after"_s);
        row("state offline", R"({"op":"presence","id":9,"state":"offline"})", u"state"_s);
        row("state unknown", R"({"op":"presence","id":9,"state":"asleep"})", u"state"_s);
        row("state missing", R"({"op":"presence","id":9})", u"state"_s);
        row("text of 129",
            "{\"op\":\"presence\",\"id\":9,\"state\":\"away\",\"text\":\"" + QByteArray(129, 'a') + "\"}", u"text"_s);
        row("seq missing", R"({"op":"read","id":9,"room":"x"})", u"seq"_s);
        row("seq 0", R"({"op":"read","id":9,"room":"x","seq":0})", u"seq"_s);
        row("seq 1.0", R"({"op":"read","id":9,"room":"x","seq":1.0})", u"seq"_s);
        row("seq beyond a double", R"({"op":"read","id":9,"room":"x","seq":9007199254740993})", u"seq"_s);
        row("seq beyond 64 bits, signed", R"({"op":"read","id":9,"room":"x","seq":9223372036854775808})", u"seq"_s);
        row("rooms missing", R"({"op":"resume","id":9})", u"rooms"_s);
        row("rooms an array", R"({"op":"resume","id":9,"rooms":[]})", u"rooms"_s);
        row("101 rooms", resumeOf(101), u"rooms"_s);
        row("room of a bad name", R"({"op":"resume","id":9,"rooms":{"A B":{"epoch":"e","seq":1,"mid":"m"}}})",
            u"rooms"_s);
        row("refresh missing", R"({"op":"refresh","id":9})", u"refresh"_s);
        row("refresh empty", R"({"op":"refresh","id":9,"refresh":""})", u"refresh"_s);
        row("refresh with a space", R"({"op":"refresh","id":9,"refresh":"a b"})", u"refresh"_s);
        row("everywhere a number", R"({"op":"logout","id":9,"everywhere":1})", u"everywhere"_s);
    }
    void aWrongFieldIsNamed()
    {
        QFETCH(const QByteArray, frame);
        QFETCH(const QString, field);
        const ErrorReply reply = refused(frame);
        QCOMPARE(reply.id, std::optional<qint64>(9));
        QCOMPARE(nameOf(reply.error.code), "bad_field");
        QCOMPARE(reply.error.detail.section(u' ', 0, 0), field);
    }

    void aHelloSaysInOneWayWhoOneIs_data()
    {
        QTest::addColumn<QByteArray>("frame");
        QTest::addColumn<QString>("field");
        QTest::newRow("in no way") << hello("\"x\":1") << u"token"_s;
        QTest::newRow("in two ways") << hello(R"("token":"t","refresh":"r")") << u"token"_s;
        QTest::newRow("token and password") << hello(R"("token":"t","user":"mara","password":"p")") << u"token"_s;
        QTest::newRow("password alone") << hello(R"("password":"p")") << u"user"_s;
        QTest::newRow("user alone") << hello(R"("user":"mara")") << u"password"_s;
        QTest::newRow("user of a bad name") << hello(R"("user":"Mara","password":"p")") << u"user"_s;
        QTest::newRow("token a number") << hello(R"("token":7)") << u"token"_s;
        QTest::newRow("token with a newline") << hello(R"("token":"a\nb")") << u"token"_s;
        QTest::newRow("token of 5 kB") << hello("\"token\":\"" + QByteArray(5000, 'a') + '"') << u"token"_s;
        QTest::newRow("password empty") << hello(R"("user":"mara","password":"")") << u"password"_s;
        QTest::newRow("password of 129") << hello("\"user\":\"mara\",\"password\":\"" + QByteArray(129, 'a') + '"')
                                         << u"password"_s;
        QTest::newRow("password of 11, to register")
            << hello(R"("user":"mara","password":"12345678901","create":true)") << u"password"_s;
        QTest::newRow("display with an override")
            << hello(R"("user":"mara","password":"123456789012","create":true,"display":"\u202e")") << u"display"_s;
        QTest::newRow("code with a space")
            << hello(R"("user":"mara","password":"123456789012","create":true,"code":"a b")") << u"code"_s;
        QTest::newRow("create a number") << hello(R"("user":"mara","password":"123456789012","create":1)")
                                         << u"create"_s;
        QTest::newRow("resume an array") << hello(R"("token":"t","resume":[])") << u"resume"_s;
        QTest::newRow("device missing") << R"({"op":"hello","id":9,"token":"t","app":"a"})"_ba << u"device"_s;
        QTest::newRow("device no UUID") << R"({"op":"hello","id":9,"token":"t","app":"a","device":"d"})"_ba
                                        << u"device"_s;
        QTest::newRow("app missing") << "{\"op\":\"hello\",\"id\":9,\"token\":\"t\",\"device\":\""_ba + mid + "\"}"
                                     << u"app"_s;
    }
    void aHelloSaysInOneWayWhoOneIs()
    {
        QFETCH(const QByteArray, frame);
        QFETCH(const QString, field);
        const ErrorReply reply = refused(frame);
        QCOMPARE(reply.id, std::optional<qint64>(9));
        QCOMPARE(nameOf(reply.error.code), "bad_field");
        QCOMPARE(reply.error.detail.section(u' ', 0, 0), field);
    }

    void noDetailRepeatsASecret()
    {
        for (const QByteArray &frame : { hello(R"("user":"mara","password":"hunter2","create":true)"),
                 hello(R"("token":"hunter2 x")"), hello(R"("refresh":"hunter2 x")") })
            QVERIFY(!refused(frame).error.detail.contains(u"hunter2"));
    }

    void aPositionThatCantBeOneIsNoError_data()
    {
        QTest::addColumn<QByteArray>("position");
        for (const char *position :
            { "null", "7", "[]", "{}", R"({"epoch":"e"})", R"({"epoch":"e","seq":-1,"mid":"m"})",
                R"({"epoch":"e","seq":"1","mid":"m"})", R"({"epoch":"e","seq":1.5,"mid":"m"})",
                R"({"epoch":7,"seq":1,"mid":"m"})", R"({"epoch":"","seq":1,"mid":"m"})",
                R"({"epoch":"e","seq":9007199254740993,"mid":"m"})", R"({"epoch":"e","seq":1,"mid":4})",
                R"({"epoch":"e","seq":1})", R"({"epoch":"e e","seq":1,"mid":"m"})", R"({"epoch":"?","seq":0})" })
            QTest::newRow(position) << QByteArray(position);
    }
    void aPositionThatCantBeOneIsNoError()
    {
        QFETCH(const QByteArray, position);
        const auto resume = accepted<Resume>(R"({"op":"resume","id":9,"rooms":{"x":)" + position + "}}");
        QCOMPARE(resume.rooms.size(), 1);
        QCOMPARE(resume.rooms.value(RoomId("x"_ba)), (Position { Epoch("?"_ba), 0, {} }));
    }
    void thePlaceBeforeTheFirstEventNeedsNoMid()
    {
        for (const char *mid : { "", R"(,"mid":"")" }) {
            const auto resume = accepted<Resume>(
                R"({"op":"resume","id":9,"rooms":{"x":{"epoch":"e","seq":0)" + QByteArray(mid) + "}}}");
            QCOMPARE(resume.rooms.value(RoomId("x"_ba)), (Position { Epoch("e"_ba), 0, {} }));
        }
    }
    void aHundredRoomsMayBeResumed() { QCOMPARE(accepted<Resume>(resumeOf(100)).rooms.size(), 100); }

    void whatIsLeftOutHasItsDefault()
    {
        const RoomId x("x"_ba);
        QCOMPARE(accepted<History>(R"({"op":"history","id":9,"room":"x"})"), (History { x, {}, {}, 50 }));
        QCOMPARE(accepted<History>(R"({"op":"history","id":9,"room":"x","limit":5000})"), (History { x, {}, {}, 200 }));
        QCOMPARE(accepted<Create>(R"({"op":"create","id":9,"room":"x"})"), (Create { x, {}, {}, Visibility::Public }));
        QCOMPARE(accepted<Rooms>(R"({"op":"rooms","id":9,"limit":9007199254740992})"), (Rooms { {}, {}, 200 }));
        QCOMPARE(accepted<Members>(R"({"op":"members","id":9,"room":"x"})"), (Members { x, {}, 50 }));
        QCOMPARE(accepted<SetPresence>(R"({"op":"presence","id":9,"state":"away"})"),
            (SetPresence { Presence::Away, {}, {} }));
        QCOMPARE(accepted<Logout>(R"({"op":"logout","id":9})"), (Logout { false }));
        QCOMPARE(accepted<Send>("{\"op\":\"send\",\"id\":9,\"room\":\"x\",\"kind\":\"message\",\"mid\":\"" + mid
                     + "\",\"body\":{\"text\":\"x\"}}")
                     .body,
            R"({"text":"x"})");
    }

    void aBodyIsPassedOnCompactWithAllThatIsInIt()
    {
        QCOMPARE(accepted<Send>(send(" { \"text\" : \"a\\/\\u00e9\\ud83d\\ude00\\u0007\" ,\n \"x\" : [ 1 , -0.5e3 , "
                                     "1.0, true , null , { } ],"
                                     "\"n\":18446744073709551615, \"m\":-9223372036854775808, \"e\":1e-7 } "))
                     .body,
            "{\"text\":\"a/\u00e9\U0001f600\\u0007\",\"x\":[1,-500.0,1.0,true,null,{}],"
            "\"n\":18446744073709551615,\"m\":-9223372036854775808,\"e\":1e-07}");
    }

    void aTitleIsNormalisedAndTrimmed()
    {
        QCOMPARE(accepted<Create>(create("  \uff28\uff49 \ufb01 e\u0301 ")).title, u"Hi fi \u00e9"_s);
        QCOMPARE(accepted<Create>(create(QByteArray("\U0001f600").repeated(128))).title.size(), 256);
        QCOMPARE(accepted<Create>(create("")).title, QString());
        // A joiner is no trick: families of emoji need it.
        QCOMPARE(accepted<Create>(create("\U0001f469\u200d\U0001f4bb")).title, u"\U0001f469\u200d\U0001f4bb"_s);
    }

    void aMessageMayHoldWhatATitleMayNot()
    {
        const auto send = accepted<Send>(sendText("a\\u202eb\\n\\u0001"));
        QCOMPARE(send.body, "{\"text\":\"a\u202eb\\n\\u0001\"}");
    }

    void oneDecoderServesManyFramesAfterBadOnes()
    {
        Decoder decoder;
        for (int i = 0; i < 3; ++i) {
            QVERIFY(std::holds_alternative<ErrorReply>(decoder.command(QByteArray(10000, '['))));
            QVERIFY(std::holds_alternative<CommandFrame>(decoder.command(sendText(QByteArray(textBytes, 'a')))));
            QVERIFY(std::holds_alternative<ErrorReply>(decoder.command("{\"op\":\"\xff\"}")));
            QVERIFY(std::holds_alternative<CommandFrame>(decoder.command(R"({"op":"logout","id":1})")));
        }
    }
};

QTEST_GUILESS_MAIN(StrictnessTest)
#include "strictness_test.moc"
