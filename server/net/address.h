// SPDX-License-Identifier: GPL-3.0-or-later
// Where a connection comes from: one address, and ranges of them, small enough to sit in every connection.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHashFunctions>
#include <QStringList>

#include <array>
#include <optional>
#include <vector>

struct sockaddr;

namespace hubbub::server {

/// An IPv6 address; IPv4 is kept in its mapped form (::ffff:a.b.c.d), so that both compare alike.
class Address {
public:
    constexpr Address() = default;

    /// Of an AF_INET or AF_INET6 socket address; all zero for any other family.
    [[nodiscard]] static Address of(const sockaddr &address);
    /// "192.0.2.1", "2001:db8::1", "[2001:db8::1]"; a port or a zone is not accepted.
    [[nodiscard]] static std::optional<Address> parse(QByteArrayView text);

    [[nodiscard]] bool isV4() const;
    [[nodiscard]] bool isLoopback() const;
    /// The first `bits` of the 128 (an IPv4 prefix /n is 96 + n), the rest zero.
    [[nodiscard]] Address network(int bits) const;
    /// What one customer of a provider usually has: the address itself for IPv4, its /64 for IPv6.
    [[nodiscard]] Address household() const { return isV4() ? *this : network(64); }
    /// "192.0.2.1" or "2001:db8::1".
    [[nodiscard]] QByteArray text() const;

    friend bool operator==(const Address &, const Address &) = default;
    friend size_t qHash(const Address &address, size_t seed = 0) noexcept
    {
        return qHashBits(address.m_bytes.data(), address.m_bytes.size(), seed);
    }

private:
    std::array<quint8, 16> m_bytes {};
};

/// A list of addresses and CIDR ranges, such as a node's trusted proxies.
class AddressRanges {
public:
    AddressRanges() = default;
    /// Each "ADDRESS" or "ADDRESS/BITS"; fails with BadField and names the entry that is wrong.
    [[nodiscard]] static Result<AddressRanges> parse(const QStringList &ranges);

    [[nodiscard]] bool contains(const Address &address) const;
    [[nodiscard]] bool isEmpty() const { return m_ranges.empty(); }

private:
    struct Range {
        Address network;
        int bits;
    };
    std::vector<Range> m_ranges;
};

/// Who a request is from: `peer`, or, where `peer` is a trusted proxy, the first address from the right of
/// X-Forwarded-For that is not one. A list that is not made of addresses ends at its last good one.
[[nodiscard]] Address clientBehind(const Address &peer, QByteArrayView forwardedFor, const AddressRanges &trusted);

} // namespace hubbub::server
