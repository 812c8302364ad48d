// SPDX-License-Identifier: GPL-3.0-or-later
// What version 1 will serve later: frames by golden bytes and back, and that this release's decoder does not know them.
#include "core/protocol/later_codec.h"
#include "tests/unit/protocol/golden.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::protocol;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(hubbub::protocol::LaterCommand)

namespace {

const auto room = RoomId("general"_ba);
const auto olek = UserId("olek"_ba);
const auto mid = Mid("0b9d1f3a-52c1-4f0a-9a57-8a86f2c5e7d1"_ba);

QList<std::pair<const char *, LaterCommand>> commands()
{
    return {
        { "edit", Edit { room, mid, 12, R"({"text":"see you **soon**","reply_to":3,"later":1})" } },
        { "redact", Redact { room, mid, 12, {} } },
        { "redact for a reason", Redact { room, mid, 12, u"spam"_s } },
        { "react", React { room, mid, 12, u"\U0001f469\u200d\U0001f4bb"_s, false } },
        { "set", SetRoom { room, u"All"_s, u""_s } },
        { "set the topic", SetRoom { room, {}, u"Tea"_s } },
        { "close", CloseRoom { room } },
        { "direct", Direct { olek } },
        { "invite", Invite { room, olek } },
        { "kick", Kick { room, olek, {} } },
        { "ban", Ban { room, olek, u"spam"_s } },
        { "unban", Unban { room, olek } },
        { "role", SetRole { room, olek, Role::Moderator } },
        { "block", Block { olek } },
        { "unblock", Unblock { olek } },
        { "inbox", Inbox { NoticeId("1790000000000-0"_ba), 20 } },
        { "inbox_read", InboxRead { NoticeId("1790000000000-0"_ba) } },
        { "account", Account { u"Mara B."_s, u"old"_s, u"correct horse battery"_s } },
        { "account display", Account { u""_s, {}, {} } },
    };
}

} // namespace

class LaterCodecTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyGoldenFrameHasItsCommand()
    {
        QCOMPARE(goldenFrames("later_commands.txt").size(), commands().size());
        QSet<size_t> kinds;
        for (const auto &[name, command] : commands())
            kinds.insert(command.index());
        QCOMPARE(kinds.size(), qsizetype(std::variant_size_v<LaterCommand>));
    }

    void everyCommandIsItsGoldenFrameAndBack_data()
    {
        QTest::addColumn<LaterCommand>("command");
        QTest::addColumn<QByteArray>("frame");
        const auto golden = goldenFrames("later_commands.txt");
        for (const auto &[name, command] : commands())
            QTest::newRow(name) << command << golden.value(name);
    }
    void everyCommandIsItsGoldenFrameAndBack()
    {
        QFETCH(const LaterCommand, command);
        QFETCH(const QByteArray, frame);
        QCOMPARE(encode(7, command), frame);
        LaterDecoder decoder;
        const auto decoded = decoder.command(frame);
        if (const auto *error = std::get_if<ErrorReply>(&decoded))
            QFAIL(qPrintable(error->error.detail));
        QVERIFY(std::get<LaterFrame>(decoded).command == command);

        Decoder today;
        const auto unknown = today.command(frame);
        QCOMPARE(std::get<ErrorReply>(unknown).error.code, ErrorCode::UnknownOp);
        QCOMPARE(std::get<ErrorReply>(unknown).id, std::optional<qint64>(7));
    }

    void noticesAreTheirGoldenFramesAndBack()
    {
        const auto golden = goldenFrames("later_node_frames.txt");
        QCOMPARE(golden.size(), 3);
        LaterDecoder decoder;
        const Notice mention { NoticeId("1790000000000-0"_ba), NoticeKind::Mention, room, u"General"_s, 12, olek,
            u"see you"_s };
        QCOMPARE(encode(mention), golden.value("notice"));
        QCOMPARE(*decoder.notice(golden.value("notice")), mention);
        const Notice announcement { NoticeId("1790000000000-1"_ba), NoticeKind::Announce, {}, u"Back at four"_s, 0, {},
            {} };
        QCOMPARE(encode(announcement), golden.value("notice of an operator"));
        QCOMPARE(*decoder.notice(golden.value("notice of an operator")), announcement);

        const Notice invitation { NoticeId("1790000000000-0"_ba), NoticeKind::Invite, RoomId("kitchen"_ba), {}, 0, olek,
            {} };
        const InboxOk inbox { { { invitation, 1790000000000, true } }, 2 };
        QCOMPARE(encode(7, inbox), golden.value("ok of inbox"));
        QCOMPARE(*decoder.inboxOk(OkReply { 7, golden.value("ok of inbox") }), inbox);

        // A client of this release passes a notice over.
        Decoder today;
        QCOMPARE(std::get<UnknownPush>(today.nodeFrame(golden.value("notice"))->frame).op, "notice");
    }

    void bodiesOfEventsComeBackAsTheyWere()
    {
        LaterDecoder decoder;
        const QByteArray edited = encodeBody(Edit { room, mid, 12, R"({"text":"x","mentions":["olek"],"later":1})" });
        QCOMPARE(edited, R"({"target":12,"text":"x","mentions":["olek"],"later":1})");
        QCOMPARE(*decoder.edit(edited), (EditBody { 12, MessageBody { u"x"_s, {}, { olek } } }));
        for (const RedactBody &body : { RedactBody { 12, {} }, RedactBody { 12, u"spam"_s } })
            QCOMPARE(*decoder.redaction(encodeBody(body)), body);
        const ReactBody reaction { 12, u"\u2764\ufe0f"_s, true };
        QCOMPARE(*decoder.reaction(encodeBody(reaction)), reaction);
        for (const RoomBody &body :
            { RoomBody { u"All"_s, {}, false }, RoomBody { {}, u""_s, false }, RoomBody { {}, {}, true } })
            QCOMPARE(*decoder.roomChange(encodeBody(body)), body);
        QVERIFY(!decoder.edit(R"({"text":"x"})").ok());
        QVERIFY(!decoder.edit(R"({"target":0,"text":"x"})").ok());
        QVERIFY(!decoder.reaction(R"({"target":1,"emoji":"x"})").ok());
    }

    void aWrongFieldIsNamed_data()
    {
        QTest::addColumn<QByteArray>("frame");
        QTest::addColumn<QString>("field");
        const QByteArray change = R"("id":9,"room":"x","mid":"0b9d1f3a-52c1-4f0a-9a57-8a86f2c5e7d1",)";
        const auto row = [](const char *name, const QByteArray &frame, const QString &field) {
            QTest::newRow(name) << frame << field;
        };
        row("target missing", R"({"op":"redact",)" + change + R"("body":{}})", u"target"_s);
        row("target 0", R"({"op":"redact",)" + change + R"("target":0,"body":{}})", u"target"_s);
        row("body missing", R"({"op":"redact",)" + change + R"("target":1})", u"body"_s);
        row("reason of 257",
            R"({"op":"redact",)" + change + "\"target\":1,\"body\":{\"reason\":\"" + QByteArray(257, 'a') + "\"}}",
            u"body.reason"_s);
        row("blank edit", R"({"op":"edit",)" + change + R"("target":1,"body":{"text":" "}})", u"body.text"_s);
        row("edit that brings a target", R"({"op":"edit",)" + change + R"("target":1,"body":{"text":"x","target":2}})",
            u"body.target"_s);
        row("emoji missing", R"({"op":"react",)" + change + R"("target":1,"body":{"on":true}})", u"body.emoji"_s);
        row("emoji with a space", R"({"op":"react",)" + change + R"("target":1,"body":{"emoji":"a b","on":true}})",
            u"body.emoji"_s);
        row("emoji of 17",
            R"({"op":"react",)" + change + R"("target":1,"body":{"emoji":"aaaaaaaaaaaaaaaaa","on":true}})",
            u"body.emoji"_s);
        row("emoji with an override",
            R"({"op":"react",)" + change + R"("target":1,"body":{"emoji":"a\u202e","on":true}})", u"body.emoji"_s);
        row("on missing", R"({"op":"react",)" + change + R"("target":1,"body":{"emoji":"a"}})", u"body.on"_s);
        row("set nothing", R"({"op":"set","id":9,"room":"x"})", u"title"_s);
        row("role none", R"({"op":"role","id":9,"room":"x","user":"mara","role":"none"})", u"role"_s);
        row("role unknown", R"({"op":"role","id":9,"room":"x","user":"mara","role":"king"})", u"role"_s);
        row("user missing", R"({"op":"kick","id":9,"room":"x"})", u"user"_s);
        row("nid missing", R"({"op":"inbox_read","id":9})", u"nid"_s);
        row("account of nothing", R"({"op":"account","id":9})", u"display"_s);
        row("new password alone", R"({"op":"account","id":9,"new_password":"correct horse battery"})", u"password"_s);
        row("new password too short", R"({"op":"account","id":9,"password":"x","new_password":"12345678901"})",
            u"new_password"_s);
    }
    void aWrongFieldIsNamed()
    {
        QFETCH(const QByteArray, frame);
        QFETCH(const QString, field);
        LaterDecoder decoder;
        const auto decoded = decoder.command(frame);
        const auto *error = std::get_if<ErrorReply>(&decoded);
        QVERIFY(error);
        QCOMPARE(nameOf(error->error.code), "bad_field");
        QCOMPARE(error->error.detail.section(u' ', 0, 0), field);
        QCOMPARE(error->id, std::optional<qint64>(9));
    }
};

QTEST_GUILESS_MAIN(LaterCodecTest)
#include "later_codec_test.moc"
