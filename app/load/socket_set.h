// SPDX-License-Identifier: GPL-3.0-or-later
// Thousands of sockets behind one notifier: an epoll set of our own that Qt's loop watches as a single descriptor.
#pragma once

#include <QSocketNotifier>

#include <array>
#include <cstdint>
#include <memory>

#include <sys/epoll.h>

namespace hubbub::load {

/// Someone who is told what happened to a descriptor.
class Pollable {
public:
    virtual ~Pollable() = default;
    /// `events` as epoll has them. May add, change and remove any descriptor of the set.
    virtual void ready(std::uint32_t events) = 0;
};

/// Belongs to one thread with an event loop. Level-triggered.
class SocketSet final {
public:
    SocketSet();
    ~SocketSet();
    SocketSet(const SocketSet &) = delete;
    SocketSet &operator=(const SocketSet &) = delete;

    void add(int descriptor, Pollable &owner, std::uint32_t events);
    void change(int descriptor, Pollable &owner, std::uint32_t events);
    /// After this the owner hears nothing any more, not even of what this turn already collected.
    void remove(int descriptor, Pollable &owner);

private:
    void collect();

    int m_epoll = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::array<epoll_event, 512> m_batch {};
    int m_next = 0; ///< of the batch being worked on
    int m_count = 0;
};

} // namespace hubbub::load
