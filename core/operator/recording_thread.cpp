// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/recording_thread.h"

namespace hubbub::ops {

RecordingThread::RecordingThread()
    : m_place(new QObject)
{
    m_thread.setObjectName(QStringLiteral("recording"));
    m_place->moveToThread(&m_thread);
    m_thread.start();
}

RecordingThread::~RecordingThread()
{
    // Queued behind all that was asked; the thread ends after it.
    QMetaObject::invokeMethod(
        m_place,
        [this] {
            m_file.reset();
            m_thread.quit();
        },
        Qt::QueuedConnection);
    m_thread.wait();
    delete m_place;
}

void RecordingThread::run(std::function<void(RecordingFile &)> work)
{
    QMetaObject::invokeMethod(
        m_place,
        [this, work = std::move(work)] {
            if (!m_file)
                m_file = std::make_unique<RecordingFile>();
            work(*m_file);
        },
        Qt::QueuedConnection);
}

} // namespace hubbub::ops
