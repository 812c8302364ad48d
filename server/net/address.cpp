// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace hubbub::server {

namespace {

constexpr std::array<quint8, 12> mappedPrefix { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
constexpr int v4Bits = 96;

} // namespace

Address Address::of(const sockaddr &address)
{
    Address result;
    if (address.sa_family == AF_INET) {
        const auto &v4 = reinterpret_cast<const sockaddr_in &>(address);
        std::copy(mappedPrefix.begin(), mappedPrefix.end(), result.m_bytes.begin());
        std::memcpy(result.m_bytes.data() + 12, &v4.sin_addr, 4);
    } else if (address.sa_family == AF_INET6) {
        const auto &v6 = reinterpret_cast<const sockaddr_in6 &>(address);
        std::memcpy(result.m_bytes.data(), &v6.sin6_addr, 16);
    }
    return result;
}

std::optional<Address> Address::parse(QByteArrayView text)
{
    if (text.size() >= 2 && text.front() == '[' && text.back() == ']')
        text = text.sliced(1, text.size() - 2);
    if (text.isEmpty() || text.size() >= INET6_ADDRSTRLEN || text.contains('\0'))
        return {};
    char terminated[INET6_ADDRSTRLEN] {};
    std::memcpy(terminated, text.data(), static_cast<size_t>(text.size()));

    Address result;
    if (inet_pton(AF_INET6, terminated, result.m_bytes.data()) == 1)
        return result;
    std::copy(mappedPrefix.begin(), mappedPrefix.end(), result.m_bytes.begin());
    if (inet_pton(AF_INET, terminated, result.m_bytes.data() + 12) == 1)
        return result;
    return {};
}

bool Address::isV4() const { return std::equal(mappedPrefix.begin(), mappedPrefix.end(), m_bytes.begin()); }

bool Address::isLoopback() const
{
    if (isV4())
        return m_bytes[12] == 127;
    return m_bytes[15] == 1 && std::all_of(m_bytes.begin(), m_bytes.end() - 1, [](quint8 byte) { return byte == 0; });
}

Address Address::network(int bits) const
{
    Address result;
    const int whole = bits / 8;
    std::copy_n(m_bytes.begin(), whole, result.m_bytes.begin());
    if (bits % 8 != 0)
        result.m_bytes[static_cast<size_t>(whole)] =
            m_bytes[static_cast<size_t>(whole)] & static_cast<quint8>(0xff00 >> (bits % 8));
    return result;
}

QByteArray Address::text() const
{
    char text[INET6_ADDRSTRLEN] {};
    if (isV4())
        inet_ntop(AF_INET, m_bytes.data() + 12, text, sizeof text);
    else
        inet_ntop(AF_INET6, m_bytes.data(), text, sizeof text);
    return text;
}

Result<AddressRanges> AddressRanges::parse(const QStringList &ranges)
{
    AddressRanges result;
    for (const QString &range : ranges) {
        const QByteArray text = range.trimmed().toUtf8();
        const qsizetype slash = text.indexOf('/');
        const auto address = Address::parse(slash < 0 ? text : text.first(slash));
        const int width = address && address->isV4() ? 32 : 128;
        bool isNumber = true;
        const int bits = slash < 0 ? width : text.sliced(slash + 1).toInt(&isNumber);
        if (!address || !isNumber || bits < 0 || bits > width)
            return Error { ErrorCode::BadField,
                QStringLiteral("'%1' is not an address or a range such as 10.0.0.0/8").arg(range) };
        const int allBits = bits + (width == 32 ? v4Bits : 0);
        result.m_ranges.push_back({ address->network(allBits), allBits });
    }
    return result;
}

bool AddressRanges::contains(const Address &address) const
{
    return std::any_of(m_ranges.begin(), m_ranges.end(),
        [&](const Range &range) { return address.network(range.bits) == range.network; });
}

Address clientBehind(const Address &peer, QByteArrayView forwardedFor, const AddressRanges &trusted)
{
    Address client = peer;
    while (!forwardedFor.isEmpty() && trusted.contains(client)) {
        const qsizetype comma = forwardedFor.lastIndexOf(',');
        const auto before = Address::parse(forwardedFor.sliced(comma + 1).trimmed());
        if (!before)
            break;
        client = *before;
        forwardedFor = comma < 0 ? QByteArrayView() : forwardedFor.first(comma);
    }
    return client;
}

} // namespace hubbub::server
