// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/checker.h"

#include "app/load/intervals.h"
#include "app/load/presence_check.h"
#include "app/load/rights_check.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

constexpr int mostExamples = 5;

struct Place {
    quint32 room = 0;
    quint32 epoch = 0;
    quint32 seq = 0;
    auto operator<=>(const Place &) const = default;
};

/// What is known of one message, from all who touched it.
struct Message {
    bool sent = false;
    bool refused = false;
    bool gaveUp = false; ///< may be done at any later time, so it has no place in its author's order
    quint32 author = 0;
    quint32 room = 0;
    quint32 order = 0; ///< among its author's messages to that room
    std::optional<Place> place; ///< where it was first seen
};

/// How far one user is in one room.
struct Progress {
    bool following = false;
    quint32 epoch = 0;
    quint32 last = 0;
    Intervals seen; ///< applied, excused by a gap, or from before the user followed; in `epoch`
};

class Judge {
public:
    /// Of each kind the first `most` are kept; with `wanted`, only whether that one is found.
    Judge(const Record &record, quint64 most, const Violation *wanted = nullptr)
        : m_record(record)
        , m_most(most)
        , m_wanted(wanted)
        , m_messages(record.mids.count())
        , m_forked(record.rooms.count())
    {
    }

    Verdict run()
    {
        collectSends();
        collectForks();
        for (quint32 room = 0; room < m_record.ends.size(); ++room)
            readLog(room);
        for (quint32 user = 0; user < m_record.lives.size(); ++user)
            follow(user);
        checkRights(m_record, [this](const QString &what) { found(Fault::Rights, what); });
        checkPresence(
            m_record, [this](const QString &what) { found(Fault::Presence, what); }, m_verdict);
        return m_verdict;
    }
    bool hasFoundIt() const { return m_foundIt; }

private:
    void found(Fault fault, const QString &what)
    {
        if (m_wanted) {
            m_foundIt = m_foundIt || (m_wanted->fault == fault && m_wanted->what == what);
            return;
        }
        if (++m_verdict.counts[static_cast<size_t>(fault)] <= m_most)
            m_verdict.violations.append({ fault, what });
    }
    QString who(quint32 user) const { return QString::fromUtf8(m_record.users.nameOf(user)); }
    QString where(const Place &place) const
    {
        return u"%1 %2:%3"_s
            .arg(QString::fromUtf8(m_record.rooms.nameOf(place.room)),
                QString::fromUtf8(m_record.epochs.nameOf(place.epoch)))
            .arg(place.seq);
    }
    QString what(quint32 mid) const { return QString::fromUtf8(m_record.mids.nameOf(mid)); }

    void collectSends()
    {
        for (quint32 user = 0; user < m_record.lives.size(); ++user) {
            std::map<quint32, quint32> orders;
            for (const Entry &entry : m_record.lives[user]) {
                if (entry.kind == Entry::Kind::Sent) {
                    ++m_verdict.sent;
                    Message &message = m_messages[entry.mid];
                    message.sent = true;
                    message.author = user;
                    message.room = entry.room;
                    message.order = orders[entry.room]++;
                } else if (entry.kind == Entry::Kind::Refused) {
                    ++m_verdict.refused;
                    m_messages[entry.mid].refused = true;
                } else if (entry.kind == Entry::Kind::GaveUp) {
                    m_messages[entry.mid].gaveUp = true;
                }
            }
        }
    }

    // After a fork the same seq rightly holds another message, so only the final log can be judged.
    void collectForks()
    {
        for (const auto &life : m_record.lives) {
            for (const Entry &entry : life) {
                if (entry.kind == Entry::Kind::Forked && !m_forked[entry.room]) {
                    m_forked[entry.room] = true;
                    ++m_verdict.forks;
                }
            }
        }
    }

