// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/presence_table.h"

#include "core/protocol/words.h"

#include <algorithm>

namespace hubbub::server {

using protocol::PresenceCause;
using protocol::PresenceChange;

namespace {

template <typename E>
E wordOr(QByteArrayView word, E otherwise)
{
    return protocol::fromWord<E>(std::string_view(word.data(), static_cast<size_t>(word.size()))).value_or(otherwise);
}

bool sameToClients(const PresenceChange &a, const PresenceChange &b)
{
    return a.state == b.state && a.text == b.text && a.sessions == b.sessions && a.node == b.node;
}

} // namespace

PresenceTable::Entry readHereEntry(const QByteArray &session, const QByteArray &entry)
{
    const QByteArrayList words = entry.split(' ');
    PresenceTable::Entry out;
    out.session = SessionId(session);
    out.user = UserId(words.value(0));
    out.node = NodeId(words.value(1));
    out.state = wordOr(words.value(4), protocol::Presence::Online);
    out.text = QString::fromUtf8(words.mid(5).join(' '));
    return out;
}

PresenceChange PresenceTable::describe(const UserId &user, const Person &person)
{
    PresenceChange out;
    out.user = user;
    out.sessions = static_cast<int>(person.sessions.size());
    if (person.sessions.empty()) {
        out.state = protocol::Presence::Offline;
        out.cause = person.cause;
        out.node = person.lastNode;
        return out;
    }
    const auto rank = [](protocol::Presence state) {
        return state == protocol::Presence::Busy ? 2 : state == protocol::Presence::Online ? 1 : 0;
    };
    const Entry *best = &person.sessions.front();
    for (const Entry &each : person.sessions) {
        if (rank(each.state) > rank(best->state))
            best = &each;
    }
    out.state = best->state;
    out.text = best->text;
    out.node = best->node;
    return out;
}

void PresenceTable::put(Person &person, Entry entry)
{
    if (person.sessions.empty())
        ++m_present;
    const auto same = [&](const Entry &each) { return each.session == entry.session; };
    const auto it = std::find_if(person.sessions.begin(), person.sessions.end(), same);
    if (it == person.sessions.end())
        person.sessions.push_back(std::move(entry));
    else
        *it = std::move(entry);
}

void PresenceTable::drop(Person &person, const SessionId &session, PresenceCause cause)
{
    const auto same = [&](const Entry &each) { return each.session == session; };
    const auto it = std::find_if(person.sessions.begin(), person.sessions.end(), same);
    if (it == person.sessions.end())
        return;
    person.lastNode = it->node;
    person.cause = cause;
    person.sessions.erase(it);
    if (person.sessions.empty())
        --m_present;
}

void PresenceTable::replace(qint64 version, const std::vector<Entry> &entries)
{
    m_version = version;
    for (auto it = m_people.begin(); it != m_people.end(); ++it) {
        if (!it->sessions.empty()) {
            it->lastNode = it->sessions.front().node;
            it->cause = PresenceCause::Leave;
            it->sessions.clear();
        }
    }
    m_present = 0;
    for (const Entry &entry : entries)
        put(m_people[entry.user], entry);
    m_changed = QSet<UserId>(m_people.keyBegin(), m_people.keyEnd());
}

PresenceTable::Taken PresenceTable::apply(const PresenceNews &news)
{
    if (m_version < 0 || news.version > m_version + 1)
        return Taken::Missed;
    if (news.version <= m_version)
        return Taken::Old;
    m_version = news.version;
    const UserId user(news.user.toByteArray());
    Entry entry { SessionId(news.session.toByteArray()), user, NodeId(news.node.toByteArray()),
        wordOr(news.state, protocol::Presence::Online), QString::fromUtf8(news.text) };
    Person &person = m_people[user];
    if (entry.state == protocol::Presence::Offline)
        drop(person, entry.session, wordOr(news.cause, PresenceCause::Leave));
    else
        put(person, std::move(entry));
    m_changed.insert(user);
    return Taken::Applied;
}

QList<PresenceChange> PresenceTable::takeChanges()
{
    QList<PresenceChange> out;
    for (const UserId &user : std::exchange(m_changed, {})) {
        const auto it = m_people.find(user);
        if (it == m_people.end())
            continue;
        const bool wasPresent = it->told.state != protocol::Presence::Offline;
        PresenceChange now = describe(user, *it);
        const bool isPresent = now.sessions > 0;
        if (isPresent)
            now.cause = wasPresent ? PresenceCause::State : PresenceCause::Join;
        const bool untold = wasPresent != isPresent || (isPresent && !sameToClients(it->told, now));
        if (untold)
            out << now;
        if (isPresent)
            it->told = now;
        else
            m_people.erase(it);
    }
    return out;
}

QList<PresenceChange> PresenceTable::everybody() const
{
    QList<PresenceChange> out;
    for (auto it = m_people.begin(); it != m_people.end(); ++it) {
        if (it->sessions.empty())
            continue;
        out << describe(it.key(), *it);
        out.back().cause = PresenceCause::Join;
    }
    std::sort(out.begin(), out.end(), [](const auto &a, const auto &b) { return a.user < b.user; });
    return out;
}

PresenceChange PresenceTable::of(const UserId &user) const
{
    const auto it = m_people.constFind(user);
    if (it != m_people.constEnd())
        return describe(user, *it);
    PresenceChange out;
    out.user = user;
    return out;
}

} // namespace hubbub::server
