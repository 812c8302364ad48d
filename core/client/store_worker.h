// SPDX-License-Identifier: GPL-3.0-or-later
// The store's side of its thread: batches writes, keeps refused ones in order, sets a damaged file aside.
#pragma once

#include "core/client/store.h"

#include <QMutex>
#include <QTimer>

#include <deque>
#include <vector>

namespace hubbub::client {

class StoreWorker final : public QObject {
    Q_OBJECT
public:
    explicit StoreWorker(Store &store);

    struct Job {
        Store::Write write; ///< one of write and read
        std::function<void(StoreDatabase &)> read;
        std::function<void(bool)> done; ///< of a write; called once
    };
    void add(Job job); ///< from any thread
    void open(const QString &path, std::function<void(const StoreSnapshot &)> callback);
    /// Writes what it can and closes the file.
    void finish();

private:
    void work();
    void writeBatch(std::vector<Job> batch);
    [[nodiscard]] bool tryWrite(std::vector<Job> &batch);
    void writeOneByOne(std::vector<Job> &batch);
    void retryStuck();
    void beginChores();
    void doChores();
    void stick(std::vector<Job> batch);
    void tell(std::vector<Job> &batch, bool onDisk);
    void openInMemory();
    [[nodiscard]] QString setAside(const QString &path);
    void report(StoreTrouble trouble, const QString &where = {});

    Store &m_store;
    StoreDatabase m_database;
    QString m_path;
    QTimer m_retry;
    QTimer m_chores; ///< until the next step of what the index has to do; others come in between
    QMutex m_mutex;
    std::deque<Job> m_queue; ///< guarded by m_mutex
    bool m_wake = false; ///< guarded by m_mutex
    std::vector<Job> m_stuck; ///< refused by the disk, in order
    bool m_givenUp = false; ///< too much is stuck: the file stays as it is, a whole prefix of the truth
    StoreTrouble m_reported = StoreTrouble::None;
};

} // namespace hubbub::client
