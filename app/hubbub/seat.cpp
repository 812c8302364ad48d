// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/seat.h"

#include <QSystemTrayIcon>

using namespace Qt::StringLiterals;

namespace hubbub::app {

Seat::Seat(const Options &options)
    : m_settings(std::make_unique<ui::Settings>(options.profileDir))
{
    client::ChatClient::Options how;
    how.profileDir = options.profileDir;
    how.app = u"hubbub/%1"_s.arg(QLatin1StringView(HUBBUB_VERSION));
    how.cluster = options.cluster;
    how.keychain = options.keychain;
    m_chat = std::make_unique<client::ChatClient>(how);
    if (options.notices)
        m_notices = std::make_unique<ui::DesktopNotices>();
    if (options.notices)
        m_idle = std::make_unique<ui::DesktopIdle>();
    m_window = std::make_unique<ui::MainWindow>(ui::Desk { *m_chat, *m_settings, systemClock(), m_notices.get(),
        m_idle.get(), client::systemAlarms(), QSystemTrayIcon::isSystemTrayAvailable() });
}

Seat::~Seat() = default;

} // namespace hubbub::app
