// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop portal's Settings interface, as far as we use it: Qt hooks the signal up once somebody connects to it.
#pragma once

#include <QDBusAbstractInterface>
#include <QDBusVariant>

namespace hubbub::ui {

class PortalSettings final : public QDBusAbstractInterface {
    Q_OBJECT
public:
    explicit PortalSettings(QObject *parent);

Q_SIGNALS:
    // The portal's own name and order; QtDBus looks it up by them.
    void SettingChanged(const QString &space, const QString &key, const QDBusVariant &value);
};

} // namespace hubbub::ui
