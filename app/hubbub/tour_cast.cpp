// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/tour_cast.h"

#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::app {

using client::ChatClient;
using client::RoomSummary;

TourCast::TourCast(const QString &folder)
    : m_folder(folder)
{
    add("mara"_ba, u"Mara Lind"_s, true);
    add("ines"_ba, u"Ines Roth"_s, true);
    add("sam"_ba, u"Sam Ortiz"_s, false);
}

void TourCast::add(const QByteArray &user, const QString &display, bool atWindow)
{
    Player player { UserId(user), display, nullptr, nullptr };
    const QString profile = m_folder + u'/' + player.user.text();
    if (atWindow) {
        player.seat = std::make_unique<Seat>(Seat::Options { profile, u"tour"_s, false, false });
    } else {
        ChatClient::Options options;
        options.profileDir = profile;
        options.app = u"hubbub/%1"_s.arg(QLatin1StringView(HUBBUB_VERSION));
        options.cluster = u"tour"_s;
        options.keychain = false;
        player.alone = std::make_unique<ChatClient>(options);
    }
    m_players.push_back(std::move(player));
}

bool TourCast::allOnline() const
{
    return std::all_of(m_players.begin(), m_players.end(),
        [](const Player &player) { return player.chat().link().phase == client::Phase::Online; });
}

bool TourCast::allEven() const
{
    const ChatClient &first = m_players.front().chat();
    return allOnline() && std::all_of(m_players.begin(), m_players.end(), [&](const Player &player) {
        const QList<RoomSummary> &rooms = player.chat().rooms();
        return player.chat().waitingSends() == 0 && rooms.size() == first.rooms().size()
            && std::all_of(rooms.begin(), rooms.end(), [&](const RoomSummary &room) {
                   const RoomSummary *other = first.room(room.room);
                   return other && other->lastSeq == room.lastSeq;
               });
    });
}

bool TourCast::allComplete()
{
    bool complete = true;
    for (Player &player : m_players) {
        for (const RoomSummary &room : player.chat().rooms()) {
            client::RoomFeed *feed = player.chat().feed(room.room);
            if (!feed->hasOlder())
                continue;
            complete = false;
            feed->fetchOlder(); // harmless while one is under way
        }
    }
    return complete;
}

bool TourCast::allKnow(const RoomId &room) const
{
    return std::all_of(m_players.begin(), m_players.end(),
        [&room](const Player &player) { return player.chat().room(room) != nullptr; });
}

QList<TourPerson> TourCast::people() const
{
    QList<TourPerson> people;
    for (const Player &player : m_players)
        people.append({ player.user.text(), QDir(m_folder).relativeFilePath(player.chat().storePath()) });
    return people;
}

void TourCast::leave() { m_players.clear(); }

} // namespace hubbub::app
