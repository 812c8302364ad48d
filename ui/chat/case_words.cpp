// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/case_words.h"

#include "ui/chat/error_words.h"
#include "ui/chat/room_words.h"
#include "ui/chat/text_guard.h"
#include "ui/common/time_words.h"
#include "ui/common/tr.h"

namespace hubbub::ui {

QString waitingWords(qint64 ms)
{
    return tr("waiting %1").arg(spanWords(std::chrono::seconds(qMax<qint64>(0, ms / 1000))));
}

QString caseStateWords(const protocol::CaseEntry *entry, const UserId &me)
{
    if (entry == nullptr)
        return tr("This conversation is closed");
    if (entry->agent == me)
        return tr("You are with %1").arg(isolated(personName(entry->display, entry->user)));
    if (!entry->agent.isEmpty())
        return tr("%1 is with you").arg(isolated(personName(entry->agentDisplay, entry->agent)));
    if (entry->place <= 1)
        return tr("Waiting, you are next");
    if (entry->place == 2)
        return tr("Waiting, 2nd in line");
    if (entry->place == 3)
        return tr("Waiting, 3rd in line");
    return tr("Waiting, number %1 in line").arg(groupedNumber(entry->place));
}

QString caseErrorWords(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Exists:
        return tr("Another agent was first.");
    case ErrorCode::NotFound:
        return tr("This conversation is closed already, or there is no such agent.");
    case ErrorCode::Limit:
        return tr("Too many conversations are open. Close one first.");
    default:
        return roomErrorWords(error);
    }
}

} // namespace hubbub::ui
