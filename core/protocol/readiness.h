// SPDX-License-Identifier: GPL-3.0-or-later
// The body of a node's GET /readyz.
#pragma once

#include <QByteArray>
#include <QString>

namespace hubbub::protocol {

/// {"ready":false,"reason":"draining"}; an empty reason means ready.
[[nodiscard]] QByteArray encodeReadiness(const QString &reason);
/// The reason in such a body; empty where there is none.
[[nodiscard]] QString readinessReason(const QByteArray &body);

} // namespace hubbub::protocol
