// SPDX-License-Identifier: GPL-3.0-or-later
// Commands to bytes and bytes to replies (RESP2), with hiredis' formatter and reader.
#pragma once

#include "core/redis/reply.h"

#include <QByteArrayView>
#include <QString>

#include <memory>
#include <span>

struct redisReader;

namespace hubbub::redis {

/// Appends one command; `argv` is its name and arguments, binary-safe. False, and nothing appended, only where memory
/// is at its end.
[[nodiscard]] bool appendCommand(QByteArray &out, std::span<const QByteArrayView> argv);

/// Cuts a byte stream into replies. Whatever comes in, it never grows past its limits.
class ReplyReader {
public:
    /// `byteLimit` is for the strings of one reply together, `itemLimit` for its items, nested ones too.
    ReplyReader(qsizetype byteLimit, qsizetype itemLimit);
    ~ReplyReader();
    Q_DISABLE_COPY_MOVE(ReplyReader)

    enum class Next : quint8 { Reply, NeedMore, Broken };

    /// Forgets all that was fed.
    void reset();
    /// Best in pieces of at most 16 KiB with all replies taken in between: the reader moves the rest of its buffer
    /// to the front again and again.
    void feed(QByteArrayView bytes);
    /// Takes the next whole reply into `reply`. After Broken only reset() helps; problem() says why.
    [[nodiscard]] Next next(Reply &reply);
    [[nodiscard]] QString problem() const;

private:
    struct Builder;
    friend struct Builder;

    struct Free {
        void operator()(redisReader *reader) const;
    };

    qsizetype m_byteLimit;
    qsizetype m_itemLimit;
    qsizetype m_bytes = 0; ///< in the strings of the reply being read
    qsizetype m_items = 0; ///< in its arrays
    bool m_tooLarge = false;
    Reply m_root; ///< the reply being read
    std::unique_ptr<redisReader, Free> m_reader;
};

} // namespace hubbub::redis