    void readLog(quint32 room)
    {
        const RoomEnd &end = m_record.ends[room];
        if (!end.read) {
            found(Fault::Unread, QString::fromUtf8(m_record.rooms.nameOf(room)));
            return;
        }
        std::unordered_map<quint32, quint32> newest; // by author: order of its newest message
        quint32 before = 0;
        for (const LogEntry &entry : end.log) {
            const Place place { room, entry.epoch, entry.seq };
            if (before != 0 && entry.seq != before + 1)
                found(Fault::Hole, u"the log of %1 jumps from %2"_s.arg(where(place)).arg(before));
            before = entry.seq;
            note(place, entry.mid, u"the log"_s);
            if (!entry.message)
                continue;
            const Message &message = m_messages[entry.mid];
            if (!isTrue(message, entry.user, room)) {
                found(Fault::Phantom, u"%1 in the log at %2"_s.arg(what(entry.mid), where(place)));
                continue;
            }
            if (message.gaveUp)
                continue;
            const auto [known, first] = newest.emplace(message.author, message.order);
            if (!first && message.order < known->second)
                found(Fault::SenderOrder,
                    u"%1 of %2 came after a later one, at %3"_s.arg(what(entry.mid), who(entry.user), where(place)));
            known->second = std::max(known->second, message.order);
        }
    }

    /// Sent by this author to this room, and not refused. Strangers are not ours to judge.
    bool isTrue(const Message &message, quint32 author, quint32 room) const
    {
        if (author >= m_record.lives.size())
            return true;
        return message.sent && !message.refused && message.author == author && message.room == room;
    }

    /// Whoever saw a message somewhere: it must be the only one there, and nowhere else.
    void note(const Place &place, quint32 mid, const QString &by)
    {
        if (m_forked[place.room] && by != "the log"_L1)
            return;
        const auto [held, first] = m_held.emplace(keyOf(place), mid);
        if (!first && held->second != mid)
            found(
                Fault::Divergence, u"%1 holds %2, but %3 by %4"_s.arg(where(place), what(held->second), what(mid), by));
        auto &known = m_messages[mid].place;
        if (!known)
            known = place;
        else if (*known != place && known->room == place.room && known->epoch == place.epoch)
            found(Fault::Double, u"%1 at %2 and at %3, by %4"_s.arg(what(mid), where(*known), where(place), by));
    }

    static quint64 keyOf(const Place &place)
    {
        return (quint64 { place.room } << 44) ^ (quint64 { place.epoch } << 32) ^ place.seq;
    }

    const LogEntry *inLog(const Place &place) const
    {
        const auto &log = m_record.ends[place.room].log;
        const auto at = std::lower_bound(
            log.begin(), log.end(), place.seq, [](const LogEntry &entry, quint32 seq) { return entry.seq < seq; });
        return at != log.end() && at->seq == place.seq && at->epoch == place.epoch ? &*at : nullptr;
    }
    /// Whether the final log is one that would hold this place, had it ever been there.
    bool logReaches(const Place &place) const
    {
        const RoomEnd &end = m_record.ends[place.room];
        return end.read && (end.log.empty() || place.seq >= end.log.front().seq)
            && (m_record.settled || place.seq <= end.last);
    }

    void follow(quint32 user)
    {
        std::unordered_map<quint32, Progress> rooms;
        std::unordered_map<quint32, bool> answered; // by mid
        for (const Entry &entry : m_record.lives[user]) {
            Progress &progress = rooms[entry.room];
            switch (entry.kind) {
            case Entry::Kind::Sent:
                answered.emplace(entry.mid, false);
                break;
            case Entry::Kind::Refused:
                answered[entry.mid] = true;
                break;
            case Entry::Kind::Acked:
                if (!std::exchange(answered[entry.mid], true))
                    ++m_verdict.acked;
                acked(entry, user);
                break;
            case Entry::Kind::Follows:
                progress = { true, entry.epoch, entry.seq, {} };
                progress.seen.add(0, entry.seq);
                break;
            case Entry::Kind::Gap:
                ++m_verdict.gaps;
                if (progress.epoch != entry.epoch)
                    progress = { true, entry.epoch, 0, {} };
                progress.seen.add(0, entry.to);
                progress.last = std::max(progress.last, entry.to);
                break;
            case Entry::Kind::Removed:
                progress = {};
                break;
            case Entry::Kind::Applied:
                applied(entry, user, progress);
                break;
            default:
                break; // presence has its own check
            }
        }
        for (const auto &[mid, done] : answered)
            m_verdict.unknown += done ? 0 : 1;
        if (m_record.owed[user]) {
            for (const auto &[room, progress] : rooms)
                owed(user, room, progress);
        }
    }

