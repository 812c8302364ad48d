// SPDX-License-Identifier: GPL-3.0-or-later
// What one window works on. Several windows of one program each have their own.
#pragma once

#include "core/base/clock.h"

namespace hubbub::client {
class ChatClient;
}

namespace hubbub::ui {

class NoticeSink;
class Settings;

/// All borrowed; they outlive the window.
struct Desk {
    client::ChatClient &client;
    Settings &settings;
    const Clock &clock = systemClock();
    NoticeSink *notices = nullptr; ///< where new messages are told of; nullptr: nowhere
};

} // namespace hubbub::ui
