// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/timer_wheel.h"

#include <algorithm>

namespace hubbub::server {

namespace {

void makeEmpty(TimerWheel::Entry &list)
{
    list.previous = &list;
    list.next = &list;
}

void link(TimerWheel::Entry &list, TimerWheel::Entry &entry)
{
    entry.previous = list.previous;
    entry.next = &list;
    list.previous->next = &entry;
    list.previous = &entry;
}

} // namespace

TimerWheel::TimerWheel(Tick now)
    : m_now(now)
{
    std::for_each(m_slots.begin(), m_slots.end(), makeEmpty);
}

void TimerWheel::arm(Entry &entry, Tick due)
{
    disarm(entry);
    entry.due = due;
    // a slot that was passed is not looked at again before the next round
    const Tick slot = isDue(due, m_now) ? m_now + 1 : due;
    link(m_slots[slot % slotCount], entry);
}

void TimerWheel::disarm(Entry &entry)
{
    if (!entry.isArmed())
        return;
    entry.previous->next = entry.next;
    entry.next->previous = entry.previous;
    entry.previous = nullptr;
    entry.next = nullptr;
}

void TimerWheel::collectDue(Tick now, Entry &list)
{
    makeEmpty(list);
    if (isDue(now, m_now))
        return;
    // after a long pause each slot is looked at once, not once a round
    const Tick passed = std::min<Tick>(now - m_now, slotCount);
    for (Tick slot = now - passed + 1; slot != now + 1; ++slot) {
        Entry &head = m_slots[slot % slotCount];
        for (Entry *entry = head.next; entry != &head;) {
            Entry *const following = entry->next;
            if (isDue(entry->due, now)) {
                disarm(*entry);
                link(list, *entry);
            }
            entry = following;
        }
    }
    m_now = now;
}

} // namespace hubbub::server
