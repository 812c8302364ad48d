// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notify/desktop_notices.h"

#include "ui/notify/notification_server.h"

#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

const QString defaultAction = u"default"_s;
constexpr int serverDecides = -1; // how long it is shown

} // namespace

NotificationServer::NotificationServer(const QDBusConnection &bus, QObject *parent)
    : QDBusAbstractInterface(u"org.freedesktop.Notifications"_s, u"/org/freedesktop/Notifications"_s,
        "org.freedesktop.Notifications", bus, parent)
{
}

DesktopNotices::DesktopNotices(const QDBusConnection &bus, QObject *parent)
    : NoticeSink(parent)
{
    if (!bus.isConnected())
        return;
    m_server = new NotificationServer(bus, this);
    connect(m_server, &NotificationServer::ActionInvoked, this, &DesktopNotices::onAction);
    connect(m_server, &NotificationServer::NotificationClosed, this, &DesktopNotices::onClosed);
    auto *asked = new QDBusPendingCallWatcher(m_server->asyncCall(u"GetCapabilities"_s), this);
    connect(asked, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *call) {
        call->deleteLater();
        const QDBusPendingReply<QStringList> reply = *call;
        m_hasMarkup = reply.isValid() && reply.value().contains(u"body-markup"_s);
    });
}

void DesktopNotices::show(const Notice &notice)
{
    if (m_server == nullptr)
        return;
    const auto known = m_ids.constFind(notice.key);
    if (known != m_ids.constEnd() && known.value() == 0)
        m_next.insert(notice.key, notice); // there is no number yet that it could replace
    else
        send(notice);
}

void DesktopNotices::send(const Notice &notice)
{
    const QVariantMap hints { { u"desktop-entry"_s, u"hubbub"_s },
        { u"urgency"_s, QVariant::fromValue(static_cast<uchar>(notice.urgent ? 2 : 1)) } };
    const QVariantList arguments { u"Hubbub"_s, m_ids.value(notice.key), u"hubbub"_s, notice.title,
        m_hasMarkup ? notice.body.toHtmlEscaped() : notice.body, QStringList { defaultAction, tr("Open") }, hints,
        serverDecides };
    m_ids.insert(notice.key, m_ids.value(notice.key));
    auto *sent = new QDBusPendingCallWatcher(m_server->asyncCallWithArgumentList(u"Notify"_s, arguments), this);
    connect(sent, &QDBusPendingCallWatcher::finished, this, [this, key = notice.key](QDBusPendingCallWatcher *done) {
        done->deleteLater();
        const QDBusPendingReply<uint> reply = *done;
        if (reply.isValid())
            m_ids.insert(key, reply.value());
        else
            m_ids.remove(key);
        if (m_next.contains(key))
            send(m_next.take(key));
    });
}

void DesktopNotices::withdraw(const QString &key)
{
    m_next.remove(key);
    const uint id = m_ids.value(key);
    if (id == 0)
        return;
    m_server->asyncCall(u"CloseNotification"_s, id);
    m_ids.remove(key);
}

void DesktopNotices::onAction(uint id, const QString &action)
{
    const QString key = m_ids.key(id);
    if (id != 0 && action == defaultAction && !key.isEmpty())
        Q_EMIT
    activated(key);
}

void DesktopNotices::onClosed(uint id)
{
    if (const QString key = m_ids.key(id); id != 0 && !key.isEmpty())
        m_ids.remove(key);
}

} // namespace hubbub::ui
