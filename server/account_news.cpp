// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/account_news.h"

#include "core/base/red_hook.h"
#include "core/redis/keys.h"
#include "core/redis/link.h"
#include "core/redis/subscription.h"
#include "server/accounts.h"
#include "server/attendance.h"

#include <QSet>
#include <QTimer>

#include <utility>

namespace hubbub::server {

namespace keys = redis::keys;

namespace {

constexpr std::chrono::milliseconds again { 500 };

/// The user whose channel it is; nothing for other channels.
std::optional<UserId> userOf(const QByteArray &channel)
{
    static const QByteArray example = keys::account(UserId(QByteArrayLiteral("?")));
    static const qsizetype at = example.indexOf('?');
    static const QByteArray before = example.first(at);
    static const QByteArray after = example.sliced(at + 1);
    if (!channel.startsWith(before) || !channel.endsWith(after))
        return std::nullopt;
    return UserId(channel.sliced(at, channel.size() - before.size() - after.size()));
}

} // namespace

AccountNews::AccountNews(Parts parts)
    : m_parts(parts)
{
}

bool AccountNews::take(const QByteArray &channel, const QByteArray &payload)
{
    const auto user = userOf(channel);
    if (!user)
        return false;
    if (payload.startsWith("notice "))
        return tell(*user, payload.sliced(7));
    if (payload.startsWith("display "))
        return rename(*user, QString::fromUtf8(payload.sliced(8)));
    const QByteArrayList words = payload.split(' ');
    const QByteArray verb = words.value(0);
    if (verb == "joined")
        m_parts.attendance.userJoined(*user, RoomId(words.value(1)));
    else if (verb == "invited")
        m_parts.attendance.userInvited(*user, RoomId(words.value(1)));
    else if (verb == "removed")
        m_parts.attendance.userLeft(*user, RoomId(words.value(1)), words.value(2));
    else if (verb == "hello")
        replaced(*user, SessionId(words.value(1)), words.value(2).toLongLong());
    else if (verb == "revoked")
        revoked(*user, SessionId(words.value(1)), words.value(2) == "operator");
    return true;
}

bool AccountNews::tell(const UserId &user, const QByteArray &frame)
{
    for (Session *session : m_parts.sessions.of(user)) {
        if (session->phase == Session::Phase::Live)
            session->say(frame);
    }
    return true;
}

bool AccountNews::rename(const UserId &user, const QString &display)
{
    for (Session *session : m_parts.sessions.of(user))
        session->display = display;
    return true;
}

void AccountNews::replaced(const UserId &user, const SessionId &id, qint64 generation)
{
    for (Session *session : m_parts.sessions.of(user)) {
        if (session->id != id)
            continue;
        if (session->phase == Session::Phase::SigningIn)
            session->newestHeard = std::max(session->newestHeard, generation); // its own may not be known yet
        else if (session->phase != Session::Phase::Live)
            continue;
        if (session->generation > 0 && session->generation < generation)
            session->close(CloseCode::SessionReplaced, "this device has connected again");
    }
}

void AccountNews::revoked(const UserId &user, const SessionId &id, bool byOperator)
{
    if (redHook("no_revocation"))
        return;
    for (Session *session : m_parts.sessions.of(user)) {
        if ((id.bytes() == "*" || session->id == id) && !session->isSigningOut) {
            session->saidGoodbye = true;
            if (byOperator)
                session->close(CloseCode::RemovedByOperator, "removed by an operator");
            else
                session->close(CloseCode::Unauthorized, "signed out");
        }
    }
}

bool AccountNews::confirmed(const QByteArray &channel)
{
    const auto user = userOf(channel);
    if (!user)
        return false;
    if (!std::exchange(m_known[*user], true) || redHook("no_second_look"))
        return true; // the greeting looks everything up after this
    lookAt(*user);
    return true;
}

void AccountNews::lookAt(const UserId &user)
{
    m_again.remove(user);
    for (Session *session : m_parts.sessions.of(user)) {
        m_parts.accounts.isOpen(user, session->id, [this, user, id = session->id](const Result<bool> &isOpen) {
            if (!isOpen.ok())
                lookAgain(user);
            else if (!*isOpen)
                revoked(user, id);
        });
    }
    lookAtRooms(user);
}

void AccountNews::lookAgain(const UserId &user)
{
    if (std::exchange(m_again[user], true))
        return;
    QTimer::singleShot(again, this, [this, user] {
        if (m_again.contains(user))
            lookAt(user);
    });
}

void AccountNews::lookAtRooms(const UserId &user)
{
    m_parts.link.command(
        { "SMEMBERS", keys::accountRooms(user) }, this, [this, user](const Result<redis::Reply> &rooms) {
            if (!rooms.ok())
                return lookAgain(user);
            QSet<RoomId> listed;
            for (const redis::Reply &room : rooms->items())
                listed << RoomId(room.bytes());
            QSet<RoomId> others;
            for (const Session *session : m_parts.sessions.of(user)) {
                for (const Session::Follow &follow : session->follows()) {
                    if (!listed.contains(follow.room))
                        others << follow.room;
                }
            }
            for (const RoomId &room : listed)
                m_parts.attendance.userJoined(user, room);
            for (const RoomId &room : others)
                m_parts.attendance.userLeft(user, room, "gone");
        });
}

void AccountNews::forget(const UserId &user)
{
    m_known.remove(user);
    m_again.remove(user);
    m_parts.subscription.unsubscribe(keys::account(user));
}

} // namespace hubbub::server
