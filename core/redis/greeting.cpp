// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/greeting.h"

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

Verdict notNow(const QString &reason) { return { Verdict::Kind::NotNow, reason }; }

Verdict refused(const Reply &reply)
{
    return { Verdict::Kind::Refused,
        u"Redis refuses the user name or password: "_s + QString::fromUtf8(reply.bytes()) };
}

/// The node's ACL need not allow what is only good manners.
bool isForbidden(const Reply &reply) { return reply.errorPrefix() == "NOPERM"; }

Verdict judgeScript(const Reply &reply)
{
    return notNow(u"Redis does not take a script: "_s + QString::fromUtf8(reply.bytes()));
}

} // namespace

std::vector<GreetingCommand> greeting(
    const Endpoint &endpoint, const Options &options, const std::vector<Script> &scripts)
{
    std::vector<GreetingCommand> commands;
    if (!endpoint.user.isEmpty())
        commands.push_back({ Courtesy::Authenticate, { "AUTH", endpoint.user, endpoint.password } });
    else if (!endpoint.password.isEmpty())
        commands.push_back({ Courtesy::Authenticate, { "AUTH", endpoint.password } });
    if (!options.clientName.isEmpty())
        commands.push_back({ Courtesy::Name, { "CLIENT", "SETNAME", options.clientName } });
    if (endpoint.database != 0)
        commands.push_back({ Courtesy::Select, { "SELECT", QByteArray::number(endpoint.database) } });
    if (options.primaryOnly)
        commands.push_back({ Courtesy::Role, { "ROLE" } });
    for (const auto &script : scripts)
        commands.push_back({ Courtesy::LoadScript, { "SCRIPT", "LOAD", script.source() } });
    commands.push_back({ Courtesy::Ready, { "PING" } });
    return commands;
}

Verdict judge(Courtesy courtesy, const Reply &reply)
{
    const auto prefix = reply.errorPrefix();
    if (prefix == "NOAUTH" || prefix == "WRONGPASS")
        return refused(reply);

    switch (courtesy) {
    case Courtesy::Authenticate:
        return reply.isError() ? refused(reply) : Verdict {};
    case Courtesy::Name:
        return {};
    case Courtesy::Select:
        return reply.isError() ? notNow(QString::fromUtf8(reply.bytes())) : Verdict {};
    case Courtesy::Role:
        if (reply.isArray() && reply.at(0).bytes() != "master")
            return notNow(u"this Redis is a replica and takes no writes"_s);
        return {};
    case Courtesy::LoadScript:
        return reply.isError() ? judgeScript(reply) : Verdict {};
    case Courtesy::Ready:
        return reply.isError() && !isForbidden(reply) ? notNow(QString::fromUtf8(reply.bytes())) : Verdict {};
    }
    return {};
}

} // namespace hubbub::redis
