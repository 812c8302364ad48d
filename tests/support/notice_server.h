// SPDX-License-Identifier: GPL-3.0-or-later
// A desktop's notification server that is none: it shows nothing and remembers what it was told, on a bus of its own.
#pragma once

#include "tests/support/child_process.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QVariantMap>

namespace hubbub::testing {

class NoticeServer final : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown {
        uint id = 0;
        uint replaces = 0;
        QString title;
        QString body;
    };

    ~NoticeServer() override;

    /// Starts a bus, and the server there.
    [[nodiscard]] bool start();
    [[nodiscard]] QString problem() const { return m_problem; }
    /// Another connection to that bus.
    [[nodiscard]] QDBusConnection connectAs(const QString &name);

    [[nodiscard]] const QList<Shown> &shown() const { return m_shown; }
    [[nodiscard]] const QList<uint> &closed() const { return m_closed; }
    [[nodiscard]] bool wasAsked() const { return m_asked; } ///< what it can
    void click(uint id)
    {
        Q_EMIT
        ActionInvoked(id, QStringLiteral("default"));
    }

public Q_SLOTS: // as the specification has them
    QStringList GetCapabilities();
    uint Notify(const QString &app, uint replaces, const QString &icon, const QString &title, const QString &body,
        const QStringList &actions, const QVariantMap &hints, int timeout);
    void CloseNotification(uint id);

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);

private:
    ChildProcess m_bus;
    QString m_address;
    QString m_problem;
    QStringList m_names;
    QList<Shown> m_shown;
    QList<uint> m_closed;
    uint m_lastId = 0;
    bool m_asked = false;
};

} // namespace hubbub::testing
