// SPDX-License-Identifier: GPL-3.0-or-later
// How the parts that serve commands give each its one answer.
#pragma once

#include "core/base/error.h"
#include "server/session.h"

#include <functional>

namespace hubbub::server {

class Answers {
public:
    /// Says the frame, if it is not empty, and lets the client's next command begin.
    using Say = std::function<void(Ticket, const QByteArray &frame)>;
    explicit Answers(Say say)
        : m_say(std::move(say))
    {
    }

    void say(Ticket ticket, const QByteArray &frame) const { m_say(ticket, frame); }
    /// An `ok` that carries nothing.
    void done(Ticket ticket, qint64 id) const;
    void fail(Ticket ticket, qint64 id, const Error &error) const;
    /// What a script calls `not_found`, `forbidden` or the like.
    void refuse(Ticket ticket, qint64 id, const QByteArray &word) const;

private:
    Say m_say;
};

/// The Error for what a script calls `not_found`, `forbidden`, `exists` and so on.
[[nodiscard]] Error notForYou(const QByteArray &word);

} // namespace hubbub::server
