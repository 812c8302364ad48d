// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/playback.h"

namespace hubbub::ops {

namespace {

constexpr qint64 mostSpan = 40 * 24 * 3600; // seconds: no recording is that long

} // namespace

Playback::Playback(QString path)
    : m_path(std::move(path))
    , m_watch(QString(), m_clock)
    , m_thread(std::make_unique<RecordingThread>())
{
}

Playback::~Playback() = default;

void Playback::open()
{
    struct Answer {
        QString problem;
        RecordingFile::Span span;
    };
    m_thread->ask<Answer>(
        [path = m_path](RecordingFile &file) -> Answer {
            if (!file.openToRead(path))
                return { file.problem(), {} };
            return { {}, file.span() };
        },
        [this](const Answer &answer) {
            m_span = answer.span;
            if (!answer.problem.isEmpty())
                Q_EMIT
            failed(answer.problem);
            else if (m_span.first <= 0 || m_span.last < m_span.first || m_span.last - m_span.first > mostSpan) Q_EMIT
            failed(tr("Nothing is recorded in %1.").arg(m_path));
            else Q_EMIT
            opened();
        });
}

void Playback::seek(qint64 second)
{
    m_wanted = std::clamp(second, m_span.first, std::max(m_span.first, m_span.last));
    if (!m_loading)
        load();
}

void Playback::load()
{
    m_loading = true;
    const qint64 wanted = m_wanted;
    m_thread->ask<Moment>([wanted](RecordingFile &file) { return file.load(wanted); },
        [this, wanted](Moment moment) {
            m_loading = false;
            m_second = wanted;
            m_clock.set(std::chrono::seconds(wanted));
            moment.name = m_span.name;
            m_watch.restore(std::move(moment));
            Q_EMIT
            moved();
            if (m_wanted != wanted)
                load();
        });
}

void Playback::save(const QString &path, qint64 from, qint64 to, std::function<void(const QString &)> then)
{
    m_thread->ask<QString>(
        [path, from, to](RecordingFile &file) { return file.exportTo(path, from, to) ? QString() : file.problem(); },
        [then = std::move(then)](const QString &problem) { then(problem); });
}

} // namespace hubbub::ops
