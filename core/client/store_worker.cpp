// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/store_worker.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <utility>

namespace hubbub::client {
namespace {

using namespace std::chrono_literals;

constexpr size_t mostStuck = 20'000;
constexpr auto retryEvery = 2s;

bool willPass(StoreTrouble trouble)
{
    return !redHook("no_patience_with_disks")
        && (trouble == StoreTrouble::Full || trouble == StoreTrouble::ReadOnly || trouble == StoreTrouble::Locked);
}

QString sentenceFor(StoreTrouble trouble, const QString &where)
{
    switch (trouble) {
    case StoreTrouble::None:
        return {};
    case StoreTrouble::Full:
        return QStringLiteral("The disk is full: messages are not saved on this computer until there is room.");
    case StoreTrouble::ReadOnly:
        return QStringLiteral("%1 cannot be written: messages are not saved on this computer.").arg(where);
    case StoreTrouble::Corrupt:
        return QStringLiteral("The message store was damaged and set aside as %1. A new one was begun; older messages "
                              "come from the server.")
            .arg(where);
    case StoreTrouble::Locked:
        return QStringLiteral("Another program uses the message store: messages are not saved on this computer.");
    case StoreTrouble::Newer:
        return QStringLiteral("The message store was made by a later version of this program: messages are not saved.");
    case StoreTrouble::Other:
        return QStringLiteral("The message store does not work: messages are not saved on this computer.");
    }
    return {};
}

} // namespace

StoreWorker::StoreWorker(Store &store)
    : m_store(store)
    , m_retry(this)
    , m_chores(this)
{
    m_retry.setInterval(retryEvery);
    connect(&m_retry, &QTimer::timeout, this, &StoreWorker::retryStuck);
    m_chores.setSingleShot(true);
    connect(&m_chores, &QTimer::timeout, this, &StoreWorker::doChores);
}

void StoreWorker::add(Job job)
{
    const QMutexLocker lock(&m_mutex);
    m_queue.push_back(std::move(job));
    if (std::exchange(m_wake, true))
        return; // work() is on its way and will find this too
    QMetaObject::invokeMethod(this, &StoreWorker::work, Qt::QueuedConnection);
}

void StoreWorker::open(const QString &path, std::function<void(const StoreSnapshot &)> callback)
{
    m_path = path;
    m_stuck.clear();
    m_givenUp = false;
    m_reported = StoreTrouble::None;
    StoreTrouble trouble = m_database.open(path);
    StoreSnapshot snapshot;
    if (trouble == StoreTrouble::None) {
        snapshot = m_database.snapshot();
        trouble = m_database.trouble();
    }
    if (trouble == StoreTrouble::Corrupt && !redHook("no_quarantine")) {
        const QString aside = setAside(path);
        trouble = m_database.open(path);
        snapshot = {};
        if (trouble == StoreTrouble::None)
            report(StoreTrouble::Corrupt, aside);
    }
    if (trouble != StoreTrouble::None) {
        // What could be read is still good to start from, but nothing will be kept.
        log::warning("store", QStringLiteral("the store cannot be used"), { { "why", m_database.detail() } });
        report(trouble, path);
        openInMemory();
    }
    m_store.answer([callback = std::move(callback), snapshot] { callback(snapshot); });
    beginChores();
}

void StoreWorker::openInMemory()
{
    m_path.clear();
    const StoreTrouble trouble = m_database.open({});
    Q_ASSERT(trouble == StoreTrouble::None);
}

void StoreWorker::work()
{
    std::deque<Job> queue;
    {
        const QMutexLocker lock(&m_mutex);
        queue.swap(m_queue);
        m_wake = false;
    }
    std::vector<Job> batch;
    for (Job &job : queue) {
        if (job.write) {
            batch.push_back(std::move(job));
            continue;
        }
        writeBatch(std::exchange(batch, {}));
        job.read(m_database);
    }
    writeBatch(std::move(batch));
}

void StoreWorker::writeBatch(std::vector<Job> batch)
{
    if (batch.empty())
        return;
    if (m_givenUp)
        return tell(batch, false);
    if (!m_stuck.empty())
        return stick(std::move(batch)); // in order: never past what is stuck
    if (tryWrite(batch))
        return tell(batch, true);
    if (m_database.trouble() == StoreTrouble::Corrupt) {
        m_database.close();
        const QString aside = setAside(m_path);
        report(StoreTrouble::Corrupt, aside);
        if (m_database.open(m_path) != StoreTrouble::None)
            openInMemory();
        m_store.answer([store = &m_store] {
            Q_EMIT
            store->replaced();
        });
        return tell(batch, tryWrite(batch));
    }
    if (willPass(m_database.trouble())) {
        report(m_database.trouble(), m_path);
        return stick(std::move(batch));
    }
    writeOneByOne(batch);
}

bool StoreWorker::tryWrite(std::vector<Job> &batch)
{
    if (!m_database.begin())
        return false;
    for (const Job &job : batch) {
        if (!job.write(m_database)) {
            m_database.rollback();
            return false;
        }
    }
    if (m_database.commit()) {
        beginChores();
        return true;
    }
    m_database.rollback();
    return false;
}

/// A row that SQLite refuses for itself must not hold up the others.
void StoreWorker::writeOneByOne(std::vector<Job> &batch)
{
    for (Job &job : batch) {
        std::vector<Job> alone;
        alone.push_back(std::move(job));
        const bool written = tryWrite(alone);
        if (!written) {
            log::warning("store", QStringLiteral("a write was refused"), { { "why", m_database.detail() } });
            report(m_database.trouble(), m_path);
        }
        tell(alone, written);
    }
}

void StoreWorker::stick(std::vector<Job> batch)
{
    tell(batch, false);
    if (m_stuck.size() + batch.size() > mostStuck) {
        m_givenUp = true;
        m_stuck.clear();
        m_retry.stop();
        log::error("store", QStringLiteral("gave up saving for this run"));
        return;
    }
    for (Job &job : batch)
        m_stuck.push_back(std::move(job));
    if (!m_retry.isActive())
        m_retry.start();
}

void StoreWorker::retryStuck()
{
    std::vector<Job> batch = std::exchange(m_stuck, {});
    if (batch.empty())
        return m_retry.stop();
    if (tryWrite(batch)) {
        m_retry.stop();
        m_reported = StoreTrouble::None; // the next trouble is news again
        log::info("store", QStringLiteral("saving works again"));
        return;
    }
    if (willPass(m_database.trouble())) {
        m_stuck = std::move(batch);
        return;
    }
    m_retry.stop();
    writeBatch(std::move(batch));
}

void StoreWorker::beginChores()
{
    if (m_database.hasChores() && !m_chores.isActive())
        m_chores.start(0);
}

/// Nobody waits for it: what the disk refuses is tried again as long as that may pass, and is not told to people.
void StoreWorker::doChores()
{
    if (m_givenUp)
        return;
    if (!m_stuck.empty())
        return m_chores.start(retryEvery);
    if (m_database.begin() && m_database.doChore() && m_database.commit())
        return beginChores();
    m_database.rollback();
    log::warning("store", QStringLiteral("the index was not kept"), { { "why", m_database.detail() } });
    if (willPass(m_database.trouble()))
        m_chores.start(retryEvery);
}

void StoreWorker::tell(std::vector<Job> &batch, bool onDisk)
{
    for (Job &job : batch)
        if (job.done)
            m_store.answer([done = std::exchange(job.done, {}), onDisk] { done(onDisk); });
}

void StoreWorker::finish()
{
    work();
    if (!m_stuck.empty() && !tryWrite(m_stuck))
        log::warning("store", QStringLiteral("some messages could not be saved"), { { "why", m_database.detail() } });
    m_database.close();
}

QString StoreWorker::setAside(const QString &path)
{
    m_database.close();
    const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const QString aside = path + QStringLiteral(".damaged-") + stamp;
    for (const char *suffix : { "", "-wal", "-shm" }) {
        const QString end = QLatin1StringView(suffix);
        QFile::rename(path + end, aside + end);
    }
    return QFileInfo(aside).fileName();
}

void StoreWorker::report(StoreTrouble trouble, const QString &where)
{
    if (m_reported == trouble)
        return;
    m_reported = trouble;
    const QString sentence = sentenceFor(trouble, QDir::toNativeSeparators(where));
    m_store.answer([store = &m_store, sentence] {
        Q_EMIT
        store->failed(sentence);
    });
}

} // namespace hubbub::client
