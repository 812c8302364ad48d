// SPDX-License-Identifier: GPL-3.0-or-later
// Days, times, events and errors in words for people, by the user's locale.
#pragma once

#include "core/client/timeline_item.h"

#include <QDate>
#include <QString>

namespace hubbub::ui {

/// "14:21" or "2:21 PM".
[[nodiscard]] QString timeWords(qint64 ts);
/// "Today", "Yesterday", "Monday", "12 March", "12 March 2024".
[[nodiscard]] QString dayWords(const QDate &day, const QDate &today);
/// With day and seconds, for tool tips.
[[nodiscard]] QString fullTimeWords(qint64 ts);
/// "New since 14:25"; with the day where it was another one.
[[nodiscard]] QString newSinceWords(qint64 ts);
/// "Ines Roth joined".
[[nodiscard]] QString memberWords(const client::TimelineItem &item);
/// "Ines named the room “Ops”", "You set the topic: ...".
[[nodiscard]] QString roomChangeWords(const client::TimelineItem &item);
/// "Mara asks for help: it is broken", "Ines took the conversation of Mara".
[[nodiscard]] QString caseWords(const client::TimelineItem &item);
/// What stands where a message was removed, and by whom as far as that is known.
[[nodiscard]] QString removedWords(const client::TimelineItem &item, const UserId &me);
/// "3 events are gone".
[[nodiscard]] QString gapWords(const client::TimelineItem &item);
/// Why a message was not taken, in a few words.
[[nodiscard]] QString failureWords(const Error &error);
/// "Tomas is typing…", "Tomas and Ines are typing…", "4 people are typing…". Names are made harmless here.
/// As failureWords(), of an edit, a removal or a reaction.
[[nodiscard]] QString changeFailureWords(const Error &error);
[[nodiscard]] QString typingSentence(const QStringList &names);
/// Author as shown: the display name, or the user's id where there is none; harmless, one line.
[[nodiscard]] QString authorWords(const client::TimelineItem &item);
/// One row as a screen reader says it.
[[nodiscard]] QString spokenWords(const client::TimelineItem &item);

} // namespace hubbub::ui
