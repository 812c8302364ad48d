// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/me/desktop_idle.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>

#include <array>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

struct IdleService {
    QLatin1StringView name;
    QLatin1StringView path;
    QLatin1StringView method; ///< answers with milliseconds, as an unsigned number of 32 or 64 bits
};

constexpr std::array idleServices {
    IdleService { "org.gnome.Mutter.IdleMonitor"_L1, "/org/gnome/Mutter/IdleMonitor/Core"_L1, "GetIdletime"_L1 },
    IdleService { "org.freedesktop.ScreenSaver"_L1, "/org/freedesktop/ScreenSaver"_L1, "GetSessionIdleTime"_L1 },
};
constexpr int idleAnswerTime = 2000; // ms

} // namespace

DesktopIdle::DesktopIdle(const QDBusConnection &bus, QObject *parent)
    : IdleSource(parent)
    , m_bus(bus)
{
}

void DesktopIdle::ask()
{
    if (m_bus.isConnected()) {
        askFrom(m_service);
        return;
    }
    const auto nobody = [this] {
        Q_EMIT
        answered(std::nullopt);
    };
    QMetaObject::invokeMethod(this, nobody, Qt::QueuedConnection);
}

void DesktopIdle::askFrom(int service)
{
    const IdleService &asked = idleServices.at(static_cast<size_t>(service));
    // The interfaces are called like their services.
    QDBusMessage question = QDBusMessage::createMethodCall(asked.name, asked.path, asked.name, asked.method);
    question.setAutoStartService(false);
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(question, idleAnswerTime), this);
    const auto take = [this, service](QDBusPendingCallWatcher *call) {
        call->deleteLater();
        const QDBusMessage reply = call->reply();
        bool isNumber = false;
        const qulonglong ms = reply.arguments().value(0).toULongLong(&isNumber);
        if (reply.type() == QDBusMessage::ReplyMessage && isNumber) {
            m_service = service;
            Q_EMIT
            answered(std::chrono::milliseconds(ms));
        } else if (service + 1 < static_cast<int>(idleServices.size())) {
            askFrom(service + 1);
        } else {
            m_service = 0; // another desktop may run by the next time
            Q_EMIT
            answered(std::nullopt);
        }
    };
    connect(watcher, &QDBusPendingCallWatcher::finished, this, take);
}

} // namespace hubbub::ui
