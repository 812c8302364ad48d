// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notify/notifier.h"

#include "ui/chat/room_words.h"
#include "ui/chat/text_guard.h"
#include "ui/settings/settings.h"

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::ChatClient;
using client::RoomSummary;

namespace {

const QString roomKey = u"room:"_s;

} // namespace

Notifier::Notifier(ChatClient &client, Settings &settings, NoticeSink &sink, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_settings(settings)
    , m_sink(sink)
    , m_clock(clock)
{
    connect(&client, &ChatClient::roomsReset, this, &Notifier::lookAtAll);
    connect(&client, &ChatClient::roomChanged, this, &Notifier::look);
    connect(&client, &ChatClient::signedOut, this, [this] { m_known.clear(); });
    connect(&sink, &NoticeSink::activated, this, [this](const QString &key) {
        if (key.startsWith(roomKey))
            Q_EMIT
        roomWanted(RoomId(key.mid(roomKey.size())));
        else Q_EMIT
        otherWanted(key);
    });
    lookAtAll();
}

void Notifier::lookAtAll()
{
    for (const RoomSummary &room : m_client.rooms())
        look(room.room);
}

void Notifier::look(const RoomId &id)
{
    const RoomSummary *room = m_client.room(id);
    if (room == nullptr)
        return;
    const bool isNew = !m_known.contains(id);
    const Known before = m_known.value(id);
    m_known.insert(id, { room->lastSeq, room->unread, room->mentions });
    if (room->unread == 0 && m_shown.remove(id))
        m_sink.withdraw(roomKey + id.text());
    if (isNew || room->lastSeq <= before.lastSeq || room->unread <= before.unread)
        return; // nothing of others came
    const Attention attention = m_settings.attention(id);
    if (attention == Attention::Muted || (attention == Attention::Mentions && room->mentions <= before.mentions))
        return;
    if (id != m_seen && mayTell())
        show(*room);
}

bool Notifier::mayTell() const { return !m_busy && !m_settings.isQuiet(m_clock.wall().count()); }

void Notifier::show(const RoomSummary &room)
{
    const bool direct = room.kind == protocol::RoomKind::Direct;
    const QString author = personName(room.lastDisplay, room.lastFrom);
    const QString words = guardedLine(room.lastText);
    NoticeSink::Notice notice;
    notice.key = roomKey + room.room.text();
    notice.title = direct ? author : roomTitle(room);
    notice.body = direct ? words : author + u": "_s + words;
    if (room.unread > 1)
        notice.body += u'\n' + tr("%1 unread").arg(room.unread);
    m_shown.insert(room.room);
    m_sink.show(notice);
}

void Notifier::setSeen(const RoomId &room)
{
    m_seen = room;
    if (m_shown.remove(room))
        m_sink.withdraw(roomKey + room.text());
}

void Notifier::tell(const QString &key, const QString &title, const QString &body)
{
    if (mayTell())
        m_sink.show({ key, title, body, true });
}

} // namespace hubbub::ui
