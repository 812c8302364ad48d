// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/error_words.h"

#include "ui/common/tr.h"

namespace hubbub::ui {

QString roomErrorWords(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Exists:
        return tr("A room of this name exists already. Join it, or choose another title.");
    case ErrorCode::NotFound:
        return tr("This room is not there any more, or is not open to you.");
    case ErrorCode::Forbidden:
        return tr("You may not do this here.");
    case ErrorCode::Limit:
        return tr("You have as many rooms as this server allows.");
    case ErrorCode::RateLimited:
        return tr("A little too fast. Please try again in a moment.");
    case ErrorCode::Unavailable:
        return tr("Not connected just now. Please try again in a moment.");
    case ErrorCode::BadField:
        return tr("The server did not accept this title.");
    default:
        return tr("That did not work: %1").arg(error.detail);
    }
}

QString personErrorWords(const Error &error)
{
    switch (error.code) {
    case ErrorCode::NotFound:
        return tr("Nobody of this name is here.");
    case ErrorCode::Exists:
        return tr("They are a member already.");
    case ErrorCode::Forbidden:
        return tr("You may not do this, or they do not want to hear from you.");
    case ErrorCode::BadField:
        return tr("The server did not accept this name.");
    case ErrorCode::Limit:
        return tr("They have as many rooms as this server allows.");
    default:
        return roomErrorWords(error);
    }
}

} // namespace hubbub::ui
