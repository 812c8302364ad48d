// SPDX-License-Identifier: GPL-3.0-or-later
// What hubbub-gateway does besides being a node: accounts and invitation codes, Redis's rights, a look at the cluster.
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <QStringList>

#include <optional>

namespace hubbub::server {

struct AdminCommand {
    enum class Kind : quint8 { AddUser, SetPassword, DisableUser, EnableUser, Invite, PrintAcl, Top };
    Kind kind = Kind::PrintAcl;
    UserId user;
    QString display; ///< of a new user; empty: the name
    bool isAdmin = false; ///< of a new user
    QString passwordFile; ///< empty: standard input
    int uses = 1; ///< of an invitation code
    int days = 7; ///< that it is good for
    int times = 0; ///< tables that top shows; 0: without end
    bool once = false; ///< top shows one, with rates
    bool json = false; ///< top writes a line of JSON for each table

    [[nodiscard]] bool needsPassword() const { return kind == Kind::AddUser || kind == Kind::SetPassword; }
};

/// Where the arguments begin with such a command, takes it and its options out of them; what is left is for
/// readConfig(). Nothing where they begin with an option. A BadField error says what is wrong, for people.
[[nodiscard]] Result<std::optional<AdminCommand>> takeAdminCommand(QStringList &arguments);

/// Their part of --help.
[[nodiscard]] QString adminUsage();

} // namespace hubbub::server
