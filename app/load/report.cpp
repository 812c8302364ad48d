// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/report.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

QString cell(const QString &text, int width) { return text.rightJustified(width); }

QString cell(const std::optional<double> &value, int width, int decimals)
{
    return cell(value ? QString::number(*value, 'f', decimals) : u"-"_s, width);
}

QString percent(const std::optional<double> &share, int width)
{
    return cell(share ? u"%1 %"_s.arg(qRound(*share * 100)) : u"-"_s, width);
}

double whole(quint64 number) { return static_cast<double>(number); }

QByteArray rendered(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Indented); }

} // namespace

QString tableOf(const Outcomes &outcomes)
{
    const Verdict &verdict = outcomes.verdict;
    QString out;
    const auto row = [&out](const QString &name, quint64 count, const QString &note = {}) {
        out += u"  %1 %2"_s.arg(name, -14).arg(count, 10) + (note.isEmpty() ? u"\n"_s : u"   "_s + note + u'\n');
    };
    out += u"What happened\n"_s;
    row(u"sent"_s, verdict.sent);
    row(u"acknowledged"_s, verdict.acked);
    row(u"refused"_s, verdict.refused);
    row(u"unknown"_s, verdict.unknown, u"sent, but never answered"_s);
    row(u"applied"_s, verdict.applied, u"events, by all users together"_s);
    row(u"arrivals"_s, verdict.arrivals, u"seen"_s);
    row(u"departures"_s, verdict.departures, u"seen"_s);
    row(u"connections"_s, outcomes.connects);
    row(u"replays"_s, outcomes.replays, u"rooms resumed without a gap"_s);
    row(u"gaps"_s, verdict.gaps, u"announced"_s);
    row(u"forks"_s, verdict.forks, u"announced"_s);
    QStringList codes;
    for (auto end = outcomes.ends.begin(); end != outcomes.ends.end(); ++end)
        codes.append(u"%1 with %2"_s.arg(end.value()).arg(end.key()));
    if (!codes.isEmpty())
        out += u"  %1 %2\n"_s.arg(u"ended"_s, -14).arg(codes.join(u", "_s));
    if (outcomes.provoked > 0)
        row(u"faults"_s, outcomes.provoked, u"provoked"_s);
    out += u"Promises broken\n"_s;
    for (int i = 0; i < faultKinds; ++i)
        row(QString::fromLatin1(nameOf(static_cast<Fault>(i))), verdict.counts[static_cast<size_t>(i)]);
    row(u"not back"_s, outcomes.notBack, u"users that could not come back online"_s);
    row(u"strange"_s, outcomes.strange, u"frames that the protocol does not have"_s);
    if (!outcomes.settled)
        out += u"  it never became quiet: what came after the logs were read is not judged\n"_s;
    for (const QString &example : verdict.examples())
        out += u"  "_s + example + u'\n';
    if (!outcomes.clean() && !outcomes.lastTrouble.isEmpty())
        out += u"  last trouble: "_s + outcomes.lastTrouble + u'\n';
    for (const QString &surprise : outcomes.surprises)
        out += u"  "_s + surprise + u'\n';
    return out + verdictOf(outcomes) + u'\n';
}

QString verdictOf(const Outcomes &outcomes)
{
    const Verdict &verdict = outcomes.verdict;
    QStringList parts;
    for (int i = 0; i < faultKinds; ++i) {
        if (const quint64 count = verdict.counts[static_cast<size_t>(i)]; count > 0)
            parts.append(u"%1 %2"_s.arg(count).arg(QLatin1StringView(nameOf(static_cast<Fault>(i)))));
    }
    if (outcomes.violations() > verdict.faults())
        parts.append(u"%1 other"_s.arg(outcomes.violations() - verdict.faults()));
    return u"%1 %2 violations%3; %4 sent, %5 acknowledged, %6 applied, %7 connections, %8 faults provoked, seed %9"_s
        .arg(outcomes.clean() ? u"All promises kept:"_s : u"Promises were broken:"_s)
        .arg(outcomes.violations())
        .arg(parts.isEmpty() ? QString() : u" (%1)"_s.arg(parts.join(u", "_s)))
        .arg(verdict.sent)
        .arg(verdict.acked)
        .arg(verdict.applied)
        .arg(outcomes.connects)
        .arg(outcomes.provoked)
        .arg(outcomes.seed);
}

