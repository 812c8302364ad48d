// SPDX-License-Identifier: GPL-3.0-or-later
// Commands: what a client writes is what the node reads.
#include "core/protocol/codec.h"
#include "tests/unit/protocol/golden.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::protocol;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(hubbub::protocol::Command)

namespace {

const auto room = RoomId("general"_ba);
const auto olek = UserId("olek"_ba);
const auto conversation = RoomId("~0123456789abcdef0123456789abcdef"_ba);
const auto mid = Mid("0b9d1f3a-52c1-4f0a-9a57-8a86f2c5e7d1"_ba);

Hello hello()
{
    Hello hello;
    hello.device = DeviceId("7e1f6f2a-7c64-4a1b-8d0e-1f0b0f6f6c11"_ba);
    hello.app = u"hubbub 0.1.0"_s;
    return hello;
}

Hello helloByToken()
{
    Hello hello = ::hello();
    hello.token = "t.o.k";
    hello.resume.insert(room, Position { Epoch("e1"_ba), 7, mid });
    hello.resume.insert(RoomId("@0123456789abcdef0123456789abcdef"_ba), Position { Epoch("e2"_ba), 0, {} });
    return hello;
}

Hello helloByRefresh()
{
    Hello hello = ::hello();
    hello.refresh = "r";
    return hello;
}

Hello helloByPassword()
{
    Hello hello = ::hello();
    hello.user = UserId("mara"_ba);
    hello.password = u"s\u00f6me \"pass\\word"_s;
    return hello;
}

Hello helloThatRegisters()
{
    Hello hello = helloByPassword();
    hello.create = true;
    hello.display = u"Mara \u00c5"_s;
    hello.code = "K7-X";
    return hello;
}

QList<std::pair<const char *, Command>> commands()
{
    Send send { room, mid, goldenFrames("commands.txt").value("send") };
    send.body = send.body.mid(send.body.indexOf("{\"text\""));
    send.body.chop(1);
    return {
        { "hello by token", helloByToken() },
        { "hello by refresh", helloByRefresh() },
        { "hello by password", helloByPassword() },
        { "hello that registers", helloThatRegisters() },
        { "resume", Resume { { { room, Position { Epoch("e1"_ba), 7, mid } } } } },
        { "refresh", Refresh { "r"_ba } },
        { "send", send },
        { "history", History { room, {}, {}, 50 } },
        { "history before", History { room, 9, {}, 20 } },
        { "history after", History { room, {}, 0, 200 } },
        { "join", Join { room } },
        { "leave", Leave { room } },
        { "create", Create { room, u"General"_s, RoomKind::Chat, Visibility::Private } },
        { "rooms", Rooms { u"ge"_s, RoomId("gel"_ba), 10 } },
        { "members", Members { room, UserId("mara"_ba), 10 } },
        { "typing", Typing { room, true } },
        { "presence", SetPresence { Presence::Busy, u"in a meeting"_s, room } },
        { "read", Read { room, 12 } },
        { "reads", Reads { room } },
        { "logout", Logout {} },
        { "logout everywhere", Logout { true } },
        { "edit", Edit { room, mid, 12, R"({"text":"see you **soon**","reply_to":3,"files":[]})" } },
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
        { "create a desk", Create { room, u"Help"_s, RoomKind::Support, Visibility::Public } },
        { "open", OpenCase { room, Mid("0b9d1f3a-52c1-4f0a-9a57-8a86f2c5e7d1"_ba), u"it is **broken**"_s } },
        { "take", TakeCase { room, conversation } },
        { "hand", HandCase { room, conversation, olek } },
        { "hand back", HandCase { room, conversation, {} } },
        { "done", DoneCase { room, conversation } },
        { "queue", Queue { room } },
    };
}

} // namespace

class CommandCodecTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyGoldenFrameHasItsCommand()
    {
        QCOMPARE(goldenFrames("commands.txt").size(), commands().size());
        QSet<size_t> kinds;
        for (const auto &[name, command] : commands())
            kinds.insert(command.index());
        QCOMPARE(kinds.size(), qsizetype(std::variant_size_v<Command>));
    }

    void everyCommandIsItsGoldenFrameAndBack_data()
    {
        QTest::addColumn<Command>("command");
        QTest::addColumn<QByteArray>("frame");
        const auto golden = goldenFrames("commands.txt");
        for (const auto &[name, command] : commands())
            QTest::newRow(name) << command << golden.value(name);
    }
    void everyCommandIsItsGoldenFrameAndBack()
    {
        QFETCH(const Command, command);
        QFETCH(const QByteArray, frame);
        QCOMPARE(encode(7, command), frame);
        Decoder decoder;
        const auto decoded = decoder.command(frame);
        if (const auto *error = std::get_if<ErrorReply>(&decoded))
            QFAIL(qPrintable(error->error.detail));
        QCOMPARE(std::get<CommandFrame>(decoded).id, 7);
        QVERIFY(std::get<CommandFrame>(decoded).command == command);
    }
};

QTEST_GUILESS_MAIN(CommandCodecTest)
#include "command_codec_test.moc"
