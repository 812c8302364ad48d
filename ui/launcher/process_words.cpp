// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/process_words.h"

#include "ui/common/tr.h"

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using cluster::ProcessState;
using cluster::ProcessView;

namespace {

QString withDetail(const QString &word, const QString &detail)
{
    return detail.isEmpty() ? word : u"%1 · %2"_s.arg(word, detail);
}

} // namespace

bool isNode(const ProcessView &process) { return process.kind == "gateway"_L1; }

bool runs(const ProcessView &process) { return process.pid > 0; }

StateWords stateWords(const ProcessView &process, bool paused)
{
    if (paused && runs(process))
        return { Tone::Warn, Glyph::CirclePause, tr("frozen"), false };
    switch (process.state) {
    case ProcessState::Stopped:
        return { Tone::Neutral, Glyph::Square, tr("stopped"), false };
    case ProcessState::Starting:
        return { Tone::Neutral, Glyph::Loader, tr("starting"), true };
    case ProcessState::Ready:
        return { Tone::Ok, Glyph::CircleCheck, process.adopted ? tr("healthy · adopted") : tr("healthy"), false };
    case ProcessState::Unready:
        return { Tone::Warn, Glyph::CircleAlert, withDetail(tr("not ready"), process.detail), false };
    case ProcessState::Draining:
        return { Tone::Warn, Glyph::Hourglass,
            process.clients > 0 ? tr("draining · %1 left").arg(process.clients) : tr("draining"), false };
    case ProcessState::Stopping:
        return { Tone::Neutral, Glyph::Loader, process.leaving ? tr("leaving") : tr("stopping"), true };
    case ProcessState::Crashed:
        return { Tone::Crit, Glyph::CircleX, withDetail(tr("crashed"), process.detail), false };
    case ProcessState::BackingOff:
        return { Tone::Warn, Glyph::Timer, withDetail(tr("starts again"), process.detail), false };
    case ProcessState::FailedToStart:
        return { Tone::Crit, Glyph::CircleX, withDetail(tr("can’t start"), process.detail), false };
    }
    return {};
}

ProcessActions actionsFor(const ProcessView &process, bool paused)
{
    if (process.given)
        return {};
    const bool remove = isNode(process) && !process.leaving;
    switch (process.state) {
    case ProcessState::Stopped:
    case ProcessState::Crashed:
    case ProcessState::FailedToStart:
    case ProcessState::BackingOff:
        return { .restart = !process.leaving, .remove = remove };
    case ProcessState::Starting:
    case ProcessState::Draining:
    case ProcessState::Stopping:
        return { .kill = true, .remove = remove && process.state != ProcessState::Stopping };
    case ProcessState::Ready:
    case ProcessState::Unready:
        break;
    }
    return { .stop = !paused, .kill = true, .restart = true, .pause = !paused, .resume = paused, .remove = remove };
}

ClusterSummary summaryOf(const QList<ProcessView> &processes)
{
    ClusterSummary summary;
    bool redisReady = false;
    bool starting = false;
    bool anyRuns = false;
    bool balanced = true;
    for (const ProcessView &process : processes) {
        anyRuns = anyRuns || runs(process);
        starting = starting || process.state == ProcessState::Starting;
        if (process.id == "redis"_L1)
            redisReady = process.state == ProcessState::Ready;
        if (process.id == "balancer"_L1)
            balanced = process.state == ProcessState::Ready;
        if (!isNode(process) || process.leaving)
            continue;
        ++summary.nodes;
        summary.ready += process.state == ProcessState::Ready ? 1 : 0;
    }
    summary.word = tr("%1 of %2 nodes").arg(summary.ready).arg(summary.nodes);
    if (!anyRuns && !starting) {
        summary.icon = Glyph::Square;
        summary.word = tr("stopped");
    } else if (redisReady && balanced && summary.ready == summary.nodes) {
        summary.tone = Tone::Ok;
        summary.icon = Glyph::CircleCheck;
    } else if (starting) {
        summary.icon = Glyph::Loader;
    } else {
        const bool serves = redisReady && balanced && summary.ready > 0;
        summary.tone = serves ? Tone::Warn : Tone::Crit;
        summary.icon = serves ? Glyph::CircleAlert : Glyph::CircleX;
        if (!redisReady)
            summary.word = tr("Redis is down");
        else if (!balanced)
            summary.word = tr("The balancer is down");
    }
    return summary;
}

} // namespace hubbub::ui
