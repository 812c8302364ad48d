// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/program.h"

#include "app/load/chart.h"
#include "app/load/goals.h"
#include "app/load/people.h"
#include "app/load/report.h"
#include "core/base/clock.h"
#include "server/tokens.h"

#include <QFile>
#include <QSaveFile>

#include <cstdio>
#include <utility>

#include <sys/resource.h>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

using namespace std::chrono_literals;

constexpr auto redisPatience = 10s;
constexpr auto tokenLife = 24h; ///< longer than any run
constexpr auto farewell = 1500ms; ///< for the nodes to take leave of everyone before their keys go

/// Every connection is a descriptor; the usual soft limit is 1,024.
void raiseDescriptorLimit()
{
    rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace

void say(const QString &sentence) { std::fprintf(stderr, "%s\n", qPrintable(sentence)); }

void write(const QString &name, const QByteArray &content)
{
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        say(u"%1 could not be written: %2"_s.arg(name, file.errorString()));
}

Program::Program(Options options)
    : m_options(std::move(options))
{
    m_redisPatience.setSingleShot(true);
    m_redisPatience.setInterval(redisPatience);
    connect(&m_redisPatience, &QTimer::timeout, this,
        [this] { end(Exit::Redis, u"Redis was not reached: "_s + m_redis->lastReason()); });
}

Program::~Program() = default;

void Program::start()
{
    if (m_options.act == Options::Act::Medians) {
        medians();
        return;
    }
    if (m_options.act == Options::Act::Explain) {
        explainFile();
        return;
    }
    raiseDescriptorLimit();
    if (m_options.act == Options::Act::Check && m_options.nodes.isEmpty())
        startCluster();
    else
        useNodes();
}

void Program::stop()
{
    if (m_simulation && !std::exchange(m_stopping, true))
        m_simulation->hurry();
    else
        depopulate([this] { end(Exit::Clean); });
}

void Program::useNodes()
{
    resolveNodes(m_options.nodes, this, [this](const Result<std::vector<NodeAddress>> &nodes) {
        if (!nodes) {
            end(Exit::Usage, nodes.error().detail);
            return;
        }
        m_nodes = *nodes;
        connectRedis([this] { m_options.act == Options::Act::Bench ? nextBench() : run(); });
    });
}

void Program::medians()
{
    QList<Figures> runs;
    for (const QString &name : m_options.files) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly)) {
            end(Exit::Usage, u"%1: %2"_s.arg(name, file.errorString()));
            return;
        }
        const auto figures = figuresIn(file.readAll());
        if (!figures) {
            end(Exit::Usage, u"%1: %2"_s.arg(name, figures.error().detail));
            return;
        }
        runs += *figures;
    }
    const QList<Spread> spreads = spreadsOf(runs);
    QList<Figures> middle;
    for (const Spread &spread : spreads)
        middle.append(spread.median);
    if (!m_options.svgFile.isEmpty())
        write(m_options.svgFile, chartOf(spreads));
    print(tableOf(middle) + tableOf(goalsOf(middle)), jsonOf(spreads));
    end(Exit::Clean);
}

void Program::connectRedis(std::function<void()> then)
{
    if (m_options.redisUrl.isEmpty()) {
        then();
        return;
    }
    const auto endpoint = redis::parseEndpoint(m_options.redisUrl);
    if (!endpoint) {
        end(Exit::Usage, u"--redis: "_s + endpoint.error().detail);
        return;
    }
    // Generous, since a saturated Redis is what some workloads want.
    m_redis = std::make_unique<redis::Link>(
        redis::Options { .endpoint = *endpoint, .clientName = "hubbub-load", .commandTimeout = 30s });
    connect(m_redis.get(), &redis::Link::up, this, [this, then = std::move(then)] {
        if (m_redisPatience.isActive()) { // the first time, not after a loss
            m_redisPatience.stop();
            then();
        }
    });
    m_redisPatience.start();
    m_redis->open();
    m_seeder = std::make_unique<Seeder>(*m_redis);
}

Outcome Program::signTokens()
{
    const auto key = server::SigningKey::fromFile(m_options.secretFile);
    if (!key)
        return key.error();
    const server::Tokens tokens(*key);
    const auto now = systemClock().wall();
    for (SimulatedUser &user : m_population.users)
        user.token = tokens.issue(user.name, server::sessionOf(user.name, user.device), now, tokenLife);
    return Done {};
}

void Program::populate(std::function<void()> then)
{
    if (const Outcome signedAll = signTokens(); !signedAll) {
        end(Exit::Usage, u"--secret-file: "_s + signedAll.error().detail);
        return;
    }
    m_seeder->write(m_population, this, [this, then = std::move(then)](const Outcome &written) {
        if (written)
            then();
        else
            end(Exit::Redis, u"the users could not be written to Redis: "_s + written.error().detail);
    });
}

void Program::depopulate(std::function<void()> then)
{
    if (!m_seeder || m_options.keep || m_cluster || m_population.users.empty()) {
        then();
        return;
    }
    QTimer::singleShot(farewell, this, [this, then = std::move(then)] {
        m_seeder->erase(m_population, this, [then](const Outcome &erased) {
            if (!erased)
                say(u"some keys were left in Redis: "_s + erased.error().detail);
            then();
        });
    });
}

void Program::nextBench()
{
    if (m_next == m_options.workloads.size()) {
        print(tableOf(m_figures), jsonOf(m_figures));
        end(Exit::Clean);
        return;
    }
    m_population = crowd(m_options.workloads[m_next]);
    if (m_options.system == "hubbub"_L1)
        populate([this] { bench(); });
    else
        bench();
}

void Program::bench()
{
    const Workload &workload = m_options.workloads[m_next];
    say(u"%1 against %2: %3 connections"_s.arg(workload.name, m_options.system).arg(workload.connections()));
    m_bench = std::make_unique<Bench>(BenchPlan { .workload = workload,
                                          .system = m_options.system,
                                          .nodes = m_nodes,
                                          .servers = m_options.servers,
                                          .warmUp = m_options.warmUp,
                                          .duration = m_options.duration,
                                          .textBytes = m_options.textBytes },
        dialectNamed(m_options.system), callersOf(m_population), m_redis.get());
    connect(m_bench.get(), &Bench::finished, this, &Program::benchOver);
    m_bench->start();
}

void Program::benchOver(const Result<Figures> &figures)
{
    const auto next = [this, figures] {
        m_bench.reset();
        if (!figures) {
            end(Exit::Nodes, m_options.workloads[m_next].name + u": "_s + figures.error().detail);
            return;
        }
        m_figures.append(*figures);
        ++m_next;
        nextBench();
    };
    if (m_options.system == "hubbub"_L1)
        depopulate(next);
    else
        QTimer::singleShot(0, this, next);
}

void Program::print(const QString &table, const QByteArray &json)
{
    if (!m_options.jsonFile.isEmpty())
        write(m_options.jsonFile, json);
    std::fputs(m_options.json ? json.constData() : qPrintable(table), stdout);
    std::fflush(stdout);
}

void Program::end(Exit code, const QString &why)
{
    if (std::exchange(m_over, true))
        return;
    if (!why.isEmpty())
        say(u"hubbub-load: "_s + why);
    if (m_cluster)
        m_cluster->killAll();
    leaveOnceEnded(code);
}

void Program::leaveOnceEnded(Exit code)
{
    if (m_cluster && !m_cluster->hasEnded()) {
        QTimer::singleShot(10ms, this, [this, code] { leaveOnceEnded(code); });
        return;
    }
    Q_EMIT
    finished(static_cast<int>(code));
}

} // namespace hubbub::load
