// SPDX-License-Identifier: GPL-3.0-or-later
// The sizes and rates that a client may rely on; `welcome` repeats those that it must obey.
#pragma once

#include <QtGlobal>

#include <chrono>

namespace hubbub::protocol {

inline constexpr const char *subprotocol = "hubbub.v1";

inline constexpr qsizetype frameBytes = 64 * 1024; ///< one message from a client
inline constexpr qsizetype textBytes = 16 * 1024; ///< a message's text in UTF-8
inline constexpr int jsonDepth = 16;
inline constexpr int resumeRooms = 100; ///< rooms in one `hello` or `resume`
inline constexpr int roomsPerUser = 512;
inline constexpr int mentions = 50;
inline constexpr int commandsPerSecond = 20; ///< a connection
inline constexpr int commandsBurst = 60;
inline constexpr int sendsPerSecond = 10; ///< a user
inline constexpr int sendsBurst = 30;
inline constexpr qsizetype unsentBytes = 1024 * 1024; ///< waiting for one slow reader
inline constexpr int historyPage = 50; ///< events where `limit` is left out
inline constexpr int historyMost = 200;
inline constexpr qsizetype historyBytes = 256 * 1024;
inline constexpr qint64 resumeFar = 2000; ///< further behind than this is read by `history`
inline constexpr int titleLength = 128; ///< characters of a room's title or a person's display name
inline constexpr int topicLength = 512;
inline constexpr int statusLength = 128; ///< characters that one says of one's presence
inline constexpr int appLength = 128; ///< characters of a client's name and version
inline constexpr int passwordLeast = 12; ///< characters, where one is set
inline constexpr int passwordMost = 128;
inline constexpr qsizetype tokenBytes = 4096;
inline constexpr qsizetype epochBytes = 64; ///< an epoch or a mid, as a client names it in a position
inline constexpr qsizetype codeBytes = 64; ///< an invitation code
inline constexpr int reasonLength = 256; ///< characters of why somebody was kicked or banned, or something redacted
inline constexpr int emojiLength = 16; ///< code points of one reaction
inline constexpr qsizetype openingBytes = 4096; ///< the text with which a conversation at a desk is opened
inline constexpr int firstWordsLength = 120; ///< characters of a conversation in a desk's queue
inline constexpr int casesPerVisitor = 3; ///< not done, at one desk
inline constexpr qsizetype noticeIdBytes = 64;
inline constexpr int listPage = 50; ///< entries of `rooms` and `members` where `limit` is left out
inline constexpr int listMost = 200;
inline constexpr qsizetype nodeFrameBytes = 4 * 1024 * 1024; ///< what a client takes from a node as one message
inline constexpr int nodeFrameDepth = 24; ///< a body as deep as a client may send it, inside a page of history
inline constexpr std::chrono::seconds typingEnds { 6 }; ///< after the last `typing` with on:true

} // namespace hubbub::protocol
