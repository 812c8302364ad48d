// SPDX-License-Identifier: GPL-3.0-or-later
// Who lives in a simulated cluster: users, their devices and tokens, and the rooms they are members of.
#pragma once

#include "core/base/ids.h"

#include <QList>

#include <vector>

namespace hubbub::load {

struct SimulatedUser {
    UserId name;
    DeviceId device;
    QByteArray token; ///< empty where one signs in by password
    std::vector<quint32> rooms;
};
struct SimulatedRoom {
    RoomId name;
    std::vector<quint32> members;
};
struct Population {
    std::vector<SimulatedUser> users;
    std::vector<SimulatedRoom> rooms;
    bool open = false; ///< rooms are public: who left may come back uninvited

    quint32 addRoom(const RoomId &name)
    {
        rooms.push_back({ name, {} });
        return static_cast<quint32>(rooms.size() - 1);
    }
    quint32 addUser(const UserId &name)
    {
        users.push_back({ name, DeviceId(randomUuid()), {}, {} });
        return static_cast<quint32>(users.size() - 1);
    }
    void join(quint32 user, quint32 room)
    {
        users[user].rooms.push_back(room);
        rooms[room].members.push_back(user);
    }
};

} // namespace hubbub::load
