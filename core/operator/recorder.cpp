// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/recorder.h"

#include "core/operator/operator_watch.h"
#include "core/protocol/ops_codec.h"

namespace hubbub::ops {

namespace {

constexpr qsizetype mostTracesPerSecond = 2; ///< whole ones, of those that nobody asked for
constexpr qsizetype mostRecordsPerSecond = 500;

Second secondOf(const OperatorWatch &watch)
{
    const ClusterModel &model = watch.model();
    Second out;
    out.second = model.redisNow() / 1000;
    out.blind = model.isBlind();
    out.totals = model.totals();
    out.redisOps = watch.hasInfo() ? static_cast<double>(watch.info().opsPerSecond) : 0;
    for (const auto &[id, node] : model.nodes()) {
        NodeSecond &now = out.nodes[id];
        now.address = node.address;
        now.state = node.state;
        now.since = node.stateSince;
        now.now = node.now;
        now.report = node.report.boot.isEmpty() ? QByteArray() : protocol::encode(node.report);
    }
    return out;
}

} // namespace

Recorder::Recorder(OperatorWatch &watch, QString path)
    : m_watch(watch)
    , m_path(std::move(path))
    , m_thread(std::make_unique<RecordingThread>())
{
}

Recorder::~Recorder()
{
    takeLists();
    writeSlice();
}

void Recorder::begin()
{
    struct Opened {
        QString problem;
        History history;
    };
    const qint64 now = m_watch.model().redisNow() / 1000;
    m_thread->ask<Opened>(
        [path = m_path, name = m_watch.redisName(), now](RecordingFile &file) -> Opened {
            if (!file.openToWrite(path, name))
                return { file.problem(), {} };
            return { {}, file.load(now).history };
        },
        [this](const Opened &opened) {
            setProblem(opened.problem);
            if (!opened.problem.isEmpty())
                return;
            m_watch.addHistory(opened.history);
            takeAlerts(); // those of the run before are over
        });
    connect(&m_watch, &OperatorWatch::ticked, this, &Recorder::take);
    connect(&m_watch, &OperatorWatch::alertsChanged, this, &Recorder::takeAlerts);
    connect(&m_watch, &OperatorWatch::traceHeard, this, &Recorder::takeTrace);
    connect(&m_watch.events(), &EventLog::appended, this, &Recorder::takeEvents);
    connect(&m_watch.rooms(), &RoomReader::described, this, [this](const QList<RoomFacts> &rooms) {
        for (const RoomFacts &room : rooms) {
            if (m_rooms.size() < mostRooms || m_rooms.contains(room.id))
                m_rooms.insert(room.id, room);
        }
        m_roomsChanged = true;
    });
    connect(&m_watch.rooms(), &RoomReader::gone, this, [this](const QList<RoomId> &rooms) {
        for (const RoomId &room : rooms)
            m_rooms.remove(room);
    });
    connect(&m_watch.sessions(), &SessionScan::finished, this, [this] { m_sessionsChanged = true; });
}

void Recorder::setProblem(const QString &problem)
{
    if (std::exchange(m_problem, problem) != problem)
        Q_EMIT
    problemChanged();
}

void Recorder::write(std::function<bool(RecordingFile &)> work)
{
    m_thread->ask<QString>(
        [work = std::move(work)](RecordingFile &file) { return work(file) ? QString() : file.problem(); },
        [this](const QString &problem) { setProblem(problem); });
}

void Recorder::take()
{
    if (!m_watch.model().sampleAge())
        return; // Redis's time is not known yet
    if (m_ticks == 0)
        write([at = m_watch.model().redisNow() / 1000](RecordingFile &file) { return file.prune(at); });
    Second second = secondOf(m_watch);
    std::swap(m_mids, m_midsBefore);
    m_mids.clear();
    if (!m_traces.isEmpty())
        write([at = second.second, traces = std::exchange(m_traces, {})](
                  RecordingFile &file) { return file.putTraces(at, traces); });
    // Redis's clock may be set back; a recording has each second once.
    if (!m_slice.seconds.isEmpty() && second.second <= m_slice.seconds.last().second) {
        if (second.second < m_slice.seconds.first().second)
            writeSlice();
        else
            return;
    }
    if (!m_slice.seconds.isEmpty()
        && second.second / Series::coarseStep != m_slice.seconds.first().second / Series::coarseStep)
        writeSlice();
    m_slice.seconds.append(std::move(second));
    m_slice.redis = m_watch.info();
    m_slice.hasRedis = m_watch.hasInfo();
    m_slice.slow = m_watch.slowLog();
    m_slice.promises = m_watch.promises().state();
    ++m_ticks;
    if (m_ticks % listsEvery == 0)
        takeLists();
    if (m_ticks % pruneEvery == 0)
        write([at = m_watch.model().redisNow() / 1000](RecordingFile &file) { return file.prune(at); });
}

void Recorder::writeSlice()
{
    if (m_slice.seconds.isEmpty())
        return;
    write([slice = std::exchange(m_slice, {})](RecordingFile &file) { return file.put(slice); });
}

/// All records of the same messages: a trace in parts says nothing.
void Recorder::takeTrace(const QByteArray &bytes)
{
    const auto record = protocol::readTrace(bytes);
    if (!record.ok() || m_traces.size() >= mostRecordsPerSecond)
        return;
    const bool known = m_mids.contains(record->mid) || m_midsBefore.contains(record->mid);
    if (!known && !record->asked && m_mids.size() >= mostTracesPerSecond)
        return;
    m_mids.insert(record->mid);
    m_traces.append(bytes);
}

void Recorder::takeEvents(int count)
{
    const auto &all = m_watch.events().events();
    const size_t from = all.size() - std::min(all.size(), static_cast<size_t>(count));
    write([events = QList<LoggedEvent>(all.begin() + static_cast<std::ptrdiff_t>(from), all.end())](
              RecordingFile &file) { return file.put(events); });
}

void Recorder::takeAlerts()
{
    const auto &alerts = m_watch.alerts().alerts();
    write([second = m_watch.model().redisNow() / 1000, all = QList<Alert>(alerts.begin(), alerts.end())](
              RecordingFile &file) { return file.putAlerts(second, all); });
}

void Recorder::takeLists()
{
    const qint64 second = m_watch.model().redisNow() / 1000;
    if (std::exchange(m_roomsChanged, false))
        write([second, rooms = m_rooms.values()](RecordingFile &file) { return file.putRooms(second, rooms); });
    if (!std::exchange(m_sessionsChanged, false))
        return;
    QList<SessionFacts> sessions;
    for (const SessionFacts &session : m_watch.sessions().sessions()) {
        if (sessions.size() >= mostSessions)
            break;
        sessions.append(session);
    }
    write([second, sessions](RecordingFile &file) { return file.putSessions(second, sessions); });
}

void Recorder::flush(std::function<void()> then)
{
    takeLists();
    // It goes on with the same slice, which is written anew when it is whole.
    m_thread->ask<bool>(
        [slice = m_slice](RecordingFile &file) { return file.put(slice); }, [then = std::move(then)](bool) { then(); });
}

void Recorder::save(const QString &path, qint64 from, qint64 to, std::function<void(const QString &)> then)
{
    flush([] {});
    m_thread->ask<QString>(
        [path, from, to](RecordingFile &file) { return file.exportTo(path, from, to) ? QString() : file.problem(); },
        [then = std::move(then)](const QString &problem) { then(problem); });
}

} // namespace hubbub::ops
