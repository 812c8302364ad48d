// SPDX-License-Identifier: GPL-3.0-or-later
// The operator events that Redis keeps, read page by page in both directions; each once, in the order of the stream.
#pragma once

#include "core/protocol/ops.h"

#include <QObject>

#include <deque>

namespace hubbub::redis {
class Link;
class Reply;
}

namespace hubbub::ops {

struct LoggedEvent {
    QByteArray id; ///< of the stream's entry
    protocol::OpsEvent event;
    friend bool operator==(const LoggedEvent &, const LoggedEvent &) = default;
};

class EventLog final : public QObject {
    Q_OBJECT
public:
    static constexpr int page = 500;
    static constexpr size_t kept = 20'000; ///< in memory; the oldest go first

    /// Borrowed.
    explicit EventLog(redis::Link &link, QObject *parent = nullptr);

    /// Reads what is new. Many calls are one question; the first begins with the newest page.
    void readNewer();
    /// Reads a page before the oldest.
    void readOlder();
    /// Becomes what it was at a moment of a recording, oldest first; restarted() and appended() tell.
    void restore(const QList<LoggedEvent> &events);
    [[nodiscard]] bool hasOlder() const { return m_hasOlder; }
    [[nodiscard]] const std::deque<LoggedEvent> &events() const { return m_events; } ///< newest last

Q_SIGNALS:
    void appended(int count); ///< at the end
    void prepended(int count); ///< at the beginning
    void dropped(int count); ///< from the beginning
    void restarted(); ///< the stream is another one: read anew

private:
    void takeNewer(const redis::Reply &reply);
    void takeFirst(const redis::Reply &reply);

    redis::Link &m_link;
    std::deque<LoggedEvent> m_events;
    QByteArray m_last; ///< id of the newest entry that was read; empty: none yet
    bool m_reading = false;
    bool m_again = false;
    bool m_readingOlder = false;
    bool m_hasOlder = false;
};

} // namespace hubbub::ops
