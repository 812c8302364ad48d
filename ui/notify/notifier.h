// SPDX-License-Identifier: GPL-3.0-or-later
// Tells the desktop of new messages that a person does not see anyway.
#pragma once

#include "core/base/clock.h"
#include "core/client/chat_client.h"
#include "ui/notify/attention.h"
#include "ui/notify/notice_sink.h"

#include <QHash>
#include <QSet>

namespace hubbub::ui {

class Settings;

/// One notice a room, which a later message replaces, and which goes once the room was read. Nothing is told of what
/// was there when the program began, of one's own, of what is on screen, and while nobody is to be disturbed.
class Notifier final : public QObject {
    Q_OBJECT
public:
    /// All borrowed; they outlive it.
    Notifier(client::ChatClient &client, Settings &settings, NoticeSink &sink, const Clock &clock,
        QObject *parent = nullptr);

    /// The room that a person has before their eyes; empty: none.
    void setSeen(const RoomId &room);
    /// Whom nothing is told because they said that they are busy.
    void setBusy(bool busy) { m_busy = busy; }
    /// Something else that somebody should look at, such as an alert of the console.
    void tell(const QString &key, const QString &title, const QString &body);

Q_SIGNALS:
    void roomWanted(const hubbub::RoomId &room);
    void otherWanted(const QString &key); ///< of tell()

private:
    struct Known {
        qint64 lastSeq = 0;
        qint64 unread = 0;
        qint64 mentions = 0;
    };
    void lookAtAll();
    void look(const RoomId &room);
    [[nodiscard]] bool mayTell() const;
    void show(const client::RoomSummary &room);

    client::ChatClient &m_client;
    Settings &m_settings;
    NoticeSink &m_sink;
    const Clock &m_clock;
    QHash<RoomId, Known> m_known;
    QSet<RoomId> m_shown;
    RoomId m_seen;
    bool m_busy = false;
};

} // namespace hubbub::ui
