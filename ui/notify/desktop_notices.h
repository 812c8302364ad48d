// SPDX-License-Identifier: GPL-3.0-or-later
// Notices on the desktop, by the Desktop Notifications Specification 1.2 over D-Bus. Without a bus or a server there,
// they come to nothing.
#pragma once

#include "ui/notify/notice_sink.h"

#include <QDBusConnection>
#include <QHash>

namespace hubbub::ui {

class NotificationServer;

class DesktopNotices final : public NoticeSink {
    Q_OBJECT
public:
    explicit DesktopNotices(const QDBusConnection &bus = QDBusConnection::sessionBus(), QObject *parent = nullptr);

    void show(const Notice &notice) override;
    void withdraw(const QString &key) override;

private:
    void onAction(uint id, const QString &action);
    void onClosed(uint id);
    void send(const Notice &notice);

    NotificationServer *m_server = nullptr; ///< nullptr: there is no bus
    QHash<QString, uint> m_ids; ///< by key; 0 while the server has not answered yet
    QHash<QString, Notice> m_next; ///< what came before it answered
    bool m_hasMarkup = false; ///< the server reads the body as markup
};

} // namespace hubbub::ui
