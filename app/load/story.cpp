// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/story.h"

#include "app/load/minimise.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

constexpr quint32 nearMs = 1500; ///< around what is needed, in the same room
constexpr quint32 nearbyMs = 10'000; ///< for faults and connections
constexpr size_t mostAround = 60; ///< lines
constexpr quint32 atTheEnd = ~0U;

struct Line {
    quint32 at = 0;
    bool needed = false;
    QString text;
};

class Teller {
public:
    Teller(const Record &whole, const Record &least)
        : m_whole(whole)
        , m_least(least)
    {
    }

    QString run()
    {
        tellNeeded();
        tellAround();
        std::stable_sort(m_lines.begin(), m_lines.end(), [](const Line &a, const Line &b) { return a.at < b.at; });
        QString out;
        for (const Line &line : m_lines) {
            const QString when =
                line.at == atTheEnd ? u"at the end"_s : u"%1 s"_s.arg(static_cast<double>(line.at) / 1000, 0, 'f', 3);
            out += u"  %1 %2  %3\n"_s.arg(line.needed ? u"*"_s : u" "_s, when.rightJustified(11), line.text);
        }
        return out;
    }

private:
    QString user(quint32 index) const { return QString::fromUtf8(m_whole.users.nameOf(index)); }
    QString room(quint32 index) const { return QString::fromUtf8(m_whole.rooms.nameOf(index)); }
    QString mid(quint32 index) const { return QString::fromUtf8(m_whole.mids.nameOf(index)).left(8); }
    QString node(quint32 index) const
    {
        return index < static_cast<quint32>(m_whole.nodes.size()) ? QString::fromUtf8(m_whole.nodes[index])
                                                                  : u"node %1"_s.arg(index + 1);
    }
    QString place(quint32 ofRoom, quint32 epoch, quint32 seq) const
    {
        return u"%1 %2:%3"_s.arg(room(ofRoom), QString::fromUtf8(m_whole.epochs.nameOf(epoch))).arg(seq);
    }

    QString sentence(quint32 who, const Entry &entry) const
    {
        using Kind = Entry::Kind;
        const QString name = user(who);
        switch (entry.kind) {
        case Kind::Connected:
            return u"%1 is signed in at %2"_s.arg(name, node(entry.to));
        case Kind::Ended:
            return u"%1's connection ends with %2"_s.arg(name).arg(entry.to);
        case Kind::Follows:
            return u"%1 follows %2"_s.arg(name, place(entry.room, entry.epoch, entry.seq));
        case Kind::Sent:
            return u"%1 sends %2 to %3"_s.arg(name, mid(entry.mid), room(entry.room));
        case Kind::Acked:
            return u"%1 is told that %2 is at %3"_s.arg(
                name, mid(entry.mid), place(entry.room, entry.epoch, entry.seq));
        case Kind::Refused:
            return u"%1 is refused %2"_s.arg(name, mid(entry.mid));
        case Kind::GaveUp:
            return u"%1 is refused %2, after a try that was never answered"_s.arg(name, mid(entry.mid));
        case Kind::Applied:
            return u"%1 sees %2: %3 by %4"_s.arg(
                name, place(entry.room, entry.epoch, entry.seq), mid(entry.mid), user(entry.user));
        case Kind::Gap:
            return u"%1 is told of a gap up to %2"_s.arg(name, place(entry.room, entry.epoch, entry.to));
        case Kind::Forked:
            return u"%1 is told that %2 forked"_s.arg(name, room(entry.room));
        case Kind::Removed:
            return u"%1 is out of %2"_s.arg(name, room(entry.room));
        case Kind::ResetBegins:
            return u"%1 is told who is in %2:"_s.arg(name, room(entry.room));
        case Kind::Listed:
            return u"   %1"_s.arg(user(entry.user));
        case Kind::ResetEnds:
            return u"   and nobody else"_s;
        case Kind::Arrived:
            return u"%1 sees %2 arrive in %3"_s.arg(name, user(entry.user), room(entry.room));
        case Kind::Departed:
            return u"%1 sees %2 depart from %3"_s.arg(name, user(entry.user), room(entry.room));
        case Kind::Changed:
            return u"%1 sees %2 change in %3"_s.arg(name, user(entry.user), room(entry.room));
        case Kind::Counted:
            return u"%1 is told that %2 are in %3"_s.arg(name).arg(entry.seq).arg(room(entry.room));
        }
        return {};
    }

    void tellNeeded()
    {
        for (quint32 who = 0; who < m_least.lives.size(); ++who) {
            for (const Entry &entry : m_least.lives[who]) {
                m_lines.push_back({ entry.at, true, sentence(who, entry) });
                m_from = std::min(m_from, entry.at);
                m_to = std::max(m_to, entry.at);
                involve(who, entry);
            }
            if (m_least.owed[who]) {
                m_users.insert(who);
                m_lines.push_back({ atTheEnd, true, u"%1 is there, so should have seen all"_s.arg(user(who)) });
            }
            if (m_least.online[who]) {
                m_users.insert(who);
                m_lines.push_back({ atTheEnd, true, u"%1 is online"_s.arg(user(who)) });
            }
        }
        for (quint32 at = 0; at < m_least.ends.size(); ++at) {
            for (const LogEntry &entry : m_least.ends[at].log) {
                m_rooms.insert(at);
                m_mids.insert(entry.mid);
                m_lines.push_back({ atTheEnd, true,
                    u"the log of %1 holds %2 by %3"_s.arg(
                        place(at, entry.epoch, entry.seq), mid(entry.mid), user(entry.user)) });
            }
            for (const quint32 who : m_least.ends[at].present) {
                m_rooms.insert(at);
                m_users.insert(who);
                m_lines.push_back({ atTheEnd, true, u"%1 is really in %2"_s.arg(user(who), room(at)) });
            }
        }
    }

