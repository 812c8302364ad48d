// SPDX-License-Identifier: GPL-3.0-or-later
// Commands that wait for their answer: each gets exactly one outcome, were it only that none came in time.
#pragma once

#include "core/base/clock.h"
#include "core/client/alarms.h"
#include "core/protocol/codec.h"

#include <QHash>
#include <QPointer>

namespace hubbub::client {

/// How long a person's question may stay unanswered before that is its outcome.
inline constexpr std::chrono::seconds requestPatience { 15 };

class Requests {
public:
    using Callback = std::function<void(const Result<protocol::OkReply> &)>;

    static constexpr qint64 firstId = 2; ///< 1 is the `hello`, which the connection looks after itself

    Requests(const Clock &clock, const Alarms &alarms);

    /// The outcome of a command that was not answered in time: unknown, not refused.
    [[nodiscard]] static Error overdue();

    /// An id that is unique in the connection, kept until answered or overdue.
    [[nodiscard]] qint64 add(std::chrono::milliseconds patience, QObject *context, Callback callback);
    /// The node's answer; false where nobody waits for it (any more).
    bool answer(const protocol::OkReply &reply);
    bool answer(qint64 id, const Error &error);
    /// The connection is gone: all fail with Unavailable, in the order they were asked. Ids begin anew.
    void failAll(const QString &detail);
    [[nodiscard]] qsizetype waiting() const { return m_waiting.size(); }

private:
    struct Entry {
        QPointer<QObject> context;
        Callback callback;
        Clock::TimePoint due;
    };
    void finish(qint64 id, const Result<protocol::OkReply> &outcome);
    void expire();
    void arm();

    const Clock &m_clock;
    std::unique_ptr<Alarm> m_alarm;
    QHash<qint64, Entry> m_waiting;
    qint64 m_last = firstId - 1;
};

} // namespace hubbub::client
