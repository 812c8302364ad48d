// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/options.h"

#include "app/load/dialect.h"

#include <functional>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

using std::chrono::milliseconds;

Error wrong(const QString &what) { return { ErrorCode::BadField, what }; }

Result<double> numberOf(const QString &name, const QString &text, double least, double most)
{
    bool ok = false;
    const double number = text.toDouble(&ok);
    if (!ok || number < least || number > most)
        return wrong(u"%1: %2 is not a number from %3 to %4"_s.arg(name, text).arg(least).arg(most));
    return number;
}

/// How one option takes its value; nothing said where it is fine.
using Take = std::function<std::optional<Error>(Options &, const QString &)>;

template <typename Field>
Take number(Field Options::*field, double least, double most)
{
    return [=](Options &options, const QString &text) -> std::optional<Error> {
        const Result<double> value = numberOf(u"value"_s, text, least, most);
        if (!value)
            return value.error();
        options.*field = static_cast<Field>(*value);
        return std::nullopt;
    };
}

Take duration(milliseconds Options::*field, double most)
{
    return [=](Options &options, const QString &text) -> std::optional<Error> {
        const Result<double> value = numberOf(u"seconds"_s, text, 0.1, most);
        if (!value)
            return value.error();
        options.*field = milliseconds(static_cast<qint64>(*value * 1000));
        return std::nullopt;
    };
}

Take text(QString Options::*field)
{
    return [=](Options &options, const QString &value) -> std::optional<Error> {
        options.*field = value;
        return std::nullopt;
    };
}

std::optional<Error> takeNodes(Options &options, const QString &value)
{
    options.nodes = value.split(u',', Qt::SkipEmptyParts);
    return std::nullopt;
}

std::optional<Error> takePids(Options &options, const QString &value)
{
    for (const QString &part : value.split(u',', Qt::SkipEmptyParts)) {
        bool ok = false;
        options.servers.append(part.toLongLong(&ok));
        if (!ok || options.servers.constLast() <= 0)
            return wrong(u"%1 is not a process id"_s.arg(part));
    }
    return std::nullopt;
}

std::optional<Error> takeWorkloads(Options &options, const QString &value)
{
    if (value == "all"_L1) {
        options.workloads = workloads();
        return std::nullopt;
    }
    for (const QString &part : value.split(u',', Qt::SkipEmptyParts)) {
        const auto workload = workloadNamed(part);
        if (!workload) {
            QStringList names;
            for (const Workload &known : workloads())
                names.append(known.name);
            return wrong(u"no workload is called %1; there are %2, idle-N, rooms-N, apart-N and spread-N"_s.arg(
                part, names.join(u", "_s)));
        }
        options.workloads.append(*workload);
    }
    return std::nullopt;
}

std::optional<Error> takeFaults(Options &options, const QString &value)
{
    const auto faults = faultsNamed(value);
    if (!faults)
        return faults.error();
    options.faults = *faults;
    return std::nullopt;
}

std::optional<Error> takeSeed(Options &options, const QString &value)
{
    bool ok = false;
    options.seed = value.toULongLong(&ok);
    return ok ? std::nullopt : std::optional(wrong(u"%1 is not a whole number"_s.arg(value)));
}

std::optional<Error> takeSystem(Options &options, const QString &value)
{
    if (!dialectNamed(value))
        return wrong(
            u"no dialect is called %1; there are hubbub, socket.io, socket.io-streams, ws and nchan"_s.arg(value));
    options.system = value;
    return std::nullopt;
}

struct Option {
    QLatin1StringView name;
    Take take; ///< empty: a flag
    bool Options::*flag = nullptr;
    bool ofRun = true;
    bool ofCheck = true;
    bool ofBench = true;

    [[nodiscard]] bool isOf(Options::Act act) const
    {
        return act == Options::Act::Run ? ofRun : act == Options::Act::Check ? ofCheck : ofBench;
    }
};

