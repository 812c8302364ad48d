// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the program that lets users chat and judges what they saw.
#include "app/load/program.h"

#include "app/load/history_file.h"
#include "app/load/people.h"
#include "app/load/report.h"
#include "app/load/story.h"

#include <QFile>
#include <QRandomGenerator>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

using namespace std::chrono_literals;

constexpr auto clusterPatience = 60s;

} // namespace

void Program::startCluster()
{
    m_cluster = std::make_unique<OwnCluster>(m_options.clusterNodes);
    const auto ready = [this] {
        m_clusterPatience.stop();
        m_options.nodes = m_cluster->urls();
        m_options.redisUrl = m_cluster->redisUrl();
        m_options.secretFile = m_cluster->secretFile();
        useNodes();
    };
    const auto failed = [this](const QString &sentence) {
        for (const QByteArray &line : m_cluster->log().last(std::min<qsizetype>(m_cluster->log().size(), 10)))
            say(QString::fromUtf8(line));
        end(Exit::Nodes, u"the cluster did not come up: "_s + sentence);
    };
    connect(m_cluster.get(), &OwnCluster::ready, this, ready);
    connect(m_cluster.get(), &OwnCluster::failed, this, failed);
    m_clusterPatience.setSingleShot(true);
    connect(&m_clusterPatience, &QTimer::timeout, this, [failed] { failed(u"it took too long"_s); });
    m_clusterPatience.start(clusterPatience);
    if (const Outcome started = m_cluster->start(); !started)
        failed(started.error().detail);
}

void Program::run()
{
    if (!m_options.seed)
        m_options.seed = QRandomGenerator::system()->bounded(1'000'000'000);
    m_population = crowd(m_options.users, m_options.rooms, m_options.roomsPerUser);
    m_population.open = m_options.act == Options::Act::Check;
    if (m_options.registers)
        simulate();
    else
        populate([this] { simulate(); });
}

SimulationPlan Program::simulationPlan()
{
    SimulationPlan plan { .nodes = m_nodes,
        .rate = m_options.rate,
        .duration = m_options.duration,
        .settle = m_options.settle,
        .textBytes = m_options.textBytes,
        .churn = m_options.churn,
        .seed = *m_options.seed,
        .password = m_options.registers ? randomHex(16) : QByteArray() };
    if (m_options.act == Options::Act::Check) {
        plan.moves = m_options.moves;
        plan.whole = [this] { return m_driver->isOver(); };
    }
    for (const QString &url : m_options.nodes)
        plan.names.append(url.toUtf8());
    if (m_cluster)
        plan.names = m_cluster->names();
    return plan;
}

void Program::simulate()
{
    m_simulation = std::make_unique<Simulation>(simulationPlan(), m_population);
    connect(m_simulation.get(), &Simulation::progress, this, say);
    connect(m_simulation.get(), &Simulation::finished, this, &Program::runOver);
    if (m_options.act == Options::Act::Check)
        breakThings();
    m_simulation->start();
}

void Program::breakThings()
{
    say(u"seed %1"_s.arg(*m_options.seed));
    m_driver = std::make_unique<FaultDriver>(
        planFaults(*m_options.faults, static_cast<quint32>(m_nodes.size()), m_options.duration, *m_options.seed),
        m_cluster.get(), *m_simulation);
    connect(m_driver.get(), &FaultDriver::provokes, this, say);
    connect(m_simulation.get(), &Simulation::talking, m_driver.get(), &FaultDriver::start);
}

void Program::runOver(const Result<Outcomes> &outcomes)
{
    depopulate([this, outcomes] {
        if (!outcomes) {
            end(Exit::Nodes, outcomes.error().detail);
            return;
        }
        Outcomes all = *outcomes;
        all.seed = *m_options.seed;
        if (m_driver)
            all.provoked = m_driver->provoked();
        if (m_cluster)
            all.surprises = m_cluster->surprises();
        if (!all.clean())
            leaveHistory();
        print(tableOf(all), jsonOf(all));
        end(all.clean() ? Exit::Clean : Exit::Broken);
    });
}

void Program::leaveHistory()
{
    const QString name =
        m_options.historyFile.isEmpty() ? u"hubbub-load-%1.history"_s.arg(*m_options.seed) : m_options.historyFile;
    write(name, historyOf(m_simulation->record()));
    if (m_cluster)
        write(name + u".log"_s, m_cluster->log().join('\n') + '\n');
    say(u"what was seen is in %1; hubbub-load explain %1 tells it"_s.arg(name));
}

void Program::explainFile()
{
    const QString name = m_options.files.constFirst();
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        end(Exit::Usage, u"%1: %2"_s.arg(name, file.errorString()));
        return;
    }
    const Result<Record> record = recordIn(file.readAll());
    if (!record) {
        end(Exit::Usage, u"%1: %2"_s.arg(name, record.error().detail));
        return;
    }
    std::fputs(qPrintable(explain(*record)), stdout);
    end(check(*record).faults() == 0 ? Exit::Clean : Exit::Broken);
}

} // namespace hubbub::load
