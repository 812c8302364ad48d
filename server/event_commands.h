// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that write a room's log and read it: messages, their edits, redactions and reactions, and history.
#pragma once

#include "core/protocol/command.h"
#include "core/redis/link.h"
#include "server/answers.h"
#include "server/sessions.h"

#include <QObject>

namespace hubbub::server {

class Broker;
class Notices;
class Tracer;
struct Publication;
struct Scripts;

class EventCommands final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        redis::Link &link;
        const Scripts &scripts;
        Broker &broker;
        Sessions &sessions;
        Notices &notices;
        Tracer &tracer;
        const Clock &clock;
    };
    EventCommands(Parts parts, Answers answers);

    void run(Session &session, qint64 id, const protocol::Send &send);
    void run(Session &session, qint64 id, const protocol::Edit &edit);
    void run(Session &session, qint64 id, const protocol::Redact &redact);
    void run(Session &session, qint64 id, const protocol::React &react);
    void run(Session &session, qint64 id, const protocol::History &history);

    /// Writes that were too often.
    [[nodiscard]] quint64 rateLimited() const { return m_rateLimited; }

private:
    void publish(Session &session, qint64 id, Publication what);

    Parts m_parts;
    Answers m_answers;
    quint64 m_rateLimited = 0;
};

} // namespace hubbub::server
