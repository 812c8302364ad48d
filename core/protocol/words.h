// SPDX-License-Identifier: GPL-3.0-or-later
// The words that stand on the wire, and in Redis, for each value of an enumeration.
#pragma once

#include "core/protocol/state.h"

#include <QByteArrayView>

#include <algorithm>
#include <array>
#include <string_view>

namespace hubbub::protocol {

/// `list` holds the words in the order of the enumeration.
template <typename E>
struct Words;
template <>
struct Words<RoomKind> {
    static constexpr std::array<std::string_view, 4> list { "chat", "direct", "support", "case" };
};
template <>
struct Words<Visibility> {
    static constexpr std::array<std::string_view, 2> list { "public", "private" };
};
template <>
struct Words<Role> {
    static constexpr std::array<std::string_view, 4> list { "none", "member", "moderator", "owner" };
};
template <>
struct Words<Presence> {
    static constexpr std::array<std::string_view, 4> list { "offline", "online", "away", "busy" };
};
template <>
struct Words<PresenceCause> {
    static constexpr std::array<std::string_view, 6> list { "join", "leave", "timeout", "crash", "kick", "state" };
};
template <>
struct Words<EventKind> {
    static constexpr std::array<std::string_view, 12> list { "message", "edit", "redact", "react", "member", "room",
        "void", "unknown", "open", "take", "hand", "done" };
};
template <>
struct Words<ResumeResult> {
    static constexpr std::array<std::string_view, 4> list { "none", "complete", "gap", "far" };
};
template <>
struct Words<GapCause> {
    static constexpr std::array<std::string_view, 3> list { "trimmed", "reset", "forked" };
};
template <>
struct Words<MemberBody::Change> {
    static constexpr std::array<std::string_view, 5> list { "joined", "left", "role", "kicked", "banned" };
};
template <>
struct Words<NoticeKind> {
    static constexpr std::array<std::string_view, 4> list { "mention", "direct", "invite", "announce" };
};

template <typename E>
[[nodiscard]] constexpr std::string_view wordOf(E value)
{
    return Words<E>::list[static_cast<size_t>(value)];
}

/// Nothing for a word that this version does not know.
template <typename E>
[[nodiscard]] constexpr std::optional<E> fromWord(std::string_view word)
{
    const auto &list = Words<E>::list;
    const auto it = std::find(list.begin(), list.end(), word);
    if (it == list.end())
        return std::nullopt;
    return static_cast<E>(it - list.begin());
}

} // namespace hubbub::protocol