const QList<Option> &known()
{
    static const QList<Option> all {
        { .name = "--nodes"_L1, .take = takeNodes },
        { .name = "--secret-file"_L1, .take = text(&Options::secretFile) },
        { .name = "--redis"_L1, .take = text(&Options::redisUrl) },
        { .name = "--text"_L1, .take = number(&Options::textBytes, 1, 16384) },
        { .name = "--seconds"_L1, .take = duration(&Options::duration, 864'000) },
        { .name = "--json-file"_L1, .take = text(&Options::jsonFile) },
        { .name = "--json"_L1, .take = {}, .flag = &Options::json },
        { .name = "--users"_L1, .take = number(&Options::users, 1, 100'000), .ofBench = false },
        { .name = "--rooms"_L1, .take = number(&Options::rooms, 1, 100'000), .ofBench = false },
        { .name = "--rooms-per-user"_L1, .take = number(&Options::roomsPerUser, 1, 100), .ofBench = false },
        { .name = "--rate"_L1, .take = number(&Options::rate, 0.01, 1e6), .ofBench = false },
        { .name = "--churn"_L1, .take = number(&Options::churn, 0, 1e4), .ofBench = false },
        { .name = "--settle"_L1, .take = duration(&Options::settle, 3600), .ofBench = false },
        { .name = "--register"_L1, .take = {}, .flag = &Options::registers, .ofCheck = false, .ofBench = false },
        { .name = "--keep"_L1, .take = {}, .flag = &Options::keep, .ofBench = false },
        { .name = "--seed"_L1, .take = takeSeed, .ofBench = false },
        { .name = "--history"_L1, .take = text(&Options::historyFile), .ofBench = false },
        { .name = "--faults"_L1, .take = takeFaults, .ofRun = false, .ofBench = false },
        { .name = "--moves"_L1, .take = number(&Options::moves, 0, 1e4), .ofRun = false, .ofBench = false },
        { .name = "--cluster"_L1, .take = number(&Options::clusterNodes, 1, 16), .ofRun = false, .ofBench = false },
        { .name = "--workload"_L1, .take = takeWorkloads, .ofRun = false, .ofCheck = false },
        { .name = "--system"_L1, .take = takeSystem, .ofRun = false, .ofCheck = false },
        { .name = "--pids"_L1, .take = takePids, .ofRun = false, .ofCheck = false },
        { .name = "--warm-up"_L1, .take = duration(&Options::warmUp, 600), .ofRun = false, .ofCheck = false },
    };
    return all;
}

std::optional<Error> missingOfCheck(const Options &options)
{
    if (options.roomsPerUser > options.rooms)
        return wrong(u"--rooms-per-user is more than --rooms"_s);
    if (options.nodes.isEmpty())
        return std::nullopt;
    if (options.secretFile.isEmpty() || options.redisUrl.isEmpty())
        return wrong(u"--secret-file and --redis are needed to make users where --nodes are given"_s);
    for (const FaultKind fault : options.faults.value_or(QList<FaultKind>())) {
        if (needsProcesses(fault))
            return wrong(u"--faults: %1 wants a cluster of its own, so no --nodes"_s.arg(nameOf(fault)));
    }
    return std::nullopt;
}

std::optional<Error> missing(const Options &options)
{
    if (options.act == Options::Act::Check)
        return missingOfCheck(options);
    const bool bench = options.act == Options::Act::Bench;
    if (options.nodes.isEmpty())
        return wrong(u"--nodes is missing: the nodes' addresses, such as ws://127.0.0.1:7400/ws"_s);
    if (bench && options.workloads.isEmpty())
        return wrong(u"--workload is missing; --help lists them"_s);
    if (bench) {
        for (const Workload &workload : options.workloads) {
            if (options.nodes.size() < workload.nodes)
                return wrong(u"the workload %1 wants %2 nodes"_s.arg(workload.name).arg(workload.nodes));
        }
    }
    const bool ours = !bench || options.system == "hubbub"_L1;
    if (ours && !options.registers && (options.secretFile.isEmpty() || options.redisUrl.isEmpty()))
        return wrong(
            u"--secret-file and --redis are needed to make users; or --register, to sign up over the protocol"_s);
    if (!bench && options.roomsPerUser > options.rooms)
        return wrong(u"--rooms-per-user is more than --rooms"_s);
    return std::nullopt;
}

Result<Options> parseExplain(const QStringList &arguments)
{
    if (arguments.size() != 1 || arguments[0].startsWith(u'-'))
        return wrong(u"hubbub-load explain wants one file, a history that check left"_s);
    Options options;
    options.act = Options::Act::Explain;
    options.files = arguments;
    return options;
}

/// What a kind of run has where nothing was said.
void fillIn(Options &options)
{
    const bool check = options.act == Options::Act::Check;
    if (options.duration == milliseconds::zero())
        options.duration = milliseconds(check ? 60'000 : options.act == Options::Act::Bench ? 5'000 : 30'000);
    if (!check || options.faults)
        return;
    options.faults = *faultsNamed(u"all"_s);
    if (!options.nodes.isEmpty())
        options.faults->removeIf(needsProcesses);
}

Result<Options> parseMedians(const QStringList &arguments)
{
    Options options;
    options.act = Options::Act::Medians;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--json"_L1) {
            options.json = true;
        } else if (arguments[i] == "--json-file"_L1 && i + 1 < arguments.size()) {
            options.jsonFile = arguments[++i];
        } else if (arguments[i] == "--svg"_L1 && i + 1 < arguments.size()) {
            options.svgFile = arguments[++i];
        } else if (arguments[i].startsWith(u"--"_s)) {
            return wrong(u"hubbub-load medians has no option %1; see --help"_s.arg(arguments[i]));
        } else {
            options.files.append(arguments[i]);
        }
    }
    if (options.files.isEmpty())
        return wrong(u"hubbub-load medians wants files that bench --json-file wrote"_s);
    return options;
}

} // namespace

Result<Options> parseOptions(const QStringList &arguments)
{
    Options options;
    const QString act = arguments.value(0);
    if (arguments.isEmpty() || act == "--help"_L1 || act == "-h"_L1)
        return options;
    if (act == "--version"_L1) {
        options.act = Options::Act::Version;
        return options;
    }
    if (act == "medians"_L1)
        return parseMedians(arguments.sliced(1));
    if (act == "explain"_L1)
        return parseExplain(arguments.sliced(1));
    if (act != "run"_L1 && act != "bench"_L1 && act != "check"_L1)
        return wrong(u"%1 is none of run, check, explain, bench and medians; see --help"_s.arg(act));
    options.act = act == "bench"_L1 ? Options::Act::Bench : act == "check"_L1 ? Options::Act::Check : Options::Act::Run;
    if (options.act == Options::Act::Check)
        options.rooms = 30;
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        const QString name = arguments[i].section(u'=', 0, 0);
        if (name == "--help"_L1) {
            options.act = Options::Act::Help;
            return options;
        }
        const auto option = std::find_if(
            known().begin(), known().end(), [&](const Option &o) { return name == o.name && o.isOf(options.act); });
        if (option == known().end())
            return wrong(u"hubbub-load %1 has no option %2; see --help"_s.arg(act, name));
        if (option->flag) {
            options.*option->flag = true;
            continue;
        }
        const bool within = arguments[i].contains(u'=');
        if (!within && i + 1 == arguments.size())
            return wrong(u"%1 wants a value"_s.arg(name));
        if (const auto error = option->take(options, within ? arguments[i].section(u'=', 1) : arguments[++i]))
            return wrong(u"%1: %2"_s.arg(name, error->detail));
    }
    // Its password is then not among the arguments, which everybody on this machine sees.
    if (options.act == Options::Act::Run && options.redisUrl.isEmpty() && !options.registers)
        options.redisUrl = qEnvironmentVariable("HUBBUB_REDIS");
    if (const auto error = missing(options))
        return *error;
    fillIn(options);
    return options;
}

} // namespace hubbub::load
