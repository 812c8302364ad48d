// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/options.h"

#include "app/load/dialect.h"

#include <functional>
#include <optional>

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
            return wrong(u"no workload is called %1; there are %2"_s.arg(part, names.join(u", "_s)));
        }
        options.workloads.append(*workload);
    }
    return std::nullopt;
}

std::optional<Error> takeSystem(Options &options, const QString &value)
{
    if (!dialectNamed(value))
        return wrong(u"no dialect is called %1; there are hubbub, socket.io, socket.io-streams and ws"_s.arg(value));
    options.system = value;
    return std::nullopt;
}

struct Option {
    QLatin1StringView name;
    Take take; ///< empty: a flag
    bool Options::*flag = nullptr;
    bool ofRun = true;
    bool ofBench = true;
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
        { .name = "--register"_L1, .take = {}, .flag = &Options::registers, .ofBench = false },
        { .name = "--keep"_L1, .take = {}, .flag = &Options::keep, .ofBench = false },
        { .name = "--workload"_L1, .take = takeWorkloads, .ofRun = false },
        { .name = "--system"_L1, .take = takeSystem, .ofRun = false },
        { .name = "--pids"_L1, .take = takePids, .ofRun = false },
        { .name = "--warm-up"_L1, .take = duration(&Options::warmUp, 600), .ofRun = false },
    };
    return all;
}

std::optional<Error> missing(const Options &options)
{
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

Result<Options> parseMedians(const QStringList &arguments)
{
    Options options;
    options.act = Options::Act::Medians;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--json"_L1) {
            options.json = true;
        } else if (arguments[i] == "--json-file"_L1 && i + 1 < arguments.size()) {
            options.jsonFile = arguments[++i];
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
    if (act != "run"_L1 && act != "bench"_L1)
        return wrong(u"%1 is neither run, bench nor medians; see --help"_s.arg(act));
    const bool bench = act == "bench"_L1;
    options.act = bench ? Options::Act::Bench : Options::Act::Run;
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        const QString name = arguments[i].section(u'=', 0, 0);
        if (name == "--help"_L1) {
            options.act = Options::Act::Help;
            return options;
        }
        const auto option = std::find_if(known().begin(), known().end(),
            [&](const Option &o) { return name == o.name && (bench ? o.ofBench : o.ofRun); });
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
    if (const auto error = missing(options))
        return *error;
    if (options.duration == milliseconds::zero())
        options.duration = milliseconds(bench ? 5'000 : 30'000);
    return options;
}

QString helpText()
{
    return uR"(hubbub-load plays many users against running nodes.

  hubbub-load run --nodes URL[,URL...] --secret-file FILE --redis URL [OPTION...]
      chats for a while, then checks that nothing was lost, doubled or out of order
    --users N          simulated users (100)
    --rooms M          rooms (10), of which each user is in --rooms-per-user (3)
    --rate R           messages a second, of all users together (100)
    --churn R          connections cut without a word, a second (0); they come back by themselves
    --register         sign up and join over the protocol, in place of writing to Redis; the nodes must run with
                       --registration open
    --settle S         how long everyone may take to be back and quiet at the end (60)
    --keep             leave users and rooms in Redis

  hubbub-load bench --workload NAME[,NAME...] --nodes URL[,URL...] [OPTION...]
      measures a server; NAME is one of fan-out, saturated-1, saturated-4, saturated-32, chat, chat-saturated,
      idle-1000, idle-10000, storm, publish, or all
    --system NAME      what the nodes speak: hubbub (default), socket.io, socket.io-streams or ws
    --pids N[,N...]    the servers' processes, whose CPU time and memory are read
    --warm-up S        before the measurement (1)

  hubbub-load medians FILE...
      one table of what several runs of bench wrote with --json-file; takes --json and --json-file itself

Of run and bench:
    --nodes URL,...    nodes, such as ws://127.0.0.1:7400/ws
    --secret-file FILE the cluster's signing secret, the nodes' own --secret-file
    --redis URL        the cluster's Redis: users and rooms are written there, and taken away at the end
    --seconds S        how long to talk (30), or to measure (5)
    --text BYTES       of a message (128)
    --json             one JSON object in place of the table; --json-file FILE writes it there and prints the table

Nodes for this need --no-address-limits and --no-rate-limits for the address that the load comes from.
Exit code: 0 all promises kept, 1 a promise was broken, 2 bad usage, 3 the nodes could not be used, 4 Redis could not.
)"_s;
}

} // namespace hubbub::load
