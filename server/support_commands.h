// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of support desks. A desk's queue decides; the conversation's room, which is in another slot, is then
// brought to what the queue says, and again whenever one of the two who are concerned reads the queue.
#pragma once

#include "core/protocol/command.h"
#include "core/protocol/reply.h"
#include "core/redis/link.h"
#include "server/answers.h"
#include "server/sessions.h"

#include <QObject>

#include <functional>

namespace hubbub::server {

class Attendance;
class Broker;
struct Scripts;

class SupportCommands final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        redis::Link &link;
        const Scripts &scripts;
        Broker &broker;
        Sessions &sessions;
        Attendance &attendance;
    };
    /// Answers with the state of a room that the session is to follow.
    using Enter = std::function<void(Ticket, qint64 id, const RoomId &room)>;

    SupportCommands(Parts parts, Answers answers, Enter enter);

    void run(Session &session, qint64 id, const protocol::OpenCase &open);
    void run(Session &session, qint64 id, const protocol::TakeCase &take);
    void run(Session &session, qint64 id, const protocol::HandCase &hand);
    void run(Session &session, qint64 id, const protocol::DoneCase &done);
    void run(Session &session, qint64 id, const protocol::Queue &queue);

private:
    /// What a desk's queue says of a conversation.
    struct Case {
        RoomId desk;
        RoomId room;
        QString title; ///< of the desk
        QByteArray version;
        qint64 since = 0;
        Mid mid; ///< of the first message
        UserId visitor;
        UserId agent; ///< empty: it waits
        QString display; ///< of the visitor
        QString agentDisplay;
        QString text;
    };
    /// What is asked of the queue.
    struct Step {
        protocol::EventKind kind;
        RoomId desk;
        RoomId room;
        UserId whose; ///< becomes its agent
        QString display; ///< of the visitor who opens it, or of that agent
        Mid mid {};
        QString text {};
        bool isCheck = false; ///< whether it may be done
    };
    using Settled = std::function<void(const Result<Case> &)>;
    using Brought = std::function<void(const Outcome &)>;

    [[nodiscard]] static Case readCase(
        const RoomId &desk, const RoomId &room, const QByteArray &title, const QByteArray &entry);
    void settle(const UserId &by, const Step &step, Settled then);
    void bring(const Case &what, const UserId &by, bool done, Brought then);
    void makeCase(Ticket ticket, qint64 id, const protocol::OpenCase &open, const RoomId &room);
    /// Settled and brought, the session comes in.
    void enterBy(Ticket ticket, qint64 id, const Step &step);
    void handTo(Ticket ticket, qint64 id, const Step &step);
    void failEntering(Ticket ticket, qint64 id, const RoomId &room, const Error &error);
    [[nodiscard]] protocol::QueueOk describe(Session &session, const RoomId &desk, const redis::Reply &reply);

    Parts m_parts;
    Answers m_answers;
    Enter m_enter;
};

} // namespace hubbub::server
