// SPDX-License-Identifier: GPL-3.0-or-later
// Free TCP ports on the loopback address.
#pragma once

#include "core/base/result.h"

#include <QSet>

namespace hubbub::cluster {

/// The first port from `preferred` on that nobody listens on and that is not in `taken`; an Error after 200 tries.
/// Somebody else may still be faster: whoever listens must be ready to ask again.
[[nodiscard]] Result<quint16> freePort(quint16 preferred, const QSet<quint16> &taken);

} // namespace hubbub::cluster
