// SPDX-License-Identifier: GPL-3.0-or-later
// One call of hubbub-load from its options to its exit code: addresses, Redis, people, the run, the report.
#pragma once

#include "app/load/bench.h"
#include "app/load/fault_driver.h"
#include "app/load/node_address.h"
#include "app/load/options.h"
#include "app/load/own_cluster.h"
#include "app/load/population.h"
#include "app/load/seed.h"
#include "app/load/simulation.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace hubbub::load {

enum class Exit : int { Clean = 0, Broken = 1, Usage = 2, Nodes = 3, Redis = 4 };

/// To standard error.
void say(const QString &sentence);
/// The whole file, or a sentence to standard error.
void write(const QString &name, const QByteArray &content);

class Program final : public QObject {
    Q_OBJECT

public:
    explicit Program(Options options);
    ~Program() override;

    void start();
    /// A run or check ends early, judged and tidied up after; anything else, and whoever is told again, at once.
    void stop();

Q_SIGNALS:
    void finished(int exitCode);

private:
    void connectRedis(std::function<void()> then);
    void populate(std::function<void()> then);
    void depopulate(std::function<void()> then);
    [[nodiscard]] Outcome signTokens();

    void medians();
    void explainFile();
    void useNodes();
    void startCluster();
    void run();
    void simulate();
    [[nodiscard]] SimulationPlan simulationPlan();
    void breakThings();
    void runOver(const Result<Outcomes> &outcomes);
    void leaveHistory();
    void nextBench();
    void bench();
    void benchOver(const Result<Figures> &figures);
    void print(const QString &table, const QByteArray &json);
    void end(Exit code, const QString &why = {});
    void leaveOnceEnded(Exit code);

    Options m_options;
    std::vector<NodeAddress> m_nodes;
    Population m_population;
    std::unique_ptr<OwnCluster> m_cluster;
    std::unique_ptr<redis::Link> m_redis;
    std::unique_ptr<Seeder> m_seeder;
    std::unique_ptr<Simulation> m_simulation;
    std::unique_ptr<FaultDriver> m_driver;
    std::unique_ptr<Bench> m_bench;
    QList<Figures> m_figures;
    qsizetype m_next = 0; ///< workload
    QTimer m_redisPatience;
    QTimer m_clusterPatience;
    bool m_over = false;
    bool m_stopping = false;
};

} // namespace hubbub::load
