// SPDX-License-Identifier: GPL-3.0-or-later
// The scripts that Redis runs for a node. What each takes and replies stands at the head of its file in server/lua.
#pragma once

#include "core/redis/script.h"

namespace hubbub::redis {
class Link;
}

namespace hubbub::server {

class ScriptMaker;

struct Scripts {
    /// `sharded`: rooms' channels are, as in a Redis Cluster.
    explicit Scripts(bool sharded = false);
    /// All of them, so that a connection has them before it counts as up.
    void registerWith(redis::Link &link) const;

    // rooms
    redis::Script publish, create, join, leave, follow, page, history, members, read, reads, typing;
    redis::Script set, close, expel, unban, role, invite, invited, direct, shun;
    // support desks
    redis::Script desk, queue, conversation;
    // notices
    redis::Script notify, inbox, inboxRead, announce, peek, audience;
    // who is present
    redis::Script depart, sweep, boots, mood, roster;
    // nodes
    redis::Script claim, beat, resign;
    // accounts
    redis::Script registerAccount, signIn, signOut, rotate, hello, gate, quota, account, block, changeAccount, makeCode,
        redeem;

private:
    explicit Scripts(const ScriptMaker &script);
};

/// A script from its file, with shared parts put in behind its first line.
[[nodiscard]] QByteArray composeScript(QByteArrayView body, std::initializer_list<QByteArrayView> parts);

} // namespace hubbub::server
