// SPDX-License-Identifier: GPL-3.0-or-later
// What one window works on. Several windows of one program each have their own.
#pragma once

#include "core/base/clock.h"
#include "core/client/alarms.h"

namespace hubbub::client {
class ChatClient;
}

namespace hubbub::ui {

class IdleSource;
class NoticeSink;
class Settings;

/// All borrowed; they outlive the window.
struct Desk {
    client::ChatClient &client;
    Settings &settings;
    const Clock &clock = systemClock();
    NoticeSink *notices = nullptr; ///< where new messages are told of; nullptr: nowhere
    IdleSource *idle = nullptr; ///< how long nobody has touched the desktop; nullptr: what the window hears counts
    const client::Alarms &alarms = client::systemAlarms();
    bool hasTray = false; ///< the desktop has one, in which the program can stay
};

} // namespace hubbub::ui
