// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/admission.h"

#include "core/base/red_hook.h"
#include "server/net/endpoint.h"

namespace hubbub::server {

Admission::Admission(const EndpointOptions &options)
    : m_options(options)
{
}

Admission::Verdict Admission::admitPeer(const Address &peer, Tick now)
{
    const bool limited =
        (m_options.connectionsPerAddress > 0 || m_options.acceptsPerAddress > 0) && !redHook("no_address_limits");
    if (!limited || m_options.noAddressLimits.contains(peer) || m_options.trustedProxies.contains(peer))
        return Verdict::Uncounted;
    Book &book = m_books[peer.household()];
    if (m_options.acceptsPerAddress > 0 && !spendAccept(book, now))
        return Verdict::TooFast;
    if (m_options.connectionsPerAddress > 0 && book.connections >= m_options.connectionsPerAddress)
        return Verdict::TooMany;
    ++book.connections;
    return Verdict::Counted;
}

Admission::Verdict Admission::admitClient(const Address &client)
{
    if (m_options.connectionsPerAddress <= 0 || m_options.noAddressLimits.contains(client))
        return Verdict::Uncounted;
    Book &book = m_books[client.household()];
    if (book.connections >= m_options.connectionsPerAddress)
        return Verdict::TooMany;
    ++book.connections;
    return Verdict::Counted;
}

void Admission::release(const Address &address)
{
    const auto book = m_books.find(address.household());
    if (book != m_books.end() && book->connections > 0)
        --book->connections;
}

void Admission::sweep(Tick now)
{
    for (auto book = m_books.begin(); book != m_books.end();) {
        forgive(*book, now);
        if (book->connections == 0 && book->spent == 0)
            book = m_books.erase(book);
        else
            ++book;
    }
}

void Admission::forgive(Book &book, Tick now) const
{
    const qint64 forgiven = qint64(now - book.at) * m_options.acceptsPerAddress;
    book.spent = forgiven >= book.spent ? 0 : book.spent - static_cast<int>(forgiven);
    book.at = now;
}

bool Admission::spendAccept(Book &book, Tick now) const
{
    forgive(book, now);
    if (book.spent + unitsPerAccept > m_options.acceptsPerAddressBurst * unitsPerAccept)
        return false;
    book.spent += unitsPerAccept;
    return true;
}

} // namespace hubbub::server
