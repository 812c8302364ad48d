// SPDX-License-Identifier: GPL-3.0-or-later
// What one window works on. Several windows of one program each have their own.
#pragma once

#include "core/base/clock.h"

namespace hubbub::client {
class ChatClient;
}

namespace hubbub::ui {

class Settings;

/// All borrowed; they outlive the window.
struct Desk {
    client::ChatClient &client;
    Settings &settings;
    const Clock &clock = systemClock();
};

} // namespace hubbub::ui
