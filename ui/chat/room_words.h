// SPDX-License-Identifier: GPL-3.0-or-later
// A room in words for people: its title, and the one line below it in the list.
#pragma once

#include "core/client/chat_client.h"

#include <QStringList>

#include <optional>

namespace hubbub::ui {

// All of it is guarded: what others wrote can not reorder or hide what stands around it.

/// How a person is called: by the name they chose, else by the one they sign in with.
[[nodiscard]] QString personName(const QString &display, const UserId &user);
/// "# ops-night" for a chat room, the other person's name for a direct one; its id where it has no title.
[[nodiscard]] QString roomTitle(const client::RoomSummary &room);
/// The title without the mark of its kind, such as for an avatar.
[[nodiscard]] QString plainTitle(const client::RoomSummary &room);

/// Whom a direct room is with, as far as its people are known.
[[nodiscard]] std::optional<client::Person> otherOf(const client::ChatClient &client, const client::RoomSummary &room);
/// "here", "in a meeting", "last seen 11:02".
[[nodiscard]] QString presenceLine(const client::Person &person);
/// Members invite into what is open to all, moderators into everything.
[[nodiscard]] bool mayInvite(const client::RoomSummary &room);
/// On one line; empty where there is none.
[[nodiscard]] QString topicLine(const client::RoomSummary &room);

struct RoomPreview {
    enum class Kind : quint8 { Nothing, Typing, Draft, Said, Own };
    Kind kind = Kind::Nothing;
    QString who; ///< "Ines: ", "You: ", "Draft: " or empty
    QString text; ///< one line

    friend bool operator==(const RoomPreview &, const RoomPreview &) = default;
};

/// Names of those who type, in the order of `room.typing`; ids where a name is unknown.
[[nodiscard]] RoomPreview roomPreview(
    const client::RoomSummary &room, const UserId &me, const QStringList &typingNames);
/// "Ines is typing…", "Ines and Tomas are typing…", "3 people are typing…"; empty where nobody is.
[[nodiscard]] QString typingWords(const QStringList &names);
/// "14 members, 9 here"
[[nodiscard]] QString headcountWords(qint64 members, qint64 present);

} // namespace hubbub::ui
