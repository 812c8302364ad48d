// SPDX-License-Identifier: GPL-3.0-or-later
// Commands that change what is there, and the bodies of their events: what is refused, and what comes back.
#include "core/protocol/codec.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::protocol;
using namespace Qt::StringLiterals;

namespace {

const auto room = RoomId("general"_ba);
const auto olek = UserId("olek"_ba);
const auto mid = Mid("0b9d1f3a-52c1-4f0a-9a57-8a86f2c5e7d1"_ba);

} // namespace

class UpkeepCodecTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bodiesOfEventsComeBackAsTheyWere()
    {
        Decoder decoder;
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
        const RoomId conversation("~0123456789abcdef0123456789abcdef"_ba);
        for (const CaseBody &body :
            { CaseBody { conversation, olek, u"Olek"_s, u"help"_s }, CaseBody { conversation, {}, {}, {} } })
            QCOMPARE(*decoder.caseChange(encodeBody(body)), body);
        QVERIFY(!decoder.edit(R"({"text":"x"})").ok());
        QVERIFY(!decoder.edit(R"({"target":0,"text":"x"})").ok());
        QVERIFY(!decoder.reaction(R"({"target":1,"emoji":"x"})").ok());
    }

    void mentionsAreFoundInABody()
    {
        QCOMPARE(mentionsOf(R"({"text":"x","mentions":["olek","mara"]})"), (QList<UserId> { olek, UserId("mara"_ba) }));
        QVERIFY(mentionsOf(R"({"text":"x"})").isEmpty());
        QVERIFY(mentionsOf(encodeBody(MessageBody { u"\"mentions\":[\"olek\"]"_s, {}, {} })).isEmpty());
        QVERIFY(mentionsOf("[\"mentions\":").isEmpty());
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
        row("case that is a plain room", R"({"op":"take","id":9,"room":"x","case":"general"})", u"case"_s);
        row("case missing", R"({"op":"done","id":9,"room":"x"})", u"case"_s);
        row("opened with nothing",
            R"({"op":"open","id":9,"room":"x","mid":"0b9d1f3a-52c1-4f0a-9a57-8a86f2c5e7d1","text":" "})", u"text"_s);
        row("a conversation is not created so", R"({"op":"create","id":9,"room":"x","kind":"case"})", u"kind"_s);
        row("account of nothing", R"({"op":"account","id":9})", u"display"_s);
        row("new password alone", R"({"op":"account","id":9,"new_password":"correct horse battery"})", u"password"_s);
        row("new password too short", R"({"op":"account","id":9,"password":"x","new_password":"12345678901"})",
            u"new_password"_s);
    }
    void aWrongFieldIsNamed()
    {
        QFETCH(const QByteArray, frame);
        QFETCH(const QString, field);
        Decoder decoder;
        const auto decoded = decoder.command(frame);
        const auto *error = std::get_if<ErrorReply>(&decoded);
        QVERIFY(error);
        QCOMPARE(nameOf(error->error.code), "bad_field");
        QCOMPARE(error->error.detail.section(u' ', 0, 0), field);
        QCOMPARE(error->id, std::optional<qint64>(9));
    }
};

QTEST_GUILESS_MAIN(UpkeepCodecTest)
#include "upkeep_codec_test.moc"
