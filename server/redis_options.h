// SPDX-License-Identifier: GPL-3.0-or-later
// How this program reaches the cluster's Redis, by its config.
#pragma once

#include "core/redis/options.h"
#include "server/config.h"

namespace hubbub::server {

/// `name` is what Redis calls the connection.
[[nodiscard]] redis::Options redisOptions(const Config &config, const QByteArray &name);

/// What --redis named, without secrets, for people.
[[nodiscard]] QString redisName(const Config &config);

} // namespace hubbub::server
