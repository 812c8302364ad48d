// SPDX-License-Identifier: GPL-3.0-or-later
// The text of server/lua/NAME.lua, built into the program.
#pragma once

#include <QByteArray>

namespace hubbub::server {

/// Empty for a name that there is not.
[[nodiscard]] QByteArray luaSource(QByteArrayView name);

} // namespace hubbub::server
