// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/minimise.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace hubbub::load {
namespace {

/// One thing that can be left out of a record.
struct Fact {
    enum class What : quint8 { Entry, Log, Present, Owed, Online };
    What what = What::Entry;
    quint32 owner = 0; ///< user, or room of Log and Present
    quint32 index = 0;
    quint32 room = 0; ///< that it is about; nowhere where it is about none
};
constexpr quint32 nowhere = ~0U;

bool isOfNoRoom(const Entry &entry) { return entry.kind == Entry::Kind::Connected || entry.kind == Entry::Kind::Ended; }

std::vector<Fact> factsOf(const Record &record)
{
    std::vector<Fact> facts;
    for (quint32 user = 0; user < record.lives.size(); ++user) {
        if (record.owed[user])
            facts.push_back({ Fact::What::Owed, user, 0, nowhere });
        if (record.online[user])
            facts.push_back({ Fact::What::Online, user, 0, nowhere });
        const auto &life = record.lives[user];
        for (quint32 i = 0; i < life.size(); ++i)
            facts.push_back({ Fact::What::Entry, user, i, isOfNoRoom(life[i]) ? nowhere : life[i].room });
    }
    for (quint32 room = 0; room < record.ends.size(); ++room) {
        for (quint32 i = 0; i < record.ends[room].log.size(); ++i)
            facts.push_back({ Fact::What::Log, room, i, room });
        for (quint32 i = 0; i < record.ends[room].present.size(); ++i)
            facts.push_back({ Fact::What::Present, room, i, room });
    }
    return facts;
}

/// The record with these facts alone; `kept` are numbers of facts, ascending.
Record recordOf(const Record &whole, const std::vector<Fact> &facts, const std::vector<quint32> &kept)
{
    Record out;
    out.rooms = whole.rooms;
    out.users = whole.users;
    out.epochs = whole.epochs;
    out.mids = whole.mids;
    out.nodes = whole.nodes;
    out.marks = whole.marks;
    out.settled = whole.settled;
    out.lives.resize(whole.lives.size());
    out.owed.resize(whole.owed.size());
    out.online.resize(whole.online.size());
    out.ends.resize(whole.ends.size());
    for (size_t room = 0; room < whole.ends.size(); ++room) {
        out.ends[room].last = whole.ends[room].last;
        out.ends[room].read = whole.ends[room].read;
    }
    for (const quint32 number : kept) {
        const Fact &fact = facts[number];
        switch (fact.what) {
        case Fact::What::Entry:
            out.lives[fact.owner].push_back(whole.lives[fact.owner][fact.index]);
            break;
        case Fact::What::Log:
            out.ends[fact.owner].log.push_back(whole.ends[fact.owner].log[fact.index]);
            break;
        case Fact::What::Present:
            out.ends[fact.owner].present.push_back(whole.ends[fact.owner].present[fact.index]);
            break;
        case Fact::What::Owed:
            out.owed[fact.owner] = true;
            break;
        case Fact::What::Online:
            out.online[fact.owner] = true;
            break;
        }
    }
    return out;
}

std::vector<quint32> without(const std::vector<quint32> &items, size_t from, size_t to)
{
    std::vector<quint32> rest(items.begin(), items.begin() + static_cast<qptrdiff>(from));
    rest.insert(rest.end(), items.begin() + static_cast<qptrdiff>(to), items.end());
    return rest;
}

class Minimiser {
public:
    Minimiser(const Record &record, const Violation &violation)
        : m_record(record)
        , m_violation(violation)
        , m_facts(factsOf(record))
    {
        for (quint32 i = 0; i < m_facts.size(); ++i)
            m_kept.push_back(i);
    }

    Minimised run()
    {
        const auto roomOf = [](const Fact &fact) { return fact.room; };
        // Log and presence at the end belong to no user, and go on their own.
        const auto userOf = [](const Fact &fact) {
            return fact.what == Fact::What::Log || fact.what == Fact::What::Present ? nowhere : fact.owner;
        };
        byGroups(roomOf);
        byGroups(userOf);
        m_kept = ddmin(m_kept, [this](const std::vector<quint32> &kept) { return shows(kept); });
        return { recordOf(m_record, m_facts, m_kept), m_kept.size(), m_facts.size() };
    }

private:
    bool shows(const std::vector<quint32> &kept) const
    {
        return violates(recordOf(m_record, m_facts, kept), m_violation);
    }

    void byGroups(const std::function<quint32(const Fact &)> &groupOf)
    {
        std::map<quint32, std::vector<quint32>> groups;
        for (const quint32 number : m_kept)
            groups[groupOf(m_facts[number])].push_back(number);
        const auto merged = [&](const std::vector<quint32> &names) {
            std::vector<quint32> out;
            for (const quint32 name : names)
                out.insert(out.end(), groups[name].begin(), groups[name].end());
            std::sort(out.begin(), out.end());
            return out;
        };
        std::vector<quint32> names;
        for (const auto &[name, members] : groups)
            names.push_back(name);
        m_kept = merged(ddmin(names, [&](const std::vector<quint32> &some) { return shows(merged(some)); }));
    }

    const Record &m_record;
    const Violation &m_violation;
    const std::vector<Fact> m_facts;
    std::vector<quint32> m_kept;
};

} // namespace

std::vector<quint32> ddmin(std::vector<quint32> items, const std::function<bool(const std::vector<quint32> &)> &test)
{
    size_t parts = 2;
    while (!items.empty()) {
        parts = std::min(parts, items.size());
        bool smaller = false;
        for (size_t part = 0; part < parts && !smaller; ++part) {
            const size_t from = items.size() * part / parts;
            const size_t to = items.size() * (part + 1) / parts;
            // One part alone is the greater step; with two parts it is also all but the other.
            std::vector<quint32> alone(
                items.begin() + static_cast<qptrdiff>(from), items.begin() + static_cast<qptrdiff>(to));
            if (parts > 1 && parts <= 4 && test(alone)) {
                items = std::move(alone);
                parts = 2;
                smaller = true;
            } else if (auto rest = without(items, from, to); test(rest)) {
                items = std::move(rest);
                parts = std::max<size_t>(2, parts - 1);
                smaller = true;
            }
        }
        if (smaller)
            continue;
        if (parts == items.size())
            break;
        parts *= 2;
    }
    return items;
}

Minimised minimise(const Record &record, const Violation &violation) { return Minimiser(record, violation).run(); }

} // namespace hubbub::load
