// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/people.h"

#include <algorithm>

namespace hubbub::load {
namespace {

constexpr int quietRoom = 10; ///< members of a room of idle connections

QByteArray named(const QByteArray &tag, char kind, int number)
{
    return "load-" + tag + '-' + kind + QByteArray::number(number);
}

} // namespace

Population crowd(int users, int rooms, int roomsPerUser)
{
    const QByteArray tag = randomHex(3);
    Population people;
    rooms = std::min(rooms, users * roomsPerUser); // none without a member
    for (int i = 0; i < rooms; ++i)
        people.addRoom(RoomId(named(tag, 'r', i)));
    int next = 0;
    for (int i = 0; i < users; ++i) {
        const quint32 user = people.addUser(UserId(named(tag, 'u', i)));
        // In turn, and never the same twice, since roomsPerUser is at most rooms.
        for (int j = 0; j < roomsPerUser; ++j)
            people.join(user, static_cast<quint32>(next++ % rooms));
    }
    return people;
}

Population crowd(const Workload &workload)
{
    const QByteArray tag = randomHex(3);
    Population people;
    const auto fill = [&](int members) {
        const quint32 room = people.addRoom(RoomId(named(tag, 'r', static_cast<int>(people.rooms.size()))));
        for (int i = 0; i < members; ++i)
            people.join(people.addUser(UserId(named(tag, 'u', static_cast<int>(people.users.size())))), room);
    };
    for (int i = 0; i < workload.rooms; ++i)
        fill(workload.members);
    for (int left = workload.idle; left > 0; left -= quietRoom)
        fill(std::min(left, quietRoom));
    return people;
}

std::vector<Caller> callersOf(const Population &population)
{
    std::vector<Caller> callers;
    for (const SimulatedUser &user : population.users)
        callers.push_back(
            { user.name.bytes(), population.rooms[user.rooms.front()].name.bytes(), user.token, user.device.bytes() });
    return callers;
}

} // namespace hubbub::load
