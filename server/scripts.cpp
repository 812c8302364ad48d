// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/scripts.h"

#include "core/base/red_hook.h"
#include "core/redis/link.h"
#include "server/lua_source.h"

namespace hubbub::server {

namespace {

/// Of a line `-- red NAME: LINE` the LINE takes the place of the next one, where that hook is set.
QByteArray withoutRed(const QByteArray &source)
{
    QByteArrayList lines = source.split('\n');
    for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
        const QByteArray line = lines[i].trimmed();
        const qsizetype colon = line.indexOf(": ");
        if (line.startsWith("-- red ") && colon > 0 && redHook(line.sliced(7, colon - 7).constData()))
            lines[i + 1] = line.sliced(colon + 2);
    }
    return lines.join('\n');
}

} // namespace

/// Makes scripts for one kind of Redis.
class ScriptMaker {
public:
    explicit ScriptMaker(bool sharded)
        : m_tellRoom(sharded ? "local tellRoom = 'SPUBLISH'\n" : "local tellRoom = 'PUBLISH'\n")
    {
    }

    redis::Script operator()(const char *name, std::initializer_list<QByteArrayView> parts = {}) const
    {
        QByteArray source = withoutRed(composeScript(luaSource(name), parts));
        if (source.contains("tellRoom"))
            source.insert(source.indexOf('\n') + 1, m_tellRoom);
        return { name, source };
    }

private:
    QByteArray m_tellRoom;
};

QByteArray composeScript(QByteArrayView body, std::initializer_list<QByteArrayView> parts)
{
    const qsizetype begin = body.indexOf("#!lua"); // Redis wants it first, behind our licence's line
    const QByteArrayView script = body.sliced(begin);
    const qsizetype firstLine = script.indexOf('\n') + 1;
    QByteArray out = script.first(firstLine).toByteArray();
    for (const QByteArrayView part : parts) {
        out += luaSource(part);
        out += '\n';
    }
    return out += script.sliced(firstLine);
}

Scripts::Scripts(bool sharded)
    : Scripts(ScriptMaker(sharded))
{
}

Scripts::Scripts(const ScriptMaker &script)
    : publish(script("publish", { "append" }))
    , create(script("create", { "append" }))
    , join(script("join", { "append" }))
    , leave(script("leave", { "append", "rights" }))
    , follow(script("follow", { "voids", "presence" }))
    , page(script("page", { "voids" }))
    , history(script("history", { "voids" }))
    , members(script("members"))
    , read(script("read"))
    , reads(script("reads"))
    , typing(script("typing"))
    , set(script("set", { "append", "rights" }))
    , close(script("close", { "append", "rights" }))
    , expel(script("expel", { "append", "rights" }))
    , unban(script("unban", { "rights" }))
    , role(script("role", { "append", "rights" }))
    , invite(script("invite", { "rights" }))
    , invited(script("invited"))
    , direct(script("direct", { "append" }))
    , shun(script("shun"))
    , desk(script("desk", { "append", "rights" }))
    , queue(script("queue"))
    , conversation(script("case", { "append" }))
    , notify(script("notify", { "notices" }))
    , inbox(script("inbox", { "notices" }))
    , inboxRead(script("inbox_read", { "notices" }))
    , announce(script("announce"))
    , peek(script("peek"))
    , audience(script("audience"))
    , depart(script("depart", { "presence" }))
    , sweep(script("sweep", { "presence" }))
    , boots(script("boots", { "presence" }))
    , mood(script("mood", { "presence" }))
    , roster(script("roster"))
    , claim(script("claim"))
    , beat(script("beat"))
    , resign(script("resign"))
    , registerAccount(script("register"))
    , signIn(script("sign_in"))
    , signOut(script("sign_out"))
    , rotate(script("rotate"))
    , hello(script("hello"))
    , gate(script("gate"))
    , quota(script("quota"))
    , account(script("account"))
    , block(script("block"))
    , changeAccount(script("change_account"))
    , makeCode(script("make_code"))
    , redeem(script("redeem"))
{
}

void Scripts::registerWith(redis::Link &link) const
{
    for (const redis::Script *each : { &publish, &create, &join, &leave, &follow, &page, &history, &members, &read,
             &reads, &typing, &set, &close, &expel, &unban, &role, &invite, &invited, &direct, &shun, &desk, &queue,
             &conversation, &notify, &inbox, &inboxRead, &announce, &peek, &audience, &depart, &sweep, &boots, &mood,
             &roster, &claim, &beat, &resign, &registerAccount, &signIn, &signOut, &rotate, &hello, &gate, &quota,
             &account, &block, &changeAccount, &makeCode, &redeem })
        link.registerScript(*each);
}

} // namespace hubbub::server
