// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/poller.h"

#include <sys/epoll.h>
#include <unistd.h>

namespace hubbub::server {

namespace {

epoll_event eventFor(void *tag, int interest)
{
    epoll_event event {};
    event.data.ptr = tag;
    if (interest & Poller::Input)
        event.events |= EPOLLIN;
    if (interest & Poller::Output)
        event.events |= EPOLLOUT;
    return event;
}

} // namespace

Poller::Poller()
    : m_descriptor(::epoll_create1(EPOLL_CLOEXEC))
{
}

Poller::~Poller()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

bool Poller::add(int descriptor, void *tag, int interest)
{
    epoll_event event = eventFor(tag, interest);
    return ::epoll_ctl(m_descriptor, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void Poller::change(int descriptor, void *tag, int interest)
{
    epoll_event event = eventFor(tag, interest);
    ::epoll_ctl(m_descriptor, EPOLL_CTL_MOD, descriptor, &event);
}

void Poller::remove(int descriptor) { ::epoll_ctl(m_descriptor, EPOLL_CTL_DEL, descriptor, nullptr); }

std::span<epoll_event> Poller::ready(std::span<epoll_event> events)
{
    const int count = ::epoll_wait(m_descriptor, events.data(), static_cast<int>(events.size()), 0);
    return events.first(count > 0 ? static_cast<size_t>(count) : 0);
}

} // namespace hubbub::server
