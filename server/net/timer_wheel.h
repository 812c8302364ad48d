// SPDX-License-Identifier: GPL-3.0-or-later
// One deadline for each of very many connections, at the cost of two pointers each and no timer of Qt's.
#pragma once

#include "server/net/tick.h"

#include <array>

namespace hubbub::server {

/// A hashed wheel of 512 slots of one tick (51 s round; later deadlines stay for another round). Arming and disarming
/// cost a few stores. Connections re-arm only when their deadline fires, not with each byte they receive.
class TimerWheel {
public:
    struct Entry {
        Entry *previous = nullptr;
        Entry *next = nullptr;
        Tick due = 0;

        [[nodiscard]] bool isArmed() const { return next != nullptr; }
    };

    explicit TimerWheel(Tick now = 0);
    TimerWheel(const TimerWheel &) = delete;
    TimerWheel &operator=(const TimerWheel &) = delete;

    /// Arms, or moves, the entry. A due time that has passed fires at the next advance. The entry must outlive its
    /// arming.
    void arm(Entry &entry, Tick due);
    static void disarm(Entry &entry);

    /// Calls `fire(Entry &)` for each entry that is due, already disarmed. It may arm and disarm any entry.
    template <typename Fire>
    void advance(Tick now, Fire &&fire)
    {
        Entry due;
        collectDue(now, due);
        while (due.next != &due) {
            Entry &entry = *due.next;
            disarm(entry);
            fire(entry);
        }
    }

private:
    static constexpr Tick slotCount = 512;

    void collectDue(Tick now, Entry &list);

    std::array<Entry, slotCount> m_slots; ///< heads of circular lists
    Tick m_now; ///< everything due up to here has fired
};

} // namespace hubbub::server
