// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/store.h"

#include "core/client/store_worker.h"

namespace hubbub::client {

Store::Store(QObject *parent)
    : QObject(parent)
    , m_worker(new StoreWorker(*this))
{
    m_thread.setObjectName(QStringLiteral("store"));
    m_worker->moveToThread(&m_thread);
    m_thread.start();
}

Store::~Store()
{
    // The worker ends on its own thread, where its database connection lives.
    StoreWorker *worker = m_worker;
    QMetaObject::invokeMethod(
        worker,
        [worker, thread = &m_thread] {
            worker->finish();
            delete worker;
            thread->quit();
        },
        Qt::QueuedConnection);
    m_thread.wait();
}

void Store::open(const QString &path, QObject *context, std::function<void(const StoreSnapshot &)> callback)
{
    // A job like any other: what was queued before belongs to the file of before.
    run([worker = m_worker, path, context = QPointer<QObject>(context), callback = std::move(callback)](
            StoreDatabase &) {
        worker->open(path, [context, callback](const StoreSnapshot &snapshot) {
            if (context)
                callback(snapshot);
        });
    });
}

void Store::write(Write job) { m_worker->add({ std::move(job), {}, {} }); }

void Store::write(Write job, QObject *context, std::function<void(bool)> done)
{
    m_worker->add({ std::move(job), {}, [context = QPointer<QObject>(context), done = std::move(done)](bool onDisk) {
                       if (context)
                           done(onDisk);
                   } });
}

void Store::run(std::function<void(StoreDatabase &)> job) { m_worker->add({ {}, std::move(job), {} }); }

void Store::answer(std::function<void()> what)
{
    QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
}

} // namespace hubbub::client
