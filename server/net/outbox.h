// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes on their way to one client: shared with every other receiver of them, never copied.
#pragma once

#include "server/net/tick.h"

#include <QByteArray>

#include <memory>
#include <span>

struct iovec;

namespace hubbub::server {

/// The first buffer sits in the outbox itself: the usual turn has one, and then nothing is allocated.
class Outbox {
public:
    Outbox();
    ~Outbox();
    Q_DISABLE_COPY_MOVE(Outbox)

    void append(const QByteArray &bytes, Tick now);

    [[nodiscard]] bool isEmpty() const { return m_bytes == 0; }
    [[nodiscard]] qsizetype bytes() const { return m_bytes; }
    /// When the oldest bytes were put in; only where not empty.
    [[nodiscard]] Tick headSince() const { return m_firstSince; }

    /// Fills `parts` from the front and returns how many; they are valid until the outbox changes.
    [[nodiscard]] int gather(std::span<iovec> parts) const;
    /// The front buffer's unsent rest; only where not empty.
    [[nodiscard]] QByteArrayView front() const;
    /// Forgets so many bytes from the front.
    void consume(qsizetype bytes);
    /// Forgets all but the rest of a buffer that has partly gone out (a frame must not be cut).
    void keepOnlyStarted();
    void clear();

private:
    struct Rest;

    void takeNext();

    QByteArray m_first;
    std::unique_ptr<Rest> m_rest;
    qsizetype m_bytes = 0;
    quint32 m_offset = 0; ///< bytes of m_first already sent
    Tick m_firstSince = 0;
};

} // namespace hubbub::server
