// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/slot_map.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

constexpr std::array<quint16, 256> makeCrcTable()
{
    std::array<quint16, 256> table {};
    for (unsigned i = 0; i < 256; ++i) {
        unsigned crc = i << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
        table[i] = static_cast<quint16>(crc);
    }
    return table;
}

/// CRC-16/XMODEM, as Redis Cluster's specification has it.
quint16 crc16(QByteArrayView bytes)
{
    static constexpr auto table = makeCrcTable();
    quint16 crc = 0;
    for (const char byte : bytes)
        crc = static_cast<quint16>((crc << 8) ^ table[((crc >> 8) ^ static_cast<quint8>(byte)) & 0xff]);
    return crc;
}

QByteArrayView hashed(QByteArrayView key)
{
    const auto open = key.indexOf('{');
    if (open < 0)
        return key;
    const auto close = key.indexOf('}', open + 1);
    return close > open + 1 ? key.sliced(open + 1, close - open - 1) : key;
}

std::optional<Endpoint> placeOf(const QByteArray &host, qint64 port, const Endpoint &asked)
{
    if (port < 1 || port > 65'535)
        return std::nullopt;
    auto place = asked;
    if (!host.isEmpty() && host != "?")
        place.host = QString::fromUtf8(host);
    place.port = static_cast<quint16>(port);
    return place;
}

std::optional<Endpoint> placeIn(const Reply &node, const Endpoint &asked)
{
    return placeOf(node.at(0).bytes(), node.at(1).toInteger(), asked);
}

} // namespace

quint16 slotOf(QByteArrayView key) { return crc16(hashed(key)) % slotCount; }

SlotMap::SlotMap() { m_slots.fill(-1); }

Result<SlotMap> SlotMap::read(const Reply &clusterSlots, const Endpoint &asked)
{
    const Error odd { ErrorCode::Unavailable, u"Redis gave an odd answer to CLUSTER SLOTS"_s };
    if (!clusterSlots.isArray())
        return odd;
    SlotMap map;
    for (const auto &range : clusterSlots.items()) {
        const auto first = range.at(0).toInteger(-1);
        const auto last = range.at(1).toInteger(-1);
        const auto owner = placeIn(range.at(2), asked);
        if (first < 0 || last < first || last >= slotCount || !owner)
            return odd;
        const auto index = map.indexOf(*owner);
        std::fill(map.m_slots.begin() + first, map.m_slots.begin() + last + 1, index);
        for (qsizetype i = 3; i < range.size(); ++i) {
            const auto replica = placeIn(range.at(i), asked);
            if (replica && !map.m_replicas.contains(*replica))
                map.m_replicas.append(*replica);
        }
    }
    if (map.m_owners.isEmpty())
        return Error { ErrorCode::Unavailable, u"no node of the cluster serves any slot"_s };
    return map;
}

qint16 SlotMap::indexOf(const Endpoint &owner)
{
    const auto known = m_owners.indexOf(owner);
    if (known >= 0)
        return static_cast<qint16>(known);
    m_owners.append(owner);
    return static_cast<qint16>(m_owners.size() - 1);
}

const Endpoint *SlotMap::ownerOf(quint16 slot) const
{
    const auto index = slot < slotCount ? m_slots[slot] : qint16(-1);
    return index < 0 ? nullptr : &m_owners.at(index);
}

void SlotMap::move(quint16 slot, const Endpoint &owner)
{
    if (slot < slotCount)
        m_slots[slot] = indexOf(owner);
}

QList<Endpoint> SlotMap::owners() const
{
    std::vector<bool> serves(static_cast<size_t>(m_owners.size()));
    for (const auto index : m_slots) {
        if (index >= 0)
            serves[static_cast<size_t>(index)] = true;
    }
    QList<Endpoint> out;
    for (qsizetype i = 0; i < m_owners.size(); ++i) {
        if (serves[static_cast<size_t>(i)])
            out.append(m_owners.at(i));
    }
    return out;
}

int SlotMap::unserved() const { return static_cast<int>(std::count(m_slots.begin(), m_slots.end(), qint16(-1))); }

std::optional<Redirect> readRedirect(QByteArrayView error, const Endpoint &asked)
{
    const auto words = error.toByteArray().split(' ');
    if (words.at(0) == "TRYAGAIN")
        return Redirect { Redirect::Kind::TryAgain };
    const bool moved = words.at(0) == "MOVED";
    if ((!moved && words.at(0) != "ASK") || words.size() < 3)
        return std::nullopt;
    bool isNumber = false;
    const auto slot = words.at(1).toUShort(&isNumber);
    const auto colon = words.at(2).lastIndexOf(':'); // an IPv6 address has more of them, and no brackets
    const auto place = colon < 0
        ? std::nullopt
        : placeOf(words.at(2).first(colon), words.at(2).sliced(colon + 1).trimmed().toLongLong(), asked);
    if (!isNumber || slot >= slotCount || !place)
        return std::nullopt;
    return Redirect { moved ? Redirect::Kind::Moved : Redirect::Kind::Ask, slot, *place };
}

} // namespace hubbub::redis
