// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/console_words.h"

#include "core/protocol/ops_words.h"
#include "ui/common/time_words.h"
#include "ui/common/tr.h"

#include <cmath>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using ops::Alert;
using ops::AlertLevel;
using ops::Figure;
using ops::NodeState;
using protocol::OpsEvent;
using protocol::OpsKind;

namespace {

constexpr auto staleAfter = std::chrono::seconds(5);
const QString dash = QStringLiteral("—");

std::chrono::seconds secondsBetween(qint64 since, qint64 until)
{
    return std::chrono::seconds(std::max<qint64>(0, until - since) / 1000);
}

QString figureValue(Figure figure, double value)
{
    switch (figure) {
    case Figure::UnheardSeconds:
        return spanWords(std::chrono::seconds(static_cast<qint64>(value)));
    case Figure::DeliverP99:
    case Figure::RedisRtt:
        return millisecondWords(value);
    case Figure::QueuedBytes:
        return sizeWords(static_cast<qint64>(value));
    case Figure::DescriptorsPercent:
    case Figure::CpuPercent:
    case Figure::DisconnectsPercent:
        return percentWords(value);
    case Figure::Gaps:
        return countShort(value);
    }
    return {};
}

QString nodesClause(const ops::ClusterModel &model)
{
    QStringList away;
    QStringList draining;
    for (const NodeId &id : model.worstFirst()) {
        const ops::NodeView &node = *model.node(id);
        if (node.state == NodeState::Down || node.state == NodeState::Unheard)
            away.append(
                tr("%1 unheard for %2").arg(id.text(), spanWords(secondsBetween(node.stateSince, model.redisNow()))));
        else if (node.state == NodeState::Draining)
            draining.append(id.text());
    }
    if (away.size() > 2)
        return tr("%1 nodes unheard").arg(away.size());
    if (!away.isEmpty())
        return away.join(u" · "_s);
    return draining.isEmpty() ? QString() : tr("%1 draining").arg(draining.join(u", "_s));
}

QString healthySentence(const ops::ClusterModel &model)
{
    const ops::Totals &totals = model.totals();
    return tr("%1 nodes, %2 clients, %3 in, %4 delivered")
        .arg(totals.nodesUp)
        .arg(countShort(totals.value(ops::Metric::Clients)), perSecondWords(totals.value(ops::Metric::In)),
            perSecondWords(totals.value(ops::Metric::Delivered)));
}

} // namespace

