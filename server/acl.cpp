// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/acl.h"

namespace hubbub::server {

using namespace Qt::StringLiterals;

const QByteArrayList &nodeCommands()
{
    static const QByteArrayList commands {
        // the connection
        "ping",
        "select",
        "role",
        "info",
        "client|setname",
        "script|load",
        "evalsha",
        "cluster|slots",
        "asking",
        "time",
        "wait",
        // channels
        "publish",
        "spublish",
        "subscribe",
        "unsubscribe",
        "ssubscribe",
        "sunsubscribe",
        // keys and values
        "get",
        "set",
        "incr",
        "del",
        "exists",
        "expire",
        "persist",
        "pttl",
        // hashes
        "hget",
        "hset",
        "hdel",
        "hexists",
        "hgetall",
        "hincrby",
        "hkeys",
        "hlen",
        "hmget",
        "hvals",
        // sets
        "sadd",
        "srem",
        "smembers",
        "sismember",
        "scard",
        "zadd",
        "zrem",
        "zscore",
        "zrange",
        "zrangebylex",
        "zrangebyscore",
        // streams
        "xadd",
        "xdel",
        "xrange",
        "xrevrange",
        "xtrim",
        "xinfo|stream",
    };
    return commands;
}

QByteArray nodeRules()
{
    QByteArray out = "resetkeys resetchannels -@all ~hb:* &hb:*";
    for (const QByteArray &command : nodeCommands())
        out += " +" + command;
    return out;
}

QByteArray watcherRules()
{
    // In this order: the later rule wins. Accounts (hb:acct:...) and the signing key stay out of reach.
    return "resetkeys resetchannels -@all %R~hb:{* %R~hb:node* %R~hb:rooms %R~hb:opslog "
           "&hb:stats &hb:ops &hb:trace +@read -@dangerous +ping +info +subscribe +slowlog|get";
}

QByteArray operatorRules() { return watcherRules() + " (+publish &hb:control)"; }

QString aclText()
{
    const auto line = [](const char *name, const QByteArray &rules) {
        return u"user %1 on %2\n"_s.arg(QString::fromLatin1(name), QString::fromLatin1(rules));
    };
    return u"# Lines for Redis's ACL file or redis.conf. Nobody can sign in before a password is added to each:\n"
           "# '>PASSWORD', or '#' and the SHA-256 of one. As arguments of ACL SETUSER, begin with the name.\n"
           "# A node of the cluster:\n"_s
        + line("hubbub-node", nodeRules()) + u"# An operator, who sees all but accounts and may command nodes:\n"_s
        + line("hubbub-operator", operatorRules()) + u"# One who only looks:\n"_s
        + line("hubbub-watcher", watcherRules());
}

} // namespace hubbub::server
