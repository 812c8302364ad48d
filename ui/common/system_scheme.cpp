// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/system_scheme.h"

#include "ui/common/portal_settings.h"

#include <QDBusConnection>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

const QString appearance = u"org.freedesktop.appearance"_s;
const QString colourScheme = u"color-scheme"_s;

/// Read() wraps the value in a variant within a variant.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

PortalSettings::PortalSettings(QObject *parent)
    : QDBusAbstractInterface(u"org.freedesktop.portal.Desktop"_s, u"/org/freedesktop/portal/desktop"_s,
        "org.freedesktop.portal.Settings", QDBusConnection::sessionBus(), parent)
{
}

SystemScheme::SystemScheme(QObject *parent)
    : QObject(parent)
{
}

void SystemScheme::start()
{
    if (!QDBusConnection::sessionBus().isConnected())
        return;
    auto *portal = new PortalSettings(this);
    connect(portal, &PortalSettings::SettingChanged, this,
        [this](const QString &space, const QString &key, const QDBusVariant &value) {
            if (space == appearance && key == colourScheme)
                take(unwrapped(value.variant()).toUInt());
        });
    auto *watcher = new QDBusPendingCallWatcher(portal->asyncCall(u"Read"_s, appearance, colourScheme), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *call) {
        call->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *call;
        if (reply.isValid())
            take(unwrapped(reply.value().variant()).toUInt());
    });
}

void SystemScheme::take(uint scheme)
{
    std::optional<bool> dark;
    if (scheme == 1 || scheme == 2)
        dark = scheme == 1;
    if (dark == m_prefersDark)
        return;
    m_prefersDark = dark;
    Q_EMIT
    changed();
}

} // namespace hubbub::ui
