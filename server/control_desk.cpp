// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/control_desk.h"

#include "core/base/log.h"
#include "core/protocol/ops_codec.h"
#include "core/redis/keys.h"
#include "core/redis/link.h"
#include "core/redis/subscription.h"
#include "server/identity.h"
#include "server/ops_log.h"

namespace hubbub::server {

using protocol::Control;
using protocol::OpsEvent;
using protocol::OpsKind;
using Command = Control::Command;

namespace {

bool isOfOneNode(Command command)
{
    return command == Command::Drain || command == Command::Undrain || command == Command::LogLevel;
}

QByteArray keyOfClaim(const QByteArray &nonce) { return "hb:control:" + nonce; }

} // namespace

ControlDesk::ControlDesk(Parts parts, Execute execute)
    : m_parts(std::move(parts))
    , m_execute(std::move(execute))
{
}

void ControlDesk::begin() { m_parts.subscription.subscribe(redis::keys::control()); }

bool ControlDesk::concerns(const Control &control) const
{
    return !isOfOneNode(control.command) || control.target == "*" || control.target == m_parts.identity.node.bytes();
}

bool ControlDesk::take(const QByteArray &channel, const QByteArray &payload)
{
    if (channel != redis::keys::control())
        return false;
    const auto control = protocol::readControl(payload);
    if (!control.ok()) {
        log::warning(
            "control", QStringLiteral("an operator's command can't be read"), { { "why", control.error().detail } });
        return true;
    }
    if (!concerns(*control))
        return true;
    forgetOld();
    if (const auto known = m_known.constFind(control->nonce); known != m_known.constEnd()) {
        if (!known->result.isEmpty())
            answer(*control, *known); // which was lost on its way, as it seems
        return true;
    }
    m_known.insert(control->nonce, { {}, {}, m_parts.clock.now() });
    const auto age = std::chrono::milliseconds(m_parts.redisNow() - control->t);
    if (std::chrono::abs(age) > oldest) {
        finished(*control, isOfOneNode(control->command),
            Error { ErrorCode::Expired, QStringLiteral("given too long ago, or by a clock that is wrong") });
        return true;
    }
    claim(*control);
    return true;
}

void ControlDesk::claim(const Control &control)
{
    if (control.command == Command::Unknown)
        return finished(control, false, Error { ErrorCode::UnknownOp, QStringLiteral("no such command") });
    if (isOfOneNode(control.command)) {
        return m_execute(control, true, [this, control](const Effect &effect) { finished(control, true, effect); });
    }
    const QByteArray life = QByteArray::number(qint64(remembered.count()));
    m_parts.link.command({ "SET", keyOfClaim(control.nonce), m_parts.identity.node.bytes(), "NX", "GET", "EX", life },
        this, [this, control](const Result<redis::Reply> &reply) {
            if (!reply.ok())
                return finished(control, false, reply.error());
            // Its own name is there where it tried before, and something failed: nobody else does it then.
            const bool isFirst = reply->isNil() || reply->bytes() == m_parts.identity.node.bytes();
            m_execute(control, isFirst,
                [this, control, isFirst](const Effect &effect) { finished(control, isFirst, effect); });
        });
}

void ControlDesk::finished(const Control &control, bool isFirst, const Effect &effect)
{
    Known known { {}, {}, m_parts.clock.now() };
    known.result = effect.ok() ? QByteArray("ok") : nameOf(effect.error().code).toByteArray();
    known.detail = effect.ok() ? QString() : effect.error().detail;
    answer(control, known);
    m_known.insert(control.nonce, known);
    if (!effect.ok() && isRetryable(effect.error().code))
        m_known.remove(control.nonce); // the same again may succeed
    log::info("control", QStringLiteral("an operator's command"),
        { { "cmd", QString::fromUtf8(control.name) }, { "target", QString::fromUtf8(control.target) },
            { "by", QString::fromUtf8(control.by) }, { "result", QString::fromUtf8(known.result) } });
    if (!isFirst)
        return; // it is told once
    OpsEvent event;
    event.kind = OpsKind::Operator;
    event.command = control.name;
    event.target = control.target;
    event.by = control.by;
    event.nonce = control.nonce;
    event.result = known.result;
    event.detail = known.detail;
    if (effect.ok())
        event.count = *effect;
    m_parts.log.tell(std::move(event));
}

void ControlDesk::answer(const Control &control, const Known &known)
{
    OpsEvent event;
    event.kind = OpsKind::Answer;
    event.nonce = control.nonce;
    event.result = known.result;
    event.detail = known.detail;
    m_parts.log.tell(std::move(event));
}

void ControlDesk::forgetOld()
{
    const auto now = m_parts.clock.now();
    m_known.removeIf([now](const auto &it) { return now - it.value().since > remembered; });
}

} // namespace hubbub::server
