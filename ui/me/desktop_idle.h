// SPDX-License-Identifier: GPL-3.0-or-later
// Asks the desktop on D-Bus for how long nobody has touched it: GNOME's monitor first, then the screen saver's service
// that others have. Starts no service that does not run.
#pragma once

#include "ui/me/idle_source.h"

#include <QDBusConnection>

namespace hubbub::ui {

class DesktopIdle final : public IdleSource {
    Q_OBJECT
public:
    explicit DesktopIdle(const QDBusConnection &bus = QDBusConnection::sessionBus(), QObject *parent = nullptr);
    void ask() override;

private:
    void askFrom(int service);

    QDBusConnection m_bus;
    int m_service = 0; ///< the one that answered last, or else the first
};

} // namespace hubbub::ui