    void involve(quint32 who, const Entry &entry)
    {
        using Kind = Entry::Kind;
        m_users.insert(who);
        if (entry.kind == Kind::Connected || entry.kind == Kind::Ended)
            return;
        m_rooms.insert(entry.room);
        if (entry.kind == Kind::Sent || entry.kind == Kind::Acked || entry.kind == Kind::Applied)
            m_mids.insert(entry.mid);
        if (entry.kind == Kind::Arrived || entry.kind == Kind::Departed || entry.kind == Kind::Listed)
            m_users.insert(entry.user);
    }

    /// When the messages in question were sent and seen by anyone.
    void widen()
    {
        for (const auto &life : m_whole.lives) {
            for (const Entry &entry : life) {
                const bool about = entry.kind == Entry::Kind::Sent || entry.kind == Entry::Kind::Acked
                    || entry.kind == Entry::Kind::Applied;
                if (about && m_mids.count(entry.mid) != 0) {
                    m_from = std::min(m_from, entry.at);
                    m_to = std::max(m_to, entry.at);
                }
            }
        }
    }

    [[nodiscard]] bool isNear(quint32 at, quint32 margin) const
    {
        // What is needed may lie far apart: near to the last of it counts.
        return at + margin >= std::max(m_from, m_to > 60'000 ? m_to - 60'000 : 0) && at <= m_to + margin;
    }

    void tellAround()
    {
        widen();
        std::vector<Line> around;
        for (const Mark &mark : m_whole.marks) {
            if (isNear(mark.at, nearbyMs))
                around.push_back({ mark.at, false, u"-- "_s + mark.text });
        }
        for (quint32 who = 0; who < m_whole.lives.size(); ++who) {
            for (const Entry &entry : m_whole.lives[who]) {
                if (belongs(who, entry) && !isNeeded(who, entry))
                    around.push_back({ entry.at, false, sentence(who, entry) });
            }
        }
        // The newest are the nearest to the harm.
        std::stable_sort(around.begin(), around.end(), [](const Line &a, const Line &b) { return a.at < b.at; });
        const size_t skipped = around.size() > mostAround ? around.size() - mostAround : 0;
        m_lines.insert(m_lines.end(), around.begin() + static_cast<qptrdiff>(skipped), around.end());
    }

    [[nodiscard]] bool belongs(quint32 who, const Entry &entry) const
    {
        using Kind = Entry::Kind;
        const bool link = entry.kind == Kind::Connected || entry.kind == Kind::Ended;
        if (link)
            return m_users.count(who) != 0 && isNear(entry.at, nearbyMs);
        const bool message = entry.kind == Kind::Sent || entry.kind == Kind::Acked || entry.kind == Kind::Applied
            || entry.kind == Kind::Refused || entry.kind == Kind::GaveUp;
        if (message && m_mids.count(entry.mid) != 0)
            return true;
        const bool presence = entry.kind == Kind::Arrived || entry.kind == Kind::Departed;
        if (presence && m_users.count(entry.user) == 0)
            return false;
        return m_users.count(who) != 0 && m_rooms.count(entry.room) != 0 && isNear(entry.at, nearMs)
            && entry.kind != Kind::Listed && entry.kind != Kind::ResetEnds && entry.kind != Kind::Changed;
    }
    [[nodiscard]] bool isNeeded(quint32 who, const Entry &entry) const
    {
        const auto &life = m_least.lives[who];
        return std::find(life.begin(), life.end(), entry) != life.end();
    }

    const Record &m_whole;
    const Record &m_least;
    std::vector<Line> m_lines;
    std::set<quint32> m_users;
    std::set<quint32> m_rooms;
    std::set<quint32> m_mids;
    quint32 m_from = ~0U;
    quint32 m_to = 0;
};

} // namespace

QString storyOf(const Record &record, const Violation &violation)
{
    const Minimised least = minimise(record, violation);
    return u"%1: %2\nThe shortest story that still shows it, starred: %3 of %4 facts\n"_s
               .arg(QLatin1StringView(nameOf(violation.fault)), violation.what)
               .arg(least.facts)
               .arg(least.ofFacts)
        + Teller(record, least.record).run();
}

QString explain(const Record &record)
{
    const Verdict verdict = check(record);
    if (verdict.faults() == 0)
        return u"The history breaks no promise.\n"_s;
    QString out;
    std::set<Fault> told;
    for (const Violation &violation : verdict.violations) {
        if (told.insert(violation.fault).second)
            out += storyOf(record, violation) + u'\n';
    }
    for (int i = 0; i < faultKinds; ++i) {
        const quint64 count = verdict.counts[static_cast<size_t>(i)];
        if (count > 0)
            out += u"%1: %2\n"_s.arg(QLatin1StringView(nameOf(static_cast<Fault>(i)))).arg(count);
    }
    return out;
}

} // namespace hubbub::load
