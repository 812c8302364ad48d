// SPDX-License-Identifier: GPL-3.0-or-later
// The store on disk as the engine sees it: work goes to a thread of its own, answers come back to the caller's event
// loop, and trouble with the disk never stops the chat.
#pragma once

#include "core/client/store_database.h"

#include <QObject>
#include <QPointer>
#include <QThread>

#include <functional>

namespace hubbub::client {

class StoreWorker;

class Store final : public QObject {
    Q_OBJECT
public:
    explicit Store(QObject *parent = nullptr);
    /// Writes what is queued, then ends the thread.
    ~Store() override;

    /// Opens the file (empty: in memory, nothing is kept) and reads what the engine starts with. Where the file cannot
    /// be used, failed() says so and the rest works in memory.
    void open(const QString &path, QObject *context, std::function<void(const StoreSnapshot &)> callback);

    /// Queues a write. All that is queued at a time becomes one transaction, in order; what a full or locked disk
    /// refuses is tried again later, in order, so that the store never has a hole. `done` hears whether it is on disk
    /// now; false: not yet, or never.
    using Write = std::function<bool(StoreDatabase &)>;
    void write(Write job);
    void write(Write job, QObject *context, std::function<void(bool onDisk)> done);

    /// Reads after all that was queued before.
    template <typename T>
    void read(std::function<T(StoreDatabase &)> job, QObject *context, std::function<void(const T &)> done)
    {
        run([this, job = std::move(job), context = QPointer<QObject>(context), done = std::move(done)](
                StoreDatabase &database) {
            answer([context, done, found = job(database)] {
                if (context)
                    done(found);
            });
        });
    }

Q_SIGNALS:
    void failed(const QString &sentence); ///< for people
    /// The damaged file was set aside and an empty one begun: what is still wanted has to be written again.
    void replaced();

private:
    friend class StoreWorker;
    void run(std::function<void(StoreDatabase &)> job);
    /// From the worker's thread: runs it on ours.
    void answer(std::function<void()> what);

    QThread m_thread;
    StoreWorker *m_worker; ///< lives on m_thread
};

} // namespace hubbub::client
