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

constexpr quint32 nearbyMs = 10'000; ///< faults and connections so long before and after
constexpr size_t steps = 4; ///< told of each user's life before and after
constexpr quint32 atTheEnd = ~0U;

/// load-TAG-u7 is u7: the tag is that of the whole run.
QString shortened(const QByteArray &name)
{
    return QString::fromUtf8(name.startsWith("load-") ? name.mid(name.lastIndexOf('-') + 1) : name);
}

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
    QString user(quint32 index) const { return shortened(m_whole.users.nameOf(index)); }
    QString room(quint32 index) const { return shortened(m_whole.rooms.nameOf(index)); }
    QString mid(quint32 index) const { return QString::fromUtf8(m_whole.mids.nameOf(index)).left(8); }
    QString node(quint32 index) const
    {
        return index < static_cast<quint32>(m_whole.nodes.size()) ? QString::fromUtf8(m_whole.nodes[index])
                                                                  : u"node %1"_s.arg(index + 1);
    }
    QString place(quint32 ofRoom, quint32 epoch, quint32 seq) const
    {
        return u"%1 %2:%3"_s.arg(room(ofRoom), QString::fromUtf8(m_whole.epochs.nameOf(epoch).left(4))).arg(seq);
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
                m_lastNeeded = std::max(m_lastNeeded, entry.at);
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

    /// When it happened: while the messages in question were under way; else at the last of what is needed.
    void findHarm()
    {
        for (const auto &life : m_whole.lives) {
            for (const Entry &entry : life) {
                if (isAboutThem(entry)) {
                    m_from = std::min(m_from, entry.at);
                    m_to = std::max(m_to, entry.at);
                }
            }
        }
        if (m_from > m_to)
            m_from = m_to = m_lastNeeded;
    }
    [[nodiscard]] bool isAboutThem(const Entry &entry) const
    {
        using Kind = Entry::Kind;
        const bool message = entry.kind == Kind::Sent || entry.kind == Kind::Acked || entry.kind == Kind::Applied
            || entry.kind == Kind::Refused || entry.kind == Kind::GaveUp;
        return message && m_mids.count(entry.mid) != 0;
    }
    [[nodiscard]] bool isNear(quint32 at, quint32 margin) const { return at + margin >= m_from && at <= m_to + margin; }

    void tellAround()
    {
        findHarm();
        for (const Mark &mark : m_whole.marks) {
            if (isNear(mark.at, nearbyMs))
                m_lines.push_back({ mark.at, false, u"-- "_s + mark.text });
        }
        for (quint32 who = 0; who < m_whole.lives.size(); ++who)
            m_users.count(who) != 0 ? tellLife(who) : tellOthers(who);
        for (const auto &[number, sight] : m_seenByOthers)
            m_lines.push_back({ sight.first, false,
                u"%1 others see %2, the last at %3 s"_s.arg(sight.count)
                    .arg(mid(number))
                    .arg(static_cast<double>(sight.last) / 1000, 0, 'f', 3) });
    }

    /// What befell one of those in question in the rooms in question, a few steps before and after the harm.
    void tellLife(quint32 who)
    {
        std::vector<Line> before;
        std::vector<Line> after;
        for (const Entry &entry : m_whole.lives[who]) {
            if (isNeeded(who, entry))
                continue;
            const Line line { entry.at, false, sentence(who, entry) };
            const bool link = entry.kind == Entry::Kind::Connected || entry.kind == Entry::Kind::Ended;
            if (link ? isNear(entry.at, nearbyMs) : isAboutThem(entry))
                m_lines.push_back(line);
            else if (!link && m_rooms.count(entry.room) != 0 && isWorthTelling(entry))
                (entry.at <= m_to ? before : after).push_back(line);
        }
        const size_t from = before.size() > steps ? before.size() - steps : 0;
        m_lines.insert(m_lines.end(), before.begin() + static_cast<qptrdiff>(from), before.end());
        m_lines.insert(
            m_lines.end(), after.begin(), after.begin() + static_cast<qptrdiff>(std::min(after.size(), steps)));
    }
    [[nodiscard]] bool isWorthTelling(const Entry &entry) const
    {
        using Kind = Entry::Kind;
        if (entry.kind == Kind::Arrived || entry.kind == Kind::Departed)
            return m_users.count(entry.user) != 0;
        return entry.kind != Kind::Listed && entry.kind != Kind::ResetEnds && entry.kind != Kind::Changed;
    }

    void tellOthers(quint32 who)
    {
        for (const Entry &entry : m_whole.lives[who]) {
            if (!isAboutThem(entry) || isNeeded(who, entry))
                continue;
            if (entry.kind != Entry::Kind::Applied) {
                m_lines.push_back({ entry.at, false, sentence(who, entry) });
                continue;
            }
            Sight &sight = m_seenByOthers[entry.mid];
            sight.first = sight.count == 0 ? entry.at : std::min(sight.first, entry.at);
            sight.last = std::max(sight.last, entry.at);
            ++sight.count;
        }
    }

    [[nodiscard]] bool isNeeded(quint32 who, const Entry &entry) const
    {
        const auto &life = m_least.lives[who];
        return std::find(life.begin(), life.end(), entry) != life.end();
    }

    struct Sight {
        quint32 count = 0;
        quint32 first = 0;
        quint32 last = 0;
    };
    const Record &m_whole;
    const Record &m_least;
    std::vector<Line> m_lines;
    std::set<quint32> m_users;
    std::set<quint32> m_rooms;
    std::set<quint32> m_mids;
    std::map<quint32, Sight> m_seenByOthers; ///< by mid
    quint32 m_lastNeeded = 0; ///< ms
    quint32 m_from = ~0U; ///< of the harm, ms
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
