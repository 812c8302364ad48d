// SPDX-License-Identifier: GPL-3.0-or-later
// Who plays in a tour: two people at windows and one more whose client has none, each with a profile of their own.
#pragma once

#include "app/hubbub/seat.h"
#include "app/hubbub/tour_record.h"

#include <memory>
#include <vector>

namespace hubbub::app {

class TourCast final {
public:
    struct Player {
        UserId user;
        QString display;
        std::unique_ptr<Seat> seat; ///< nullptr: no window
        std::unique_ptr<client::ChatClient> alone; ///< where there is no seat

        [[nodiscard]] client::ChatClient &chat() const { return seat ? seat->chat() : *alone; }
    };

    explicit TourCast(const QString &folder);

    [[nodiscard]] Player &mara() { return m_players[0]; }
    [[nodiscard]] Player &ines() { return m_players[1]; }
    [[nodiscard]] Player &sam() { return m_players[2]; }
    [[nodiscard]] std::vector<Player> &players() { return m_players; }

    [[nodiscard]] bool allOnline() const;
    /// Nothing waits in an outbox, and everyone has every room up to the same event.
    [[nodiscard]] bool allEven() const;
    /// Every room of everyone is in their store back to its first event; asks for what is missing.
    [[nodiscard]] bool allComplete();
    [[nodiscard]] bool allKnow(const RoomId &room) const;
    [[nodiscard]] QList<TourPerson> people() const;
    /// Ends windows and clients, so that all they hold is on disk.
    void leave();

private:
    void add(const QByteArray &user, const QString &display, bool atWindow);

    QString m_folder;
    std::vector<Player> m_players;
};

} // namespace hubbub::app
