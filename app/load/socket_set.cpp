// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/socket_set.h"

#include <unistd.h>

namespace hubbub::load {

SocketSet::SocketSet()
    : m_epoll(epoll_create1(EPOLL_CLOEXEC))
    , m_notifier(std::make_unique<QSocketNotifier>(m_epoll, QSocketNotifier::Read))
{
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { collect(); });
}

SocketSet::~SocketSet()
{
    m_notifier.reset();
    ::close(m_epoll);
}

void SocketSet::add(int descriptor, Pollable &owner, std::uint32_t events)
{
    epoll_event event {};
    event.events = events;
    event.data.ptr = &owner;
    epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
}

void SocketSet::change(int descriptor, Pollable &owner, std::uint32_t events)
{
    epoll_event event {};
    event.events = events;
    event.data.ptr = &owner;
    epoll_ctl(m_epoll, EPOLL_CTL_MOD, descriptor, &event);
}

void SocketSet::remove(int descriptor, Pollable &owner)
{
    epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
    for (int i = m_next; i < m_count; ++i) {
        if (m_batch[static_cast<size_t>(i)].data.ptr == &owner)
            m_batch[static_cast<size_t>(i)].data.ptr = nullptr;
    }
}

void SocketSet::collect()
{
    m_count = epoll_wait(m_epoll, m_batch.data(), static_cast<int>(m_batch.size()), 0);
    for (m_next = 0; m_next < m_count;) {
        const epoll_event event = m_batch[static_cast<size_t>(m_next++)];
        if (event.data.ptr)
            static_cast<Pollable *>(event.data.ptr)->ready(event.events);
    }
    m_next = m_count = 0;
}

} // namespace hubbub::load
