// SPDX-License-Identifier: GPL-3.0-or-later
// One client's commands: read, counted, done in order, answered once each.
#pragma once

#include "core/protocol/codec.h"
#include "server/answers.h"
#include "server/attendance.h"
#include "server/rates.h"

#include <QObject>

#include <memory>

namespace hubbub::server {

class Accounts;
class EventCommands;
class Greeter;
class ModerationCommands;
class Notices;
class PeopleCommands;
class RoomCommands;
class SupportCommands;
class Tracer;

class CommandHandler final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        redis::Link &link;
        const Scripts &scripts;
        Broker &broker;
        Sessions &sessions;
        Attendance &attendance;
        Presence &presence;
        Accounts &accounts;
        Greeter &greeter;
        Tracer &tracer;
        const Clock &clock;
    };
    CommandHandler(
        Parts parts, std::function<void(const QByteArray &op, const QByteArray &room, const UserId &by)> roomMade);
    ~CommandHandler() override;

    void received(Session &session, QByteArrayView text);
    /// The command under way has been answered; the next one may begin.
    void finished(Ticket ticket);

    [[nodiscard]] ModerationCommands &moderation() { return *m_moderation; }
    [[nodiscard]] Notices &notices() { return *m_notices; }

    struct Counters {
        quint64 rateLimited = 0;
        quint64 badFrames = 0;
    };
    [[nodiscard]] Counters counters() const;

private:
    using Frame = protocol::CommandFrame;

    void refuse(Session &session, const protocol::ErrorReply &reply);
    void strike(Session &session);
    void begin(Session &session, Frame frame);
    void startWaiting(Session &session);
    /// Says the answer and finishes the command.
    void answer(Ticket ticket, const QByteArray &frame);
    void answer(Ticket ticket, qint64 id, const Error &error);

    void run(Session &session, qint64 id, const protocol::Hello &hello);
    void run(Session &session, qint64 id, const protocol::Resume &resume);
    void run(Session &session, qint64 id, const protocol::Refresh &refresh);
    void run(Session &session, qint64 id, const protocol::Typing &typing);
    void run(Session &session, qint64 id, const protocol::SetPresence &presence);
    void run(Session &session, qint64 id, const protocol::Read &read);
    void run(Session &session, qint64 id, const protocol::Reads &reads);
    void run(Session &session, qint64 id, const protocol::Logout &logout);
    /// To the part that serves it.
    template <typename Other>
    void run(Session &session, qint64 id, const Other &command);

    Parts m_parts;
    protocol::Decoder m_decoder;
    Answers m_answers;
    std::unique_ptr<Notices> m_notices;
    std::unique_ptr<EventCommands> m_events;
    std::unique_ptr<RoomCommands> m_rooms;
    std::unique_ptr<ModerationCommands> m_moderation;
    std::unique_ptr<PeopleCommands> m_people;
    std::unique_ptr<SupportCommands> m_support;
    Counters m_counters;
};

} // namespace hubbub::server
