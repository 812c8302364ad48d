// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/command_desk.h"

#include "core/protocol/ops_codec.h"
#include "core/protocol/ops_words.h"
#include "core/redis/keys.h"
#include "core/redis/link.h"

namespace hubbub::ops {

using namespace Qt::StringLiterals;
using protocol::Control;
using redis::Reply;

namespace {

constexpr int nonceBytes = 8;

} // namespace

CommandDesk::CommandDesk(redis::Link &link, std::function<qint64()> redisNow, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_link(link)
    , m_redisNow(std::move(redisNow))
    , m_clock(clock)
{
    m_timer.setInterval(250);
    connect(&m_timer, &QTimer::timeout, this, &CommandDesk::look);
}

/// A drain of a node that no node can be called like: it concerns nobody, so only Redis has an opinion of it.
void CommandDesk::askRights()
{
    Control probe;
    probe.command = Control::Command::Drain;
    probe.target = "?";
    probe.by = "console";
    probe.t = m_redisNow();
    probe.nonce = randomHex(nonceBytes);
    m_link.command({ "PUBLISH", redis::keys::control(), encode(probe) }, this, [this](const Result<Reply> &reply) {
        if (reply.ok())
            setRights(Rights::MayCommand);
        else if (reply.error().code == ErrorCode::Forbidden)
            setRights(Rights::MayLook);
    });
}

void CommandDesk::setRights(Rights rights)
{
    if (std::exchange(m_rights, rights) != rights)
        Q_EMIT
    rightsChanged();
}

QByteArray CommandDesk::give(Control control, const QList<NodeId> &nodes)
{
    control.name = QByteArray(protocol::wordOf(control.command).data());
    control.t = m_redisNow();
    control.nonce = randomHex(nonceBytes);
    Open open;
    open.record.control = control;
    for (const NodeId &node : nodes)
        open.record.waitingFor.insert(node.bytes());
    open.given = m_clock.now();
    m_open.insert(control.nonce, open);
    say(control.nonce);
    m_timer.start();
    return control.nonce;
}

void CommandDesk::say(const QByteArray &nonce)
{
    Open &open = m_open[nonce];
    open.said = m_clock.now();
    m_link.command({ "PUBLISH", redis::keys::control(), encode(open.record.control) }, this,
        [this, nonce](const Result<Reply> &reply) {
            Open &said = m_open[nonce];
            if (said.record.state != CommandRecord::State::Waiting || reply.ok())
                return;
            if (reply.error().code != ErrorCode::Forbidden)
                return; // said again while there is patience
            setRights(Rights::MayLook);
            said.record.state = CommandRecord::State::Refused;
            said.record.problem = tr("Redis does not let this user command the nodes.");
            Q_EMIT
            changed(nonce);
        });
}

void CommandDesk::take(const protocol::OpsEvent &event)
{
    const auto found = m_open.find(event.nonce);
    if (found == m_open.end() || event.kind != protocol::OpsKind::Answer)
        return;
    CommandRecord &record = found->record;
    record.answers[event.node.bytes()] = { event.result, event.detail };
    if (event.result != "unavailable") // passes: said again
        record.waitingFor.remove(event.node.bytes());
    if (record.state == CommandRecord::State::Waiting && record.waitingFor.isEmpty())
        settle(*found);
    Q_EMIT
    changed(event.nonce);
}

void CommandDesk::settle(Open &open)
{
    CommandRecord &record = open.record;
    record.state = CommandRecord::State::Done;
    for (const auto &[node, answer] : record.answers) {
        if (answer.result == "ok")
            continue;
        record.state = CommandRecord::State::Refused;
        record.problem = answer.detail.isEmpty()
            ? tr("%1 refused: %2").arg(QString::fromUtf8(node), QString::fromUtf8(answer.result))
            : tr("%1 refused: %2").arg(QString::fromUtf8(node), answer.detail);
    }
}

void CommandDesk::look()
{
    const auto now = m_clock.now();
    bool waits = false;
    QByteArrayList over;
    QByteArrayList again;
    for (auto it = m_open.begin(); it != m_open.end(); ++it) {
        if (it->record.state != CommandRecord::State::Waiting)
            continue;
        if (now - it->given >= patience)
            over.append(it.key());
        else if (now - it->said >= sayAgain)
            again.append(it.key());
        waits = true;
    }
    for (const QByteArray &nonce : again)
        say(nonce);
    for (const QByteArray &nonce : over) {
        CommandRecord &record = m_open[nonce].record;
        record.state = CommandRecord::State::Unanswered;
        QStringList names;
        for (const QByteArray &node : record.waitingFor)
            names.append(QString::fromUtf8(node));
        names.sort();
        record.problem = m_link.isUp() ? tr("No answer from %1.").arg(names.join(u", "_s))
                                       : tr("Redis is not reached, so the nodes may not have heard it.");
        Q_EMIT
        changed(nonce);
    }
    if (!waits)
        m_timer.stop();
}

const CommandRecord *CommandDesk::record(const QByteArray &nonce) const
{
    const auto found = m_open.constFind(nonce);
    return found == m_open.constEnd() ? nullptr : &found->record;
}

} // namespace hubbub::ops
