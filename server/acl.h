// SPDX-License-Identifier: GPL-3.0-or-later
// What each kind of program may do on the cluster's Redis, in Redis's own words.
#pragma once

#include <QByteArrayList>
#include <QString>

namespace hubbub::server {

/// Commands of a node, as ACL rules name them: "hset", "client|setname".
[[nodiscard]] const QByteArrayList &nodeCommands();

// Rules for ACL SETUSER, without a password; each begins by taking all other rights away.
[[nodiscard]] QByteArray nodeRules();
[[nodiscard]] QByteArray watcherRules(); ///< an operator who only looks
[[nodiscard]] QByteArray operatorRules(); ///< one who may also command nodes

/// What `hubbub-gateway acl` prints: a line for each, as redis.conf and ACL files have them, with explanations.
[[nodiscard]] QString aclText();

} // namespace hubbub::server
