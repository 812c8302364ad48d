// SPDX-License-Identifier: GPL-3.0-or-later
// One epoll set. Its own descriptor can be watched by Qt, which then never sees the clients'.
#pragma once

#include <QtGlobal>

#include <span>

struct epoll_event;

namespace hubbub::server {

/// Level-triggered; input is watched unless said otherwise.
class Poller {
public:
    enum Interest : quint8 { None = 0, Input = 1, Output = 2 };

    Poller();
    ~Poller();
    Q_DISABLE_COPY_MOVE(Poller)

    [[nodiscard]] int descriptor() const { return m_descriptor; }
    /// False where the kernel has no room for one more. Closing a descriptor takes it out.
    [[nodiscard]] bool add(int descriptor, void *tag, int interest = Input);
    void change(int descriptor, void *tag, int interest);
    void remove(int descriptor);
    /// What is ready now, without waiting; a prefix of `events`.
    [[nodiscard]] std::span<epoll_event> ready(std::span<epoll_event> events);

private:
    int m_descriptor;
};

} // namespace hubbub::server
