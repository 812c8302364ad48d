// SPDX-License-Identifier: GPL-3.0-or-later
// What people are to be told beside their rooms' talk: mentions, direct messages, invitations. Kept in each one's
// inbox, and pushed to all of their sessions.
#pragma once

#include "core/protocol/codec.h"
#include "core/redis/link.h"
#include "server/answers.h"
#include "server/sessions.h"

#include <QObject>

namespace hubbub::server {

struct Scripts;

class Notices final : public QObject {
    Q_OBJECT
public:
    using Notice = protocol::Notice;

    /// All are borrowed and must outlive this.
    Notices(redis::Link &link, const Scripts &scripts, Answers answers);

    void run(Session &session, qint64 id, const protocol::Inbox &inbox);
    void run(Session &session, qint64 id, const protocol::InboxRead &read);

    using Notified = std::function<void(const Result<bool> &made)>;
    /// Not made for one who does not exist, has blocked `notice.from`, or has it already. The nid is Redis's to give.
    void notify(const UserId &whom, const Notice &notice, Notified done = {});
    /// A message is in the log: whom it mentions, and who is alone with its author in a direct room, hears of it. May
    /// be called again for the same message.
    void message(const RoomId &room, const UserId &from, qint64 seq, const QList<UserId> &mentioned);

    /// An operator speaks: it goes into all inboxes, and each node gets the push of it on the announcements' channel.
    /// Once for each nonce.
    void announce(const QString &text, const QByteArray &nonce, std::function<void(const Outcome &)> done);

private:
    using Page = std::shared_ptr<protocol::InboxOk>;

    void tell(const RoomId &room, const UserId &from, qint64 seq, const QList<UserId> &mentioned,
        const redis::Reply &audience);
    /// What of the announcements belongs on the page that inbox.lua replied, among its own.
    static void mixIn(protocol::InboxOk &page, const redis::Reply &own, const redis::Reply &announcements,
        const protocol::Inbox &asked);
    void describe(Ticket ticket, qint64 id, const UserId &user, const Page &page);

    redis::Link &m_link;
    const Scripts &m_scripts;
    Answers m_answers;
    protocol::Decoder m_decoder;
};

} // namespace hubbub::server
