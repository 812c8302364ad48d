// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/rights_check.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

constexpr qint64 graceMs = 1000; ///< in which a removal must have reached live connections

/// A stretch of a room's log in which one user was no member.
struct Absence {
    quint32 from = 0; ///< seq of the event that said so
    quint32 to = 0; ///< seq of the return; 0: none
    qint64 since = 0; ///< ms, by the log
};
using Absences = std::unordered_map<quint32, std::vector<Absence>>; ///< by user

class RoomRights {
public:
    RoomRights(const Record &record, quint32 room, const std::function<void(const QString &)> &found)
        : m_record(record)
        , m_room(room)
        , m_found(found)
    {
    }

    void run()
    {
        for (const LogEntry &entry : m_record.ends[m_room].log) {
            if (entry.change == LogEntry::Change::Out)
                m_absences[entry.target].push_back({ entry.seq, 0, entry.ts });
            else if (entry.change == LogEntry::Change::In)
                back(entry);
            else if (entry.message && isAway(entry.user))
                m_found(u"%1 was no member, and still wrote %2"_s.arg(who(entry.user), where(entry.seq)));
        }
        for (const auto &[user, absences] : m_absences) {
            if (user < m_record.lives.size())
                look(user, absences);
        }
    }

private:
    QString who(quint32 user) const { return QString::fromUtf8(m_record.users.nameOf(user)); }
    QString where(quint32 seq) const
    {
        return u"%1:%2"_s.arg(QString::fromUtf8(m_record.rooms.nameOf(m_room))).arg(seq);
    }
    bool isAway(quint32 user) const
    {
        const auto known = m_absences.find(user);
        return known != m_absences.end() && known->second.back().to == 0;
    }
    void back(const LogEntry &entry)
    {
        const auto known = m_absences.find(entry.target);
        if (known != m_absences.end())
            known->second.back().to = entry.seq;
    }

    void look(quint32 user, const std::vector<Absence> &absences) const
    {
        for (const Entry &entry : m_record.lives[user]) {
            if (entry.kind != Entry::Kind::Applied || entry.room != m_room)
                continue;
            const LogEntry *made = find(entry);
            const bool late = made && std::any_of(absences.begin(), absences.end(), [&](const Absence &absence) {
                return made->seq > absence.from && (absence.to == 0 || made->seq < absence.to)
                    && made->ts > absence.since + graceMs;
            });
            if (late)
                m_found(u"%1 was no member, and was still given %2"_s.arg(who(user), where(entry.seq)));
        }
    }
    const LogEntry *find(const Entry &entry) const
    {
        const auto &log = m_record.ends[m_room].log;
        const auto at = std::lower_bound(
            log.begin(), log.end(), entry.seq, [](const LogEntry &held, quint32 seq) { return held.seq < seq; });
        return at != log.end() && at->seq == entry.seq && at->epoch == entry.epoch ? &*at : nullptr;
    }

    const Record &m_record;
    const quint32 m_room;
    const std::function<void(const QString &)> &m_found;
    Absences m_absences;
};

} // namespace

void checkRights(const Record &record, const std::function<void(const QString &what)> &found)
{
    for (quint32 room = 0; room < record.ends.size(); ++room)
        RoomRights(record, room, found).run();
}

} // namespace hubbub::load
