// SPDX-License-Identifier: GPL-3.0-or-later
// Replies and pushes: what a node writes is what the client reads.
#include "core/protocol/codec.h"
#include "tests/unit/protocol/golden.h"

#include <QTest>

#include <functional>

using namespace hubbub;
using namespace hubbub::protocol;
using namespace Qt::StringLiterals;

namespace {

const auto room = RoomId("general"_ba);
const auto mid = Mid("0b9d1f3a-52c1-4f0a-9a57-8a86f2c5e7d1"_ba);
constexpr qint64 id = 7;
constexpr qint64 moment = 1790000000000;

RoomState general()
{
    RoomState state;
    state.room = room;
    state.title = u"General"_s;
    state.topic = u"All of it"_s;
    state.role = Role::Owner;
    state.epoch = Epoch("e1"_ba);
    state.last = 12;
    state.lastMid = mid;
    state.read = 11;
    state.members = 3;
    state.lastLine = LastLine { UserId("olek"_ba), moment + 1, u"see you"_s };
    state.resume = ResumeResult::Complete;
    return state;
}

RoomState direct()
{
    RoomState state;
    state.room = RoomId("@0123456789abcdef0123456789abcdef"_ba);
    state.kind = RoomKind::Direct;
    state.visibility = Visibility::Private;
    state.epoch = Epoch("e2"_ba);
    state.members = 2;
    return state;
}

Welcome welcome()
{
    Welcome welcome;
    welcome.user = UserId("mara"_ba);
    welcome.display = u"Mara"_s;
    welcome.roles = { u"admin"_s };
    welcome.session = SessionId("s1"_ba);
    welcome.node = NodeId("n1"_ba);
    welcome.token = "t";
    welcome.tokenTtlSeconds = 900;
    welcome.refresh = "r";
    welcome.time = moment;
    welcome.limits = { 65536, 16384, 512, 20, 10, 1048576 };
    welcome.nodes = { u"ws://127.0.0.1:7001/ws"_s, u"ws://127.0.0.1:7002/ws"_s };
    welcome.rooms = { general() };
    return welcome;
}

Event entry(EventKind kind)
{
    Event event;
    event.room = room;
    event.seq = 12;
    event.epoch = Epoch("e1"_ba);
    event.ts = moment + 1;
    event.kind = kind;
    event.from = UserId("olek"_ba);
    event.mid = mid;
    return event;
}

Event message()
{
    Event event = entry(EventKind::Message);
    event.message = { u"see **you**"_s, 3, { UserId("mara"_ba) } };
    return event;
}

Event member()
{
    Event event = entry(EventKind::Member);
    event.member = { MemberBody::Change::Kicked, UserId("pia"_ba), u"Pia"_s, Role::None };
    return event;
}

Event emptied()
{
    Event event = entry(EventKind::Void);
    event.body = "{}";
    return event;
}

/// As the publish script makes it of the two pieces.
QByteArray frameOf(const Event &event, const QByteArray &body)
{
    const EventPieces pieces = eventPieces(event.room, event.kind, event.from, event.mid, body);
    return pieces.head + "\"seq\":" + QByteArray::number(event.seq) + ",\"epoch\":\"" + event.epoch.bytes()
        + "\",\"ts\":" + QByteArray::number(event.ts) + ',' + pieces.tail;
}

PresencePush presence()
{
    return { room, 2,
        { { UserId("olek"_ba), Presence::Away, u"lunch"_s, 1, NodeId("n2"_ba), PresenceCause::State },
            { UserId("pia"_ba), Presence::Offline, {}, 0, NodeId("n2"_ba), PresenceCause::Crash } },
        false };
}

PresencePush presenceReset()
{
    return { room, 1, { { UserId("olek"_ba), Presence::Online, {}, 1, NodeId("n2"_ba), PresenceCause::Join } }, true };
}

struct Example {
    const char *name;
    QByteArray encoded;
    std::function<bool(const NodeFrame &, Decoder &)> isSame;
};

template <typename T>
Example example(const char *name, const QByteArray &encoded, const T &expected)
{
    return { name, encoded, [expected](const NodeFrame &frame, Decoder &) {
                const auto *value = std::get_if<T>(&frame);
                return value && *value == expected;
            } };
}

template <typename T>
Example push(const char *name, const T &expected)
{
    return example(name, encode(expected), expected);
}

template <typename T>
Example replyOf(
    const char *name, const QByteArray &encoded, const T &expected, Result<T> (Decoder::*read)(const OkReply &))
{
    return { name, encoded, [expected, read](const NodeFrame &frame, Decoder &decoder) {
                const auto *ok = std::get_if<OkReply>(&frame);
                if (!ok || ok->id != id)
                    return false;
                const Result<T> value = (decoder.*read)(*ok);
                return value.ok() && *value == expected;
            } };
}

template <typename T>
Example reply(const char *name, const T &expected, Result<T> (Decoder::*read)(const OkReply &))
{
    return replyOf(name, encode(id, expected), expected, read);
}

QList<Example> replies()
{
    Event line = entry(EventKind::Message);
    line.message.text = u"see you"_s;
    const RawHistory raw { { frameOf(line, encodeBody(line.message)) }, true, 1, 12, Epoch("e1"_ba), {} };
    return {
        example("welcome", encode(id, welcome()), welcome()),
        push("error",
            ErrorReply { id, Error { ErrorCode::RateLimited, u"too many"_s, std::chrono::milliseconds(250) } }),
        push("error without id", ErrorReply { {}, Error { ErrorCode::BadFrame, u"the frame is not JSON"_s } }),
        Example { "ok", encodeOk(id),
            [](const NodeFrame &frame, Decoder &) {
                return std::holds_alternative<OkReply>(frame) && std::get<OkReply>(frame).id == id;
            } },
        reply("ok of send", SendOk { 13, moment + 2, Epoch("e1"_ba), true }, &Decoder::sendOk),
        reply("ok of resume", ResumeOk { { general() } }, &Decoder::resumeOk),
        reply("ok of refresh", RefreshOk { "t2", 900, "r2" }, &Decoder::refreshOk),
        reply("ok of join", direct(), &Decoder::roomState),
        reply("ok of rooms", RoomsPage { { { room, u"General"_s, RoomKind::Chat, 3 } }, room }, &Decoder::roomsPage),
        reply("ok of members",
            MembersPage { { { UserId("olek"_ba), u"Olek"_s, Role::Moderator, Presence::Busy, u"in a meeting"_s, 2, 0 },
                              { UserId("pia"_ba), u"Pia"_s, Role::Member, Presence::Offline, {}, 0, moment + 3 } },
                UserId("pia"_ba) },
            &Decoder::membersPage),
        reply("ok of inbox",
            InboxOk { { { { NoticeId("1790000000000-0"_ba), NoticeKind::Invite, RoomId("kitchen"_ba), {}, 0,
                              UserId("olek"_ba), {} },
                          1790000000000, true } },
                2 },
            &Decoder::inboxOk),
        reply("ok of queue",
            QueueOk { { { RoomId("~0123456789abcdef0123456789abcdef"_ba), UserId("mara"_ba), u"Mara"_s,
                            u"it is broken"_s, 1790000000000, UserId("olek"_ba), u"Olek"_s, 0 },
                { RoomId("~0123456789abcdef0123456789abcde0"_ba), UserId("pia"_ba), u"Pia"_s, u"help"_s, 1790000000001,
                    {}, {}, 1 } } },
            &Decoder::queueOk),
        reply("ok of reads", ReadsOk { { { UserId("olek"_ba), 12 }, { UserId("pia"_ba), 9 } } }, &Decoder::readsOk),
        replyOf("ok of history", encode(id, raw), HistoryPage { { line }, true, 1, 12, Epoch("e1"_ba), {} },
            &Decoder::historyPage),
    };
}

QList<Example> pushes()
{
    return {
        example("message", frameOf(message(), encodeBody(message().message)), message()),
        example("member", frameOf(member(), encodeBody(member().member)), member()),
        example("void", frameOf(emptied(), "{}"), emptied()),
        push("room", RoomPush { general() }),
        push("removed", Removed { room, "gone" }),
        push("typing", TypingPush { room, UserId("olek"_ba), false }),
        push("presence", presence()),
        push("presence reset", presenceReset()),
        push("presence reset of a large room", PresencePush { room, 5000, {}, true }),
        push("presence reset of an empty room", PresencePush { room, 0, {}, true }),
        push("read", ReadPush { room, UserId("olek"_ba), 12 }),
        push("gap", Gap { room, 3, 9, Epoch("e1"_ba), GapCause::Trimmed }),
        push("gap of a new epoch", Gap { room, {}, 0, Epoch("e2"_ba), GapCause::Reset }),
        push("caught up", CaughtUp { room, 12 }),
        push("notice",
            Notice { NoticeId("1790000000000-0"_ba), NoticeKind::Mention, room, u"General"_s, 12, UserId("olek"_ba),
                u"see you"_s }),
        push("notice of an operator",
            Notice { NoticeId("1790000000000-1"_ba), NoticeKind::Announce, {}, u"Back at four"_s, 0, {}, {} }),
        push("status", Status { false }),
        push("nodes", NodesPush { { u"ws://127.0.0.1:7001/ws"_s, u"ws://127.0.0.1:7002/ws"_s } }),
        push("goodbye", Goodbye { "drain", 1500, { u"ws://127.0.0.1:7002/ws"_s } }),
    };
}

NodeFrame decoded(const QByteArray &frame)
{
    Decoder decoder;
    const auto message = decoder.nodeFrame(frame);
    if (!message)
        qFatal("%s", qPrintable(message.error().detail));
    return message->frame;
}

} // namespace

class NodeCodecTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyGoldenFrameHasItsExample()
    {
        QCOMPARE(goldenFrames("node_frames.txt").size(), (replies() + pushes()).size());
        Decoder decoder;
        QSet<size_t> kinds;
        for (const Example &each : replies() + pushes())
            kinds.insert(decoder.nodeFrame(each.encoded)->frame.index());
        QCOMPARE(kinds.size(), qsizetype(std::variant_size_v<NodeFrame>) - 1); // all but UnknownPush
    }

    void everyFrameIsItsGoldenFrameAndBack_data()
    {
        QTest::addColumn<int>("index");
        const auto examples = replies() + pushes();
        for (int i = 0; i < examples.size(); ++i)
            QTest::newRow(examples.at(i).name) << i;
    }
    void everyFrameIsItsGoldenFrameAndBack()
    {
        QFETCH(const int, index);
        const Example example = (replies() + pushes()).at(index);
        QCOMPARE(example.encoded, goldenFrames("node_frames.txt").value(example.name));
        Decoder decoder;
        const auto message = decoder.nodeFrame(example.encoded);
        QVERIFY2(message.ok(), message ? "" : qPrintable(message.error().detail));
        QVERIFY(example.isSame(message->frame, decoder));
    }

    void aWelcomeComesWithTheIdOfItsHello()
    {
        Decoder decoder;
        QCOMPARE(decoder.nodeFrame(encode(41, welcome()))->id, 41);
    }

    void whatIsNewToThisVersionDoesNoHarm()
    {
        QCOMPARE(std::get<UnknownPush>(decoded(R"({"op":"confetti","room":"general","much":true})")).op, "confetti");
        QCOMPARE(std::get<Status>(decoded(R"({"op":"status","redis":"up","lag":{"ms":4}})")), (Status { true }));

        const auto state = std::get<RoomPush>(decoded(
            R"({"op":"room","room":"x","epoch":"e","first":1,"last":0,"kind":"board","visibility":"odd","role":"guest"})"));
        QCOMPARE(state.state.kind, RoomKind::Chat);
        QCOMPARE(state.state.visibility, Visibility::Private);
        QCOMPARE(state.state.role, Role::Member);
        const auto error = std::get<ErrorReply>(decoded(R"({"op":"error","id":3,"code":"too_early","detail":"no"})"));
        QCOMPARE(error.error.code, ErrorCode::Internal);
    }

    void anEventOfAnUnknownKindKeepsItsBody()
    {
        const auto event = std::get<Event>(decoded(
            R"({"op":"event","room":"x","seq":1,"epoch":"e","ts":2,"kind":"poll","from":"mara","mid":"m","body":{ "q" : [1, 2.50] }})"));
        QCOMPARE(event.kind, EventKind::Unknown);
        QCOMPARE(event.body, R"({"q":[1,2.5]})");
    }

    void anEventWhoseBodyCantBeReadStillHasItsPlace()
    {
        const auto noText = std::get<Event>(decoded(
            R"({"op":"event","room":"x","seq":1,"epoch":"e","ts":2,"kind":"message","from":"mara","mid":"m","body":{"text":5}})"));
        QCOMPARE(noText.kind, EventKind::Unknown);
        QCOMPARE(noText.body, R"({"text":5})");
        const auto newChange = std::get<Event>(decoded(
            R"({"op":"event","room":"x","seq":1,"epoch":"e","ts":2,"kind":"member","from":"mara","mid":"m","body":{"change":"promoted","user":"mara"}})"));
        QCOMPARE(newChange.kind, EventKind::Unknown);
        QCOMPARE(newChange.seq, 1);
    }

    void aBodyAsDeepAsANodeTakesItPassesInHistory()
    {
        const QByteArray body = "{\"text\":\"x\",\"deep\":" + QByteArray(14, '[') + QByteArray(14, ']') + '}';
        const QByteArray send =
            R"({"op":"send","id":1,"room":"x","mid":"0b9d1f3a-52c1-4f0a-9a57-8a86f2c5e7d1","body":)" + body + '}';
        Decoder decoder;
        QVERIFY(std::holds_alternative<CommandFrame>(decoder.command(send)));
        const QByteArray frame = frameOf(entry(EventKind::Message), body);
        QCOMPARE(
            decoder.historyPage(OkReply { id, encode(id, RawHistory { { frame }, false, 1, 12, Epoch("e1"_ba), {} }) })
                ->events.size(),
            1);
    }

    void aNodeThatBreaksTheProtocolIsFound_data()
    {
        QTest::addColumn<QByteArray>("frame");
        QTest::newRow("no object") << "[]"_ba;
        QTest::newRow("no op") << "{}"_ba;
        QTest::newRow("ok without id") << R"({"op":"ok"})"_ba;
        QTest::newRow("ok with id 0") << R"({"op":"ok","id":0})"_ba;
        QTest::newRow("event without seq")
            << R"({"op":"event","room":"x","epoch":"e","ts":2,"kind":"message","from":"mara","mid":"m","body":{"text":"x"}})"_ba;
        QTest::newRow("event with seq 0")
            << R"({"op":"event","room":"x","seq":0,"epoch":"e","ts":2,"kind":"message","from":"mara","mid":"m","body":{"text":"x"}})"_ba;
        QTest::newRow("event with a seq that no double holds")
            << R"({"op":"event","room":"x","seq":9007199254740993,"epoch":"e","ts":2,"kind":"message","from":"mara","mid":"m"})"_ba;
        QTest::newRow("room with a bad name") << R"({"op":"typing","room":"A B","user":"mara","on":true})"_ba;
        QTest::newRow("presence without a count") << R"({"op":"presence","room":"x","changes":[]})"_ba;
        QTest::newRow("changes that are none") << R"({"op":"presence","room":"x","present":1,"changes":[1]})"_ba;
        QTest::newRow("negative sessions")
            << R"({"op":"presence","room":"x","present":1,"changes":[{"user":"mara","state":"online","sessions":-1,"cause":"join"}]})"_ba;
        QTest::newRow("nodes without a list") << R"({"op":"nodes"})"_ba;
        QTest::newRow("nodes as one text") << R"({"op":"nodes","nodes":"ws://x/ws"})"_ba;
        QTest::newRow("nodes that are no texts") << R"({"op":"nodes","nodes":[{"node":"n1"}]})"_ba;
        QTest::newRow("member twice") << R"({"op":"status","redis":"up","redis":"down"})"_ba;
    }
    void aNodeThatBreaksTheProtocolIsFound()
    {
        QFETCH(const QByteArray, frame);
        Decoder decoder;
        const auto message = decoder.nodeFrame(frame);
        QVERIFY(!message.ok());
        QCOMPARE(message.error().code, ErrorCode::BadFrame);
    }

    void aFrameOverFourMebibytesIsTooLarge()
    {
        Decoder decoder;
        const QByteArray frame = "{\"op\":\"x\",\"y\":\"" + QByteArray(4 * 1024 * 1024, 'a') + "\"}";
        QCOMPARE(decoder.nodeFrame(frame).error().code, ErrorCode::TooLarge);
        // The decoder goes on after it, also with one that needed more room.
        QVERIFY(decoder.nodeFrame("{\"op\":\"x\",\"y\":\"" + QByteArray(3 * 1024 * 1024, 'a') + "\"}").ok());
        QVERIFY(decoder.nodeFrame(R"({"op":"status","redis":"up"})").ok());
    }

    void anExcerptIsOneShortLine()
    {
        const auto excerpt = [](const QString &text, int most) {
            return excerptOf(frameOf(entry(EventKind::Message), encodeBody(MessageBody { text, {}, {} })), most);
        };
        QCOMPARE(excerpt(u"see you"_s, 7), u"see you"_s);
        QCOMPARE(excerpt(u"see you there"_s, 7), u"see yo\u2026"_s);
        QCOMPARE(excerpt(u" a\n\n b\tc "_s, 80), u"a b c"_s);
        QCOMPARE(excerpt(u"\U0001f600\U0001f601\U0001f602"_s, 2), u"\U0001f600\u2026"_s); // whole characters
        QCOMPARE(excerptOf(frameOf(entry(EventKind::Edit), R"({"target":3,"text":"see you"})"), 80), u"see you"_s);
        QCOMPARE(excerptOf(frameOf(member(), encodeBody(member().member)), 80), QString());
        QCOMPARE(excerptOf("not a frame", 80), QString());
    }
};

QTEST_GUILESS_MAIN(NodeCodecTest)
#include "node_codec_test.moc"
