// SPDX-License-Identifier: GPL-3.0-or-later
// Two texts as one short name.
#pragma once

#include <QByteArray>

namespace hubbub::server {

/// BLAKE2b of 16 bytes over the first, a NUL, and the second.
[[nodiscard]] QByteArray digestOf(const QByteArray &first, const QByteArray &second);

} // namespace hubbub::server
