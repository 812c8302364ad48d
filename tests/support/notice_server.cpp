// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/notice_server.h"

#include <QTest>

namespace hubbub::testing {

using namespace Qt::StringLiterals;

namespace {

const QString ownName = u"hubbub-test-notice-server"_s;

} // namespace

NoticeServer::~NoticeServer()
{
    for (const QString &name : std::as_const(m_names))
        QDBusConnection::disconnectFromBus(name);
}

bool NoticeServer::start()
{
    if (!m_bus.start(u"dbus-daemon"_s, { u"--session"_s, u"--nofork"_s, u"--print-address"_s })) {
        m_problem = m_bus.problem();
        return false;
    }
    if (!QTest::qWaitFor([this] { return m_bus.output().contains('\n'); })) {
        m_problem = u"dbus-daemon said no address: "_s + QString::fromUtf8(m_bus.log());
        return false;
    }
    m_address = QString::fromUtf8(m_bus.output()).section(u'\n', 0, 0);
    QDBusConnection bus = connectAs(ownName);
    if (!bus.registerObject(u"/org/freedesktop/Notifications"_s, this,
            QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals)
        || !bus.registerService(u"org.freedesktop.Notifications"_s)) {
        m_problem = bus.lastError().message();
        return false;
    }
    return true;
}

QDBusConnection NoticeServer::connectAs(const QString &name)
{
    m_names.append(name);
    return QDBusConnection::connectToBus(m_address, name);
}

QStringList NoticeServer::GetCapabilities()
{
    m_asked = true;
    return { u"body"_s, u"body-markup"_s, u"actions"_s };
}

uint NoticeServer::Notify(const QString &, uint replaces, const QString &, const QString &title, const QString &body,
    const QStringList &, const QVariantMap &, int)
{
    const uint id = replaces != 0 ? replaces : ++m_lastId;
    m_shown.append({ id, replaces, title, body });
    return id;
}

void NoticeServer::CloseNotification(uint id)
{
    m_closed.append(id);
    Q_EMIT
    NotificationClosed(id, 3);
}

} // namespace hubbub::testing
