// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/process_life.h"

#include <cstring>

using namespace Qt::StringLiterals;

namespace hubbub::cluster {
namespace {

using S = ProcessState;

struct Advance {
    const Life &now;
    const LifeRules &rules;

    LifeStep stay() const { return { now, {} }; }

    LifeStep operator()(const life::StartAsked &) const
    {
        if (now.state == S::Stopping) {
            Life next = now;
            next.startAgain = true;
            return { next, {} };
        }
        if (isAlive(now.state))
            return stay();
        return { { S::Starting, false, {} }, { LifeAction::Spawn } };
    }

    LifeStep operator()(const life::Adopted &) const
    {
        if (isAlive(now.state))
            return stay();
        return { { S::Starting, false, {} }, {} };
    }

    LifeStep operator()(const life::StopAsked &) const
    {
        if (now.state == S::BackingOff || now.state == S::Crashed)
            return { { S::Stopped, false, {} }, {} };
        if (!isAlive(now.state))
            return stay();
        if (now.state == S::Stopping)
            return { { S::Stopping, false, {} }, {} };
        return { { S::Stopping, false, {} }, { LifeAction::Terminate } };
    }

    LifeStep operator()(const life::RestartAsked &) const
    {
        if (!isAlive(now.state))
            return { { S::Starting, false, {} }, { LifeAction::Spawn } };
        if (now.state == S::Stopping)
            return { { S::Stopping, true, {} }, {} };
        return { { S::Stopping, true, {} }, { LifeAction::Terminate } };
    }

    LifeStep operator()(const life::KillAsked &) const
    {
        if (!isAlive(now.state))
            return stay();
        Life next = now;
        next.killed = true;
        return { next, { LifeAction::Kill } };
    }

    LifeStep operator()(const life::BecameReady &) const
    {
        if (now.state == S::Starting || now.state == S::Unready || now.state == S::Draining)
            return { { S::Ready, false, {}, now.killed }, {} };
        return stay();
    }

    LifeStep operator()(const life::BecameUnready &event) const
    {
        if (now.state != S::Ready && now.state != S::Unready && now.state != S::Draining)
            return stay();
        const bool draining = event.reason == "draining"_L1;
        return { { draining ? S::Draining : S::Unready, false, event.reason, now.killed }, {} };
    }

    LifeStep operator()(const life::Ended &event) const
    {
        if (now.state == S::Stopping) {
            if (now.startAgain)
                return { { S::Starting, false, {} }, { LifeAction::Spawn } };
            return { { S::Stopped, false, {} }, {} };
        }
        if (!event.exit.seen && !now.killed)
            return { { S::BackingOff, false, describe(event.exit) }, { LifeAction::ScheduleRestart } };
        const bool inOrder =
            event.exit.signal == 0 && event.exit.code == 0 && event.exit.seen && now.state != S::Starting;
        if (inOrder && !rules.restartsAfterKill) // somebody else asked it to drain
            return { { S::Stopped, false, {} }, {} };
        const QString how = describe(event.exit);
        // It said itself why it would not run; starting it again would say the same.
        if (now.state == S::Starting && event.exit.signal == 0 && event.exit.seen)
            return { { S::FailedToStart, false, how }, {} };
        if (now.killed && !rules.restartsAfterKill)
            return { { S::Crashed, false, how }, {} };
        return { { S::BackingOff, false, how }, { LifeAction::ScheduleRestart } };
    }

    LifeStep operator()(const life::CouldNotSpawn &event) const
    {
        return { { S::FailedToStart, false, event.reason }, {} };
    }

    LifeStep operator()(const life::StopTookTooLong &) const
    {
        if (now.state != S::Stopping)
            return stay();
        return { now, { LifeAction::Kill } };
    }

    LifeStep operator()(const life::RestartDue &) const
    {
        if (now.state != S::BackingOff)
            return stay();
        return { { S::Starting, false, {} }, { LifeAction::Spawn } };
    }
};

} // namespace

LifeStep advance(const Life &now, const LifeEvent &event, const LifeRules &rules)
{
    return std::visit(Advance { now, rules }, event);
}

bool isAlive(ProcessState state)
{
    switch (state) {
    case S::Starting:
    case S::Ready:
    case S::Unready:
    case S::Draining:
    case S::Stopping:
        return true;
    case S::Stopped:
    case S::Crashed:
    case S::BackingOff:
    case S::FailedToStart:
        return false;
    }
    return false;
}

QString describe(const Exit &exit)
{
    if (!exit.seen)
        return u"ended"_s;
    if (exit.signal != 0) {
        const char *name = sigabbrev_np(exit.signal);
        return name ? u"SIG"_s + QLatin1StringView(name) : u"signal %1"_s.arg(exit.signal);
    }
    if (exit.lastWords.isEmpty())
        return u"exit code %1"_s.arg(exit.code);
    return u"exit code %1: %2"_s.arg(QString::number(exit.code), exit.lastWords);
}

} // namespace hubbub::cluster