QByteArray jsonOf(const Outcomes &outcomes)
{
    const Verdict &verdict = outcomes.verdict;
    QJsonObject faults;
    for (int i = 0; i < faultKinds; ++i)
        faults.insert(QString::fromLatin1(nameOf(static_cast<Fault>(i))).replace(u' ', u'_'),
            whole(verdict.counts[static_cast<size_t>(i)]));
    faults.insert(u"unsettled"_s, outcomes.settled ? 0 : 1);
    faults.insert(u"not_back"_s, whole(outcomes.notBack));
    faults.insert(u"strange"_s, whole(outcomes.strange));
    faults.insert(u"ended_by_themselves"_s, outcomes.surprises.size());
    return rendered({ { u"ok"_s, outcomes.clean() }, { u"violations"_s, whole(outcomes.violations()) },
        { u"seed"_s, whole(outcomes.seed) }, { u"provoked"_s, whole(outcomes.provoked) }, { u"faults"_s, faults },
        { u"sent"_s, whole(verdict.sent) }, { u"acknowledged"_s, whole(verdict.acked) },
        { u"refused"_s, whole(verdict.refused) }, { u"unknown"_s, whole(verdict.unknown) },
        { u"applied"_s, whole(verdict.applied) }, { u"arrivals"_s, whole(verdict.arrivals) },
        { u"departures"_s, whole(verdict.departures) }, { u"connections"_s, whole(outcomes.connects) },
        { u"replays"_s, whole(outcomes.replays) }, { u"gaps"_s, whole(verdict.gaps) },
        { u"forks"_s, whole(verdict.forks) }, { u"examples"_s, QJsonArray::fromStringList(verdict.examples()) } });
}

QString tableOf(const QList<Figures> &figures)
{
    QString out = u"workload        system       us/deliv.  deliv./s  per core s    p50 ms    p99 ms  KB/conn.   "
                  "seconds publish/s  lost  server  gener.   redis\n"_s;
    for (const Figures &f : figures) {
        out += f.workload.leftJustified(16) + f.system.leftJustified(12) + cell(f.cpuUsPerDelivery, 10, 2)
            + cell(f.deliveriesPerSecond, 10, 0) + cell(f.deliveriesPerCpuSecond, 12, 0) + cell(f.p50Ms, 10, 2)
            + cell(f.p99Ms, 10, 2) + cell(f.kbPerConnection, 10, 2) + cell(f.seconds, 10, 2)
            + cell(f.publishesPerSecond, 10, 0) + cell(QString::number(f.lostClients), 6) + percent(f.serverShare, 8)
            + percent(f.generatorShare, 8) + percent(f.redisShare, 8);
        if (f.refusals > 0)
            out += u"  %1 sends refused"_s.arg(f.refusals);
        if (!f.measuresTheServer())
            out += u"  (does not measure the server)"_s;
        out += u'\n';
    }
    return out;
}

namespace {

QJsonObject objectOf(const Figures &figures)
{
    QJsonObject object { { u"refusals"_s, whole(figures.refusals) }, { u"lost_clients"_s, whole(figures.lostClients) },
        { u"measures_the_server"_s, figures.measuresTheServer() } };
    for (const NamedFigure &named : namedFigures()) {
        if (const auto value = figures.*named.value)
            object.insert(QString::fromLatin1(named.name), *value);
    }
    return object;
}

void file(QJsonObject &all, const Figures &figures, const QJsonObject &object)
{
    QJsonObject systems = all.value(figures.workload).toObject();
    systems.insert(figures.system, object);
    all.insert(figures.workload, systems);
}

} // namespace

QByteArray jsonOf(const QList<Figures> &figures)
{
    QJsonObject all;
    for (const Figures &each : figures)
        file(all, each, objectOf(each));
    return rendered({ { u"workloads"_s, all } });
}

QByteArray jsonOf(const QList<Spread> &spreads)
{
    QJsonObject all;
    for (const Spread &spread : spreads) {
        QJsonObject object = objectOf(spread.median);
        object.insert(u"runs"_s, spread.runs);
        for (const NamedFigure &named : namedFigures()) {
            const QString name = QString::fromLatin1(named.name);
            if (spread.least.*named.value) {
                object.insert(name + u"_min"_s, *(spread.least.*named.value));
                object.insert(name + u"_max"_s, *(spread.most.*named.value));
            }
        }
        file(all, spread.median, object);
    }
    return rendered({ { u"workloads"_s, all } });
}

Result<QList<Figures>> figuresIn(const QByteArray &json)
{
    QJsonParseError error {};
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject() || !document[u"workloads"_s].isObject())
        return Error { ErrorCode::BadField, u"not the JSON of a benchmark: "_s + error.errorString() };
    QList<Figures> out;
    const QJsonObject all = document[u"workloads"_s].toObject();
    for (auto workload = all.begin(); workload != all.end(); ++workload) {
        const QJsonObject systems = workload->toObject();
        for (auto system = systems.begin(); system != systems.end(); ++system) {
            const QJsonObject object = system->toObject();
            Figures figures { .workload = workload.key(), .system = system.key() };
            for (const NamedFigure &named : namedFigures()) {
                const QJsonValue value = object.value(QString::fromLatin1(named.name));
                if (value.isDouble())
                    figures.*named.value = value.toDouble();
            }
            figures.refusals = static_cast<quint64>(object.value(u"refusals"_s).toInteger());
            figures.lostClients = static_cast<quint64>(object.value(u"lost_clients"_s).toInteger());
            out.append(figures);
        }
    }
    return out;
}

} // namespace hubbub::load
