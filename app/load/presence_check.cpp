// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/presence_check.h"

#include <optional>
#include <set>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

/// Who one observer believes to be in one room.
struct View {
    enum class Trust : quint8 {
        None, ///< never told, or not since the connection began
        List, ///< the list is whole
        Count, ///< too large for a list: only how many
    };
    Trust trust = Trust::None;
    bool listing = false; ///< a reset is being read
    std::set<quint32> present;
    quint32 count = 0;
};

class Watch {
public:
    Watch(const Record &record, quint32 observer, const std::function<void(const QString &)> &found, Verdict &verdict)
        : m_record(record)
        , m_observer(observer)
        , m_found(found)
        , m_verdict(verdict)
    {
    }

    void run()
    {
        for (const Entry &entry : m_record.lives[m_observer])
            step(entry);
        if (m_record.online[m_observer]) {
            for (const auto &[room, view] : m_views)
                compare(room, view);
        }
    }

private:
    void step(const Entry &entry)
    {
        switch (entry.kind) {
        case Entry::Kind::Connected:
            for (auto &[room, view] : m_views)
                view.trust = View::Trust::None;
            break;
        case Entry::Kind::Follows:
            m_views[entry.room]; // from now on a view is owed
            break;
        case Entry::Kind::Removed:
            m_views.erase(entry.room);
            break;
        case Entry::Kind::ResetBegins: {
            View &view = m_views[entry.room];
            view = { View::Trust::List, true, {}, 0 };
            break;
        }
        case Entry::Kind::Listed:
            m_views[entry.room].present.insert(entry.user);
            break;
        case Entry::Kind::ResetEnds:
            m_views[entry.room].listing = false;
            break;
        case Entry::Kind::Counted: {
            View &view = m_views[entry.room];
            view.count = entry.seq;
            view.trust = View::Trust::Count;
            break;
        }
        case Entry::Kind::Arrived:
        case Entry::Kind::Departed:
        case Entry::Kind::Changed:
            changed(entry, m_views[entry.room]);
            break;
        default:
            break;
        }
    }

    void changed(const Entry &entry, View &view)
    {
        // In a room too large for a list one hears of some members only, so nothing pairs up.
        if (view.trust == View::Trust::Count)
            return;
        const QString what = QString::fromUtf8(m_record.users.nameOf(entry.user) + " in "
            + m_record.rooms.nameOf(entry.room) + ", seen by " + m_record.users.nameOf(m_observer));
        if (view.trust == View::Trust::None) {
            m_found(u"a change before the list: "_s + what);
            return;
        }
        switch (entry.kind) {
        case Entry::Kind::Arrived:
            ++m_verdict.arrivals;
            if (!view.present.insert(entry.user).second)
                m_found(u"arrived twice: "_s + what);
            break;
        case Entry::Kind::Departed:
            ++m_verdict.departures;
            if (view.present.erase(entry.user) == 0)
                m_found(u"departed without having been there: "_s + what);
            break;
        default:
            if (!view.present.contains(entry.user))
                m_found(u"changed without being there: "_s + what);
            break;
        }
    }

    void compare(quint32 room, const View &view) const
    {
        const QString where =
            QString::fromUtf8(m_record.rooms.nameOf(room) + ", seen by " + m_record.users.nameOf(m_observer));
        const auto &truth = m_record.ends[room].present;
        switch (view.trust) {
        case View::Trust::None:
            m_found(u"no list of those present in "_s + where);
            break;
        case View::Trust::Count:
            if (view.count != truth.size())
                m_found(u"%1 present in place of %2 in %3"_s.arg(view.count).arg(truth.size()).arg(where));
            break;
        case View::Trust::List: {
            const std::set<quint32> expected(truth.begin(), truth.end());
            for (const quint32 user : expected) {
                if (!view.present.contains(user))
                    m_found(u"%1 is missing in %2"_s.arg(QString::fromUtf8(m_record.users.nameOf(user)), where));
            }
            for (const quint32 user : view.present) {
                if (!expected.contains(user))
                    m_found(u"%1 is a ghost in %2"_s.arg(QString::fromUtf8(m_record.users.nameOf(user)), where));
            }
            break;
        }
        }
    }

    const Record &m_record;
    const quint32 m_observer;
    const std::function<void(const QString &)> &m_found;
    Verdict &m_verdict;
    std::unordered_map<quint32, View> m_views;
};

} // namespace

void checkPresence(const Record &record, const std::function<void(const QString &what)> &found, Verdict &verdict)
{
    for (quint32 user = 0; user < record.lives.size(); ++user)
        Watch(record, user, found, verdict).run();
}

} // namespace hubbub::load