QString countShort(double value)
{
    if (std::isnan(value))
        return dash;
    if (value < 9'999.5)
        return groupedNumber(std::llround(value));
    if (value < 999'950)
        return QString::number(value / 1000, 'f', value < 99'950 ? 1 : 0) + u'k';
    return QString::number(value / 1'000'000, 'f', 1) + u'M';
}

QString perSecondWords(double value)
{
    if (std::isnan(value))
        return dash;
    return (value < 9.95 ? QString::number(value, 'f', 1) : countShort(value)) + u" /s"_s;
}

QString millisecondWords(double value)
{
    if (std::isnan(value))
        return dash;
    if (value >= 1000)
        return QString::number(value / 1000, 'f', 1) + u" s"_s;
    return QString::number(value, 'f', value < 9.95 ? 1 : 0) + u" ms"_s;
}

QString percentWords(double value)
{
    return std::isnan(value) ? dash : QString::number(value, 'f', value > 0 && value < 10 ? 1 : 0) + u" %"_s;
}

QString nodeStateWord(NodeState state)
{
    switch (state) {
    case NodeState::Ready:
        return tr("ready");
    case NodeState::Draining:
        return tr("draining");
    case NodeState::Unheard:
        return tr("unheard");
    case NodeState::Down:
        return tr("down");
    case NodeState::Ended:
        return tr("ended");
    }
    return {};
}

Pill nodePill(NodeState state)
{
    const QString word = nodeStateWord(state);
    switch (state) {
    case NodeState::Ready:
        return { word, Tone::Ok, Glyph::CircleCheck };
    case NodeState::Draining:
        return { word, Tone::Warn, Glyph::Hourglass };
    case NodeState::Unheard:
        return { word, Tone::Warn, Glyph::CircleAlert };
    case NodeState::Down:
        return { word, Tone::Crit, Glyph::CircleX };
    case NodeState::Ended:
        return { word, Tone::Neutral, Glyph::CircleMinus };
    }
    return {};
}

QString nodeSince(const ops::NodeView &node, qint64 redisNow)
{
    const QString span = spanWords(secondsBetween(node.stateSince, redisNow));
    switch (node.state) {
    case NodeState::Ready:
        return tr("up %1").arg(spanWords(std::chrono::seconds(node.report.upSeconds)));
    case NodeState::Draining:
        return tr("for %1").arg(span);
    case NodeState::Unheard:
    case NodeState::Down:
        return tr("unheard %1").arg(span);
    case NodeState::Ended:
        return tr("%1 ago").arg(span);
    }
    return {};
}

Tone alertTone(const Alert &alert)
{
    if (!alert.isOpen())
        return Tone::Neutral;
    return alert.level == AlertLevel::Critical ? Tone::Crit : Tone::Warn;
}

QString alertTitle(const Alert &alert)
{
    const QString node = alert.node.text();
    if (alert.node.isEmpty())
        return alert.rule == "promise"_L1 ? tr("A promise is broken") : tr("Redis is not reached");
    switch (alert.figure) {
    case Figure::UnheardSeconds:
        return tr("%1 is not heard").arg(node);
    case Figure::DeliverP99:
        return tr("Delivery on %1 is slow").arg(node);
    case Figure::QueuedBytes:
        return tr("Clients of %1 do not take their messages").arg(node);
    case Figure::DescriptorsPercent:
        return tr("%1 runs out of descriptors").arg(node);
    case Figure::CpuPercent:
        return tr("%1 is busy").arg(node);
    case Figure::RedisRtt:
        return tr("Redis answers %1 slowly").arg(node);
    case Figure::DisconnectsPercent:
        return tr("%1 loses connections").arg(node);
    case Figure::Gaps:
        return tr("Clients of %1 were told of a gap").arg(node);
    }
    return {};
}

QString alertValue(const Alert &alert)
{
    if (alert.node.isEmpty())
        return alert.detail;
    const QString now = figureValue(alert.figure, alert.value);
    const QString worst = figureValue(alert.figure, alert.worst);
    return now == worst ? now : tr("%1, at worst %2").arg(now, worst);
}

QString alertHelp(const Alert &alert)
{
    if (alert.rule == "promise"_L1)
        return tr("What Redis holds is not what the nodes wrote. The page Promises names the rooms. See whether Redis "
                  "was restored from an older copy, failed over, or was written to by something else.");
    if (alert.node.isEmpty())
        return tr("The console hears nothing. Clients keep their connections, but nobody can send. Look at the "
                  "Redis server; all goes on by itself once it answers.");
    switch (alert.figure) {
    case Figure::UnheardSeconds:
        return tr("Its clients move to the other nodes by themselves and lose nothing. Look at the machine, or start "
                  "the node again.");
    case Figure::DeliverP99:
        return tr("Messages arrive late. See whether the node's core is busy or its Redis slow; drain it if only "
                  "this one is.");
    case Figure::QueuedBytes:
        return tr("Slow readers are cut off by themselves at their limit and resume later.");
    case Figure::DescriptorsPercent:
        return tr("New clients will wait. Raise the limit (ulimit -n) or drain the node.");
    case Figure::CpuPercent:
        return tr("Add a node, or drain this one to move its clients.");
    case Figure::RedisRtt:
        return tr("See the slow log and the memory of Redis in Topology.");
    case Figure::DisconnectsPercent:
        return tr("Look at the balancer and the network between clients and node.");
    case Figure::Gaps:
        return tr("Redis has lost events, or clients came back after their events were trimmed. The event log "
                  "names the rooms.");
    }
    return {};
}

QString eventKindWord(OpsKind kind) { return QString::fromUtf8(protocol::wordOf(kind).data()).replace(u'_', u' '); }

Tone eventTone(protocol::OpsLevel level)
{
    switch (level) {
    case protocol::OpsLevel::Info:
        return Tone::Neutral;
    case protocol::OpsLevel::Warning:
        return Tone::Warn;
    case protocol::OpsLevel::Alert:
        return Tone::Crit;
    }
    return Tone::Neutral;
}

QString eventSentence(const OpsEvent &event)
{
    const QString node = event.node.text();
    const QString user = event.user.text();
    const QString room = u"# "_s + event.room.text();
    const QString detail = event.detail;
    const qint64 count = event.count.value_or(0);
    const auto with = [&detail](const QString &sentence) {
        return detail.isEmpty() ? sentence : sentence + u" · "_s + detail;
    };
    switch (event.kind) {
    case OpsKind::NodeUp:
        return with(tr("%1 takes clients").arg(node));
    case OpsKind::NodeDrain:
        return tr("%1 moves its clients elsewhere (%2 sessions)").arg(node).arg(count);
    case OpsKind::NodeUndrain:
        return tr("%1 takes clients again").arg(node);
    case OpsKind::NodeDown:
        return event.cause == "end"
            ? tr("%1 ended by itself").arg((event.about.isEmpty() ? event.node : event.about).text())
            : tr("%1 was found dead by %2").arg(event.about.text(), node);
    case OpsKind::NodeStalled:
        return tr("%1 stood still for %2").arg(node, millisecondWords(static_cast<double>(event.ms.value_or(0))));
    case OpsKind::NodeReborn:
        return tr("%1 had been taken for dead and is back").arg(node);
    case OpsKind::RedisLost:
        return with(tr("%1 can't reach Redis").arg(node));
    case OpsKind::RedisBack:
        return tr("%1 reaches Redis again, after %2")
            .arg(node, millisecondWords(static_cast<double>(event.ms.value_or(0))));
    case OpsKind::RedisRefuses:
        return with(tr("Redis takes no messages from %1").arg(node));
    case OpsKind::EventsLost:
        return tr("A hole in %1, told to its clients on %2 (%3)").arg(room, node, QString::fromUtf8(event.cause));
    case OpsKind::ClientIn:
        return with(tr("%1 came to %2 from %3").arg(user, node, QString::fromUtf8(event.address)));
    case OpsKind::ClientOut:
        return event.code ? tr("%1 left %2 (%3)").arg(user, node).arg(*event.code) : tr("%1 left %2").arg(user, node);
    case OpsKind::Clients:
        return event.cause == "in" ? tr("%1 clients came to %2").arg(count).arg(node)
                                   : tr("%1 clients left %2").arg(count).arg(node);
    case OpsKind::SlowReader:
        return tr("%1 read too slowly and was cut off by %2").arg(user, node);
    case OpsKind::BadClient:
        return with(tr("A client sent nonsense to %1 and was cut off").arg(node));
    case OpsKind::RoomMade:
        return tr("%1 made %2").arg(user, room);
    case OpsKind::RoomAction:
        return tr("%1 in %2: %3").arg(user, room, QString::fromUtf8(event.cause));
    case OpsKind::Operator:
        return tr("%1: %2 %3, %4")
            .arg(QString::fromUtf8(event.by), QString::fromUtf8(event.command), QString::fromUtf8(event.target),
                QString::fromUtf8(event.result));
    case OpsKind::Answer:
    case OpsKind::Unknown:
        break;
    }
    return with(eventKindWord(event.kind));
}

Verdict verdictOf(ops::OperatorWatch &watch)
{
    Verdict out;
    const ops::ClusterModel &model = watch.model();
    out.critical = watch.alerts().open(AlertLevel::Critical);
    out.warnings = watch.alerts().open(AlertLevel::Warning);
    const auto age = model.sampleAge();
    out.stale = !age || *age > staleAfter;
    out.recorded = watch.isHeld();
    out.age = out.recorded ? QDateTime::fromMSecsSinceEpoch(model.redisNow()).toString(u"HH:mm:ss"_s)
        : age
        ? tr("sample %1 ago")
              .arg(*age < std::chrono::minutes(1) ? countdownWords(*age)
                                                  : spanWords(std::chrono::duration_cast<std::chrono::seconds>(*age)))
        : tr("no sample yet");
    if (!watch.isUp()) {
        const QString reason = watch.reason();
        out.tone = reason.isEmpty() ? Tone::Neutral : Tone::Crit;
        out.icon = reason.isEmpty() ? Glyph::LoaderCircle : Glyph::Unplug;
        out.word = reason.isEmpty() ? tr("Connecting") : tr("No sight of Redis");
        out.sentence = reason.isEmpty() ? watch.redisName() : reason;
        return out;
    }
    const Alert *worst = watch.alerts().worst();
    const QString nodes = nodesClause(model);
    if (worst != nullptr) {
        const bool critical = worst->level == AlertLevel::Critical && model.totals().nodesUp == 0;
        out.tone = critical ? Tone::Crit : Tone::Warn;
        out.icon = critical ? Glyph::OctagonAlert : Glyph::TriangleAlert;
        out.word = critical ? tr("Down") : tr("Degraded");
        out.sentence = !nodes.isEmpty() ? nodes : alertTitle(*worst) + u": "_s + alertValue(*worst);
        return out;
    }
    if (model.nodes().empty()) {
        out.icon = Glyph::Circle;
        out.word = tr("No nodes");
        out.sentence = tr("Redis is there, but no node has reported to it");
        return out;
    }
    out.tone = Tone::Ok;
    out.icon = Glyph::CircleCheck;
    out.word = tr("Healthy");
    out.sentence = nodes.isEmpty() ? healthySentence(model) : nodes;
    return out;
}

} // namespace hubbub::ui
