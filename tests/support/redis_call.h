// SPDX-License-Identifier: GPL-3.0-or-later
// One command to a Redis and its answer, waited for: how tests look behind the program's back.
#pragma once

#include "core/redis/reply.h"
#include "core/redis/url.h"

namespace hubbub::testing {

/// Over a connection of its own, for up to 5 s. An error reply with the prefix UNANSWERED where
/// there is no answer.
redis::Reply callRedis(const redis::Endpoint &endpoint, const QList<QByteArray> &argv);

} // namespace hubbub::testing
