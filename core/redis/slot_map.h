// SPDX-License-Identifier: GPL-3.0-or-later
// Which node of a Redis Cluster serves which slot. No socket.
#pragma once

#include "core/redis/reply.h"
#include "core/redis/url.h"

#include <QList>

#include <array>
#include <optional>

namespace hubbub::redis {

constexpr int slotCount = 16'384;

/// The slot of a key or of a sharded channel: of its hash tag, where it has one.
[[nodiscard]] quint16 slotOf(QByteArrayView key);

class SlotMap {
public:
    SlotMap();

    /// What CLUSTER SLOTS answered. `asked` is who answered it: credentials and TLS are taken from there, and the host
    /// where the answer leaves it out. An Error where it is not such an answer, or names no node at all.
    [[nodiscard]] static Result<SlotMap> read(const Reply &clusterSlots, const Endpoint &asked);

    /// Null where no node serves it.
    [[nodiscard]] const Endpoint *ownerOf(quint16 slot) const;
    /// A node said MOVED.
    void move(quint16 slot, const Endpoint &owner);

    /// Primaries that serve at least one slot, each once.
    [[nodiscard]] QList<Endpoint> owners() const;
    [[nodiscard]] const QList<Endpoint> &replicas() const { return m_replicas; }
    [[nodiscard]] int unserved() const; ///< slots without a node

    friend bool operator==(const SlotMap &, const SlotMap &) = default;

private:
    qint16 indexOf(const Endpoint &owner);

    QList<Endpoint> m_owners; ///< may hold some that serve nothing any more
    QList<Endpoint> m_replicas;
    std::array<qint16, slotCount> m_slots; ///< in m_owners; -1: none
};

/// What an error reply says about where to ask.
struct Redirect {
    enum class Kind : quint8 { Moved, Ask, TryAgain };
    Kind kind;
    quint16 slot = 0; ///< of Moved and Ask
    Endpoint place {}; ///< the same
};

/// Nothing where the error is none of MOVED, ASK and TRYAGAIN, or can't be read. `asked` is who said it.
[[nodiscard]] std::optional<Redirect> readRedirect(QByteArrayView error, const Endpoint &asked);

} // namespace hubbub::redis
