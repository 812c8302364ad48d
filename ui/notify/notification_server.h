// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop's notification server on D-Bus; its signals by name, as Qt finds them.
#pragma once

#include <QDBusAbstractInterface>

namespace hubbub::ui {

class NotificationServer final : public QDBusAbstractInterface {
    Q_OBJECT
public:
    NotificationServer(const QDBusConnection &bus, QObject *parent);

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);
};

} // namespace hubbub::ui
