// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/replica_wait.h"

#include "core/base/turn_end.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace hubbub::redis {

/// One Redis that is asked.
class ReplicaWait::Lane final : public QObject {
public:
    Lane(Options options, Demand demand, Counters &counters)
        : m_place(options.endpoint)
        , m_demand(demand)
        , m_counters(counters)
        , m_link(waiting(std::move(options), demand.limit))
        , m_turnEnd([this] { flush(); })
    {
        // What waits was written on the Redis that was lost; the next one may have replicas, but not the write.
        connect(&m_link, &Link::down, this, [this](const QString &reason) { refuseAll(reason); });
    }

    [[nodiscard]] Link &link() { return m_link; }
    [[nodiscard]] bool isUp() const { return m_link.isUp(); }
    [[nodiscard]] const Endpoint &place() const { return m_place; } ///< in a Cluster

    /// `at`: where it was written; nothing where that is not known any more.
    void add(QObject *context, Confirmed confirmed, const std::optional<Endpoint> &at)
    {
        m_waiting.push_back({ context, std::move(confirmed) });
        // After a fail-over one of the two connections may stand on the new primary already. It would vouch for its own
        // replicas, and knows nothing of the write.
        if (!m_link.isUp())
            refuseAll(m_link.lastReason().isEmpty() ? u"not connected to Redis yet"_s : m_link.lastReason());
        else if (!at || !isSamePlace(*at, m_link.endpoint()))
            refuseAll(u"another Redis has become the primary"_s);
        m_turnEnd.ask();
    }

private:
    struct Waiting {
        QPointer<QObject> context;
        Confirmed confirmed;
    };
    using Batch = std::vector<Waiting>;

    static Options waiting(Options options, std::chrono::milliseconds limit)
    {
        options.commandTimeout += limit; // WAIT answers as late as it is told to
        return options;
    }

    void refuseAll(const QString &why)
    {
        m_whyRefused = why;
        for (auto &each : std::exchange(m_waiting, {}))
            m_refused.push_back(std::move(each));
        m_turnEnd.ask();
    }

    void flush()
    {
        if (!m_refused.empty())
            fail(std::exchange(m_refused, {}), u"no replica can be asked: "_s + m_whyRefused);
        if (m_isOut || m_waiting.empty())
            return;
        m_isOut = true;
        m_underWay = std::exchange(m_waiting, {});
        ++m_counters.waits;
        // WAIT counts from its own connection's last command, so PING brings that up to what all others wrote.
        m_link.post({ "PING" });
        m_link.command({ "WAIT", QByteArray::number(m_demand.replicas), QByteArray::number(m_demand.limit.count()) },
            this, [this](const Result<Reply> &count) { settle(count); });
    }

    void settle(const Result<Reply> &count)
    {
        m_isOut = false;
        const Batch batch = std::exchange(m_underWay, {});
        if (!m_waiting.empty())
            m_turnEnd.ask();
        const auto have = count.ok() ? count->toInteger() : 0;
        if (!count.ok())
            fail(batch, u"no replica can be asked: "_s + count.error().detail);
        else if (have >= m_demand.replicas)
            tell(batch, Done {});
        else
            fail(batch,
                u"%1 of %2 replicas had it within %3 ms"_s.arg(have)
                    .arg(m_demand.replicas)
                    .arg(m_demand.limit.count()));
    }

    void fail(const Batch &batch, const QString &why)
    {
        m_counters.failed += batch.size();
        tell(batch, Error { ErrorCode::Unavailable, why });
    }

    static void tell(const Batch &batch, const Outcome &outcome)
    {
        for (const auto &[context, confirmed] : batch) {
            if (context)
                confirmed(outcome);
        }
    }

    Endpoint m_place;
    Demand m_demand;
    Counters &m_counters;
    Link m_link;
    TurnEnd m_turnEnd;
    Batch m_waiting; ///< for the next WAIT
    Batch m_underWay; ///< the one that is out answers for these
    Batch m_refused; ///< to be told in the next turn
    QString m_whyRefused;
    bool m_isOut = false;
};

ReplicaWait::ReplicaWait(const Link &writer, Options options, Demand demand, QObject *parent)
    : QObject(parent)
    , m_writer(writer)
    , m_options(std::move(options))
    , m_demand(demand)
{
    if (!m_writer.isCluster()) {
        m_lanes.push_back(std::make_unique<Lane>(m_options, m_demand, m_counters));
        return;
    }
    connect(&m_writer, &Link::endpointsChanged, this, &ReplicaWait::followCluster);
    followCluster();
}

ReplicaWait::~ReplicaWait() = default;

void ReplicaWait::open()
{
    m_isOpen = true;
    for (const auto &lane : m_lanes)
        lane->link().open();
}

void ReplicaWait::close()
{
    m_isOpen = false;
    for (const auto &lane : m_lanes)
        lane->link().close();
}

bool ReplicaWait::isUp() const
{
    return !m_lanes.empty()
        && std::all_of(m_lanes.begin(), m_lanes.end(), [](const auto &lane) { return lane->isUp(); });
}

void ReplicaWait::followCluster()
{
    const auto places = m_writer.endpoints();
    const auto isUsed = [&](const std::unique_ptr<Lane> &lane) { return places.contains(lane->place()); };
    const auto unused = std::stable_partition(m_lanes.begin(), m_lanes.end(), isUsed);
    for (auto lane = unused; lane != m_lanes.end(); ++lane) {
        (*lane)->link().close(); // what waits there is refused, in the next turn
        auto *gone = lane->release();
        gone->setParent(this);
        QTimer::singleShot(std::chrono::seconds(1), gone, &QObject::deleteLater);
    }
    m_lanes.erase(unused, m_lanes.end());
    for (const auto &place : places) {
        if (std::any_of(m_lanes.begin(), m_lanes.end(), [&](const auto &lane) { return lane->place() == place; }))
            continue;
        auto options = m_options;
        options.seeds.clear();
        options.endpoint = place;
        m_lanes.push_back(std::make_unique<Lane>(options, m_demand, m_counters));
        if (m_isOpen)
            m_lanes.back()->link().open();
    }
}

ReplicaWait::Lane *ReplicaWait::laneFor(const QByteArray &key) const
{
    if (!m_writer.isCluster())
        return m_lanes.front().get();
    const auto owner = m_writer.endpointFor(key);
    const auto lane = std::find_if(
        m_lanes.begin(), m_lanes.end(), [&](const auto &each) { return owner && each->place() == *owner; });
    return lane == m_lanes.end() ? nullptr : lane->get();
}

void ReplicaWait::confirm(const QByteArray &key, QObject *context, Confirmed confirmed)
{
    ++m_counters.asked;
    if (Lane *lane = laneFor(key)) {
        lane->add(context, std::move(confirmed), m_writer.endpointFor(key));
        return;
    }
    ++m_counters.failed;
    QTimer::singleShot(0, context, [confirmed = std::move(confirmed)] {
        confirmed(Error { ErrorCode::Unavailable, u"no replica can be asked: the Redis that has it is not known"_s });
    });
}

} // namespace hubbub::redis
