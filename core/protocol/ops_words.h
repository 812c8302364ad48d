// SPDX-License-Identifier: GPL-3.0-or-later
// The words of ops.h.
#pragma once

#include "core/protocol/ops.h"
#include "core/protocol/words.h"

namespace hubbub::protocol {

template <>
struct Words<OpsKind> {
    static constexpr std::array<std::string_view, 20> list { "node_up", "node_drain", "node_undrain", "node_down",
        "node_stalled", "node_reborn", "redis_lost", "redis_back", "redis_refuses", "events_lost", "client_in",
        "client_out", "clients", "slow_reader", "bad_client", "room_made", "room_action", "operator", "answer",
        "unknown" };
};
template <>
struct Words<OpsLevel> {
    static constexpr std::array<std::string_view, 3> list { "info", "warning", "alert" };
};
template <>
struct Words<Control::Command> {
    static constexpr std::array<std::string_view, 8> list { "drain", "undrain", "kick", "announce", "close_room",
        "loglevel", "trace", "unknown" };
};

template <>
struct Words<TraceRecord::Kind> {
    static constexpr std::array<std::string_view, 2> list { "publish", "deliver" };
};

} // namespace hubbub::protocol
