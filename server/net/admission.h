// SPDX-License-Identifier: GPL-3.0-or-later
// Who may connect: limits for each address, so that one host can't take the places of all others.
#pragma once

#include "server/net/address.h"
#include "server/net/tick.h"

#include <QHash>

namespace hubbub::server {

struct EndpointOptions;

class Admission {
public:
    explicit Admission(const EndpointOptions &options);

    enum class Verdict : quint8 {
        Uncounted, ///< free of the limits; release() must not be called
        Counted,
        TooMany, ///< connections at once
        TooFast, ///< connections a second
    };
    /// A connection has come from this peer. A trusted proxy's connections count for whoever is behind it, by
    /// admitClient().
    [[nodiscard]] Verdict admitPeer(const Address &peer, Tick now);
    [[nodiscard]] Verdict admitClient(const Address &client);
    /// A counted connection has ended.
    void release(const Address &address);

    /// Forgets addresses that have no connection and have had none for long enough; call now and then.
    void sweep(Tick now);
    [[nodiscard]] qsizetype knownAddresses() const { return m_books.size(); }

private:
    struct Book {
        int connections = 0;
        int spent = 0; ///< tenths of accepts not yet forgiven
        Tick at = 0; ///< when `spent` was last brought up to date
    };
    bool spendAccept(Book &book, Tick now) const;
    void forgive(Book &book, Tick now) const;

    const EndpointOptions &m_options;
    QHash<Address, Book> m_books; ///< by household
};

} // namespace hubbub::server