    void acked(const Entry &entry, quint32 user)
    {
        const Place place { entry.room, entry.epoch, entry.seq };
        note(place, entry.mid, u"the ok to "_s + who(user));
        if (m_forked[entry.room]) {
            const auto &log = m_record.ends[entry.room].log;
            if (std::none_of(log.begin(), log.end(), [&](const LogEntry &held) { return held.mid == entry.mid; }))
                found(Fault::Lost,
                    u"%1 was acknowledged before %2 forked, and is gone"_s.arg(what(entry.mid), where(place)));
            return;
        }
        const LogEntry *held = inLog(place);
        if ((!held || held->mid != entry.mid) && logReaches(place))
            found(Fault::Lost, u"%1 was acknowledged at %2, and is not there"_s.arg(what(entry.mid), where(place)));
    }

    void applied(const Entry &entry, quint32 user, Progress &progress)
    {
        ++m_verdict.applied;
        const Place place { entry.room, entry.epoch, entry.seq };
        note(place, entry.mid, who(user));
        if (!m_forked[entry.room] && logReaches(place) && !inLog(place))
            found(Fault::Phantom,
                u"%1 saw %2 at %3, where the log has nothing"_s.arg(who(user), what(entry.mid), where(place)));
        if (entry.message && !isTrue(m_messages[entry.mid], entry.user, entry.room))
            found(Fault::Phantom, u"%1 saw %2, which %3 never sent"_s.arg(who(user), what(entry.mid), who(entry.user)));
        if (m_forked[entry.room])
            return;
        if (!progress.following || progress.epoch != entry.epoch)
            found(Fault::Hole, u"%1 saw %2 of an epoch that nobody announced"_s.arg(who(user), where(place)));
        else if (progress.seen.contains(entry.seq))
            found(Fault::Double, u"%1 was given %2 twice"_s.arg(who(user), where(place)));
        else if (entry.seq < progress.last)
            found(Fault::Backwards, u"%1 saw %2 after %3"_s.arg(who(user), where(place)).arg(progress.last));
        else if (entry.seq != progress.last + 1)
            found(Fault::Hole, u"%1 saw %2 right after %3"_s.arg(who(user), where(place)).arg(progress.last));
        progress.following = true;
        progress.epoch = entry.epoch;
        progress.last = std::max(progress.last, entry.seq);
        progress.seen.add(entry.seq, entry.seq);
    }

    /// What is in the final log and was neither seen nor excused.
    void owed(quint32 user, quint32 room, const Progress &progress)
    {
        if (!progress.following || m_forked[room])
            return;
        for (const LogEntry &entry : m_record.ends[room].log) {
            if (entry.epoch != progress.epoch || !progress.seen.contains(entry.seq))
                found(Fault::Lost, u"%1 never saw %2"_s.arg(who(user), where({ room, entry.epoch, entry.seq })));
        }
    }

    const Record &m_record;
    const quint64 m_most;
    const Violation *const m_wanted;
    bool m_foundIt = false;
    Verdict m_verdict;
    std::vector<Message> m_messages;
    std::vector<bool> m_forked;
    std::unordered_map<quint64, quint32> m_held; ///< place to mid
};

} // namespace

const char *nameOf(Fault fault)
{
    static constexpr std::array<const char *, faultKinds> names { "lost", "phantom", "divergence", "double",
        "backwards", "hole", "sender order", "rights", "presence", "unread" };
    return names[static_cast<size_t>(fault)];
}

quint64 Verdict::faults() const { return std::accumulate(counts.begin(), counts.end(), quint64 { 0 }); }

QStringList Verdict::examples() const
{
    std::array<int, faultKinds> shown {};
    QStringList out;
    for (const Violation &violation : violations) {
        if (shown[static_cast<size_t>(violation.fault)]++ < mostExamples)
            out.append(u"%1: %2"_s.arg(QLatin1StringView(nameOf(violation.fault)), violation.what));
    }
    return out;
}

Verdict check(const Record &record, quint64 most) { return Judge(record, most).run(); }

bool violates(const Record &record, const Violation &violation)
{
    Judge judge(record, 0, &violation);
    judge.run();
    return judge.hasFoundIt();
}

} // namespace hubbub::load
