// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/tour_verdict.h"

#include "core/client/store_reader.h"

#include <QSet>
#include <QTimer>

#include <algorithm>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace hubbub::app {

using cluster::LocalCluster;

TourVerdict::TourVerdict(QString folder, QObject *parent)
    : QObject(parent)
    , m_folder(std::move(folder))
{
}

void TourVerdict::start()
{
    auto record = readRecord(m_folder);
    if (!record)
        return end(record.error().detail);
    m_record = std::move(*record);
    LocalCluster::Options options;
    options.nodes = 1; // the least that a local cluster has; it is not asked
    options.dataDir = m_folder + u"/cluster"_s;
    m_cluster = std::make_unique<LocalCluster>(options);
    connect(m_cluster.get(), &LocalCluster::failed, this, &TourVerdict::end);
    connect(m_cluster.get(), &LocalCluster::ready, this, [this] {
        m_reader = std::make_unique<LogReader>(m_cluster->redisUrl());
        m_reader->read(this, [this](const Result<QList<KeptEvent>> &log) {
            m_reader.release()->deleteLater(); // it is what calls
            if (!log)
                return end(log.error().detail);
            judge(*log);
        });
    });
    QTimer::singleShot(60s, this, [this] { end(u"the tour's Redis did not come up within a minute"_s); });
    m_cluster->start();
}

void TourVerdict::judge(const QList<KeptEvent> &log)
{
    QList<KeptStore> stores;
    for (const TourPerson &person : m_record.people) {
        const auto rows = client::readStore(m_folder + u'/' + person.storePath);
        if (!rows)
            return end(u"%1's store cannot be read: %2"_s.arg(person.name, rows.error().detail));
        KeptStore store { person.name, {} };
        for (const client::StoreRow &row : *rows)
            store.events.append({ row.room, row.epoch, row.seq, row.mid, row.from, row.text });
        stores.append(store);
    }
    // The crowd's rooms are its own, and hubbub-load judges those.
    QSet<RoomId> theirs;
    for (const SaidLine &line : m_record.said)
        theirs.insert(line.room);
    QList<KeptEvent> heard;
    std::copy_if(log.begin(), log.end(), std::back_inserter(heard),
        [&theirs](const KeptEvent &event) { return theirs.contains(event.room); });
    const CheckReport report = checkTour(heard, m_record.said, stores);
    for (const QString &line : report.passed)
        Q_EMIT
    said(u"  ok   "_s + line);
    for (const QString &line : report.problems)
        Q_EMIT
    said(u"  FAIL "_s + line);
    m_good = report.ok();
    end(m_good ? QString() : u"%1 problems in %2"_s.arg(report.problems.size()).arg(m_folder));
}

void TourVerdict::end(const QString &problem)
{
    if (std::exchange(m_ended, true))
        return;
    if (!problem.isEmpty())
        Q_EMIT
    said(u"FAILED: "_s + problem);
    if (!m_cluster) {
        Q_EMIT
        finished(m_good);
        return;
    }
    m_cluster->disconnect(this);
    connect(m_cluster.get(), &LocalCluster::stopped, this, [this] {
        Q_EMIT
        finished(m_good);
    });
    m_cluster->stop();
}

} // namespace hubbub::app
