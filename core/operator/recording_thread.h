// SPDX-License-Identifier: GPL-3.0-or-later
// A thread that has one recording's file; what is asked of it is done in order.
#pragma once

#include "core/operator/recording_file.h"

#include <QObject>
#include <QThread>

#include <functional>
#include <memory>

namespace hubbub::ops {

class RecordingThread final : public QObject {
    Q_OBJECT
public:
    RecordingThread();
    /// Waits until all that was asked is done.
    ~RecordingThread() override;

    /// From the thread that made it. `work` must not touch what belongs to another thread.
    void run(std::function<void(RecordingFile &)> work);
    /// The same, and what it returns is handed to `then` on the caller's thread, unless this is gone by then.
    template <typename Value>
    void ask(std::function<Value(RecordingFile &)> work, std::function<void(Value)> then)
    {
        run([this, work = std::move(work), then = std::move(then)](RecordingFile &file) {
            auto value = std::make_shared<Value>(work(file));
            QMetaObject::invokeMethod(
                this, [value, then] { then(std::move(*value)); }, Qt::QueuedConnection);
        });
    }

private:
    QThread m_thread;
    QObject *m_place; ///< lives there
    std::unique_ptr<RecordingFile> m_file; ///< touched there only
};

} // namespace hubbub::ops
