// SPDX-License-Identifier: GPL-3.0-or-later
// One person at one window: the settings and the client of a profile folder, and the window that shows them.
#pragma once

#include "core/client/chat_client.h"
#include "ui/main_window.h"
#include "ui/me/desktop_idle.h"
#include "ui/notify/desktop_notices.h"
#include "ui/settings/settings.h"

#include <memory>

namespace hubbub::app {

class Seat final {
public:
    struct Options {
        QString profileDir; ///< store, device and settings live here; made where it is missing
        QString cluster; ///< names a cluster whose addresses change, else empty; see ChatClient::Options
        bool keychain = true;
        bool notices = true; ///< new messages are told to the desktop, which says in turn whether somebody is there
    };
    explicit Seat(const Options &options);
    /// The window first, then the client: what it still has to write to disk is written.
    ~Seat();

    [[nodiscard]] client::ChatClient &chat() const { return *m_chat; }
    [[nodiscard]] ui::Settings &settings() const { return *m_settings; }
    [[nodiscard]] ui::MainWindow &window() const { return *m_window; }

private:
    std::unique_ptr<ui::Settings> m_settings;
    std::unique_ptr<client::ChatClient> m_chat;
    std::unique_ptr<ui::DesktopNotices> m_notices;
    std::unique_ptr<ui::DesktopIdle> m_idle;
    std::unique_ptr<ui::MainWindow> m_window;
};

} // namespace hubbub::app
