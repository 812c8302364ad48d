// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/demo_check.h"

#include <QHash>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::app {
namespace {

using Lines = QHash<std::pair<QByteArray, QByteArray>, QStringList>; // by room and person

QString place(const KeptEvent &event) { return u"%1 #%2"_s.arg(event.room.text()).arg(event.seq); }

QHash<RoomId, QList<KeptEvent>> byRoom(const QList<KeptEvent> &events)
{
    QHash<RoomId, QList<KeptEvent>> rooms;
    for (const KeptEvent &event : events)
        rooms[event.room].append(event);
    return rooms;
}

void checkLogItself(const QList<KeptEvent> &log, CheckReport &report)
{
    const qsizetype before = report.problems.size();
    QSet<std::pair<QByteArray, QByteArray>> seen;
    const auto rooms = byRoom(log);
    for (const QList<KeptEvent> &events : rooms) {
        for (qsizetype i = 0; i < events.size(); ++i) {
            const KeptEvent &event = events[i];
            if (i > 0 && event.seq != events[i - 1].seq + 1)
                report.problems << u"log: a hole before %1"_s.arg(place(event));
            const std::pair key { event.from.bytes(), event.mid.bytes() };
            if (seen.contains(key))
                report.problems << u"log: %1 stores a message a second time"_s.arg(place(event));
            seen.insert(key);
        }
    }
    if (report.problems.size() == before)
        report.passed
            << u"the log has %1 events in %2 rooms, no hole, no message twice"_s.arg(log.size()).arg(rooms.size());
}

void compareLines(const QString &who, const QStringList &typed, const QStringList &logged, CheckReport &report)
{
    if (typed == logged)
        return;
    const qsizetype before = report.problems.size();
    for (const QString &text : typed) {
        const auto times = logged.count(text);
        if (times < typed.count(text))
            report.problems << u"lost: \"%1\" of %2 is not in the log"_s.arg(text, who);
        else if (times > typed.count(text))
            report.problems << u"doubled: \"%1\" of %2 is in the log %3 times"_s.arg(text, who).arg(times);
    }
    if (report.problems.size() == before)
        report.problems << u"reordered: the lines of %1 are not in the order of typing"_s.arg(who);
}

/// What one person said in one room stands in the log once and in the order of typing.
void checkSaid(const QList<KeptEvent> &log, const QList<SaidLine> &said, CheckReport &report)
{
    const qsizetype before = report.problems.size();
    Lines typed;
    Lines logged;
    for (const SaidLine &line : said)
        typed[{ line.room.bytes(), line.from.bytes() }].append(line.text);
    for (const KeptEvent &event : log) {
        if (!event.text.isEmpty())
            logged[{ event.room.bytes(), event.from.bytes() }].append(event.text);
    }
    const auto name = [](const Lines::key_type &key) {
        return u"%2 in %1"_s.arg(QString::fromUtf8(key.first), QString::fromUtf8(key.second));
    };
    for (auto it = typed.cbegin(); it != typed.cend(); ++it)
        compareLines(name(it.key()), it.value(), logged.value(it.key()), report);
    for (auto it = logged.cbegin(); it != logged.cend(); ++it) {
        if (!typed.contains(it.key()))
            report.problems << u"phantom: %1 never said \"%2\""_s.arg(name(it.key()), it.value().first());
    }
    if (report.problems.size() == before)
        report.passed << u"%1 lines were typed; each is in the log once and in order"_s.arg(said.size());
}

void compareRoom(const QString &owner, const QList<KeptEvent> &log, const QList<KeptEvent> &kept, CheckReport &report)
{
    QHash<qint64, const KeptEvent *> found;
    qint64 highest = 0;
    for (const KeptEvent &event : kept) {
        if (found.contains(event.seq))
            report.problems << u"%1: has %2 twice"_s.arg(owner, place(event));
        if (event.seq < highest)
            report.problems << u"%1: %2 stands after #%3"_s.arg(owner, place(event)).arg(highest);
        highest = std::max(highest, event.seq);
        found.insert(event.seq, &event);
    }
    for (const KeptEvent &event : log) {
        const KeptEvent *mine = found.take(event.seq);
        if (!mine)
            report.problems << u"%1: %2 is missing"_s.arg(owner, place(event));
        else if (mine->mid != event.mid || mine->epoch != event.epoch || mine->from != event.from
            || mine->text != event.text)
            report.problems << u"%1: %2 differs from the log"_s.arg(owner, place(event));
    }
    for (const KeptEvent *extra : std::as_const(found))
        report.problems << u"%1: %2 is not in the log"_s.arg(owner, place(*extra));
}

void checkStore(const QList<KeptEvent> &log, const KeptStore &store, CheckReport &report)
{
    const qsizetype before = report.problems.size();
    const auto kept = byRoom(store.events);
    const auto logged = byRoom(log);
    for (auto it = logged.cbegin(); it != logged.cend(); ++it)
        compareRoom(store.owner, it.value(), kept.value(it.key()), report);
    for (auto it = kept.cbegin(); it != kept.cend(); ++it) {
        if (!logged.contains(it.key()))
            report.problems << u"%1: the log has no room %2"_s.arg(store.owner, it.key().text());
    }
    if (report.problems.size() == before)
        report.passed << u"%1's store on disk equals the log: %2 events"_s.arg(store.owner).arg(store.events.size());
}

} // namespace

CheckReport checkTour(const QList<KeptEvent> &log, const QList<SaidLine> &said, const QList<KeptStore> &stores)
{
    CheckReport report;
    if (log.isEmpty())
        report.problems << u"log: there is nothing in it"_s;
    checkLogItself(log, report);
    checkSaid(log, said, report);
    for (const KeptStore &store : stores)
        checkStore(log, store, report);
    return report;
}

} // namespace hubbub::app
