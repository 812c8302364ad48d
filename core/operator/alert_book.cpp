// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/alert_book.h"

#include <algorithm>
#include <cmath>

namespace hubbub::ops {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr int minute = 60;

double sumOfMinute(const Series &series, qint64 second)
{
    double out = 0;
    for (qint64 s = second - minute + 1; s <= second; ++s)
        out += series.at(s).value_or(0);
    return out;
}

} // namespace

void AlertBook::setRules(QList<AlertRule> rules)
{
    m_rules = std::move(rules);
    m_watches.clear();
    m_open.clear();
    const auto isOver = [](const Alert &alert) { return alert.isOpen() && alert.rule != "redis"_L1; };
    m_alerts.erase(std::remove_if(m_alerts.begin(), m_alerts.end(), isOver), m_alerts.end());
}

std::optional<double> AlertBook::value(Figure figure, const NodeView &node, const ClusterModel &model) const
{
    const auto of = [&node](Metric metric) -> std::optional<double> {
        const double value = node.value(metric);
        return std::isnan(value) ? std::nullopt : std::optional(value);
    };
    if (figure == Figure::UnheardSeconds) {
        if (node.state == NodeState::Unheard || node.state == NodeState::Down)
            return std::max(node.state == NodeState::Down ? 10.0 : 0.0,
                static_cast<double>(model.redisNow() - node.stateSince) / 1000);
        return 0;
    }
    if (!node.isUp())
        return 0; // what it last said is no news
    switch (figure) {
    case Figure::DeliverP99:
        return of(Metric::DeliverP99).value_or(0);
    case Figure::QueuedBytes:
        return of(Metric::Queued);
    case Figure::DescriptorsPercent:
        return node.report.fdsMost > 0
            ? std::optional(100.0 * static_cast<double>(node.report.fds) / static_cast<double>(node.report.fdsMost))
            : std::nullopt;
    case Figure::CpuPercent:
        return of(Metric::Cpu);
    case Figure::RedisRtt:
        return of(Metric::RedisRtt);
    case Figure::DisconnectsPercent: {
        const double gone = sumOfMinute(model.series(node.id, Metric::Disconnects), node.report.t / 1000);
        const double were = static_cast<double>(node.report.clients) + gone;
        return were >= minClientsForPercent ? 100 * gone / were : 0;
    }
    case Figure::Gaps:
        return sumOfMinute(model.series(node.id, Metric::Gaps), node.report.t / 1000);
    case Figure::UnheardSeconds:
        break;
    }
    return {};
}

bool AlertBook::look(const ClusterModel &model)
{
    if (model.isBlind())
        return false;
    bool changed = false;
    const qint64 now = model.redisNow();
    for (const auto &[id, node] : model.nodes()) {
        QMap<QString, Verdict> verdicts;
        for (const AlertRule &rule : m_rules)
            judge(rule, node, model, verdicts[rule.name]);
        for (auto it = verdicts.cbegin(); it != verdicts.cend(); ++it)
            changed = settle(it.key(), node, it.value(), now) || changed;
    }
    // A node that the model forgot has nothing to fear any more.
    for (Alert &alert : m_alerts) {
        if (!alert.isOpen() || alert.node.isEmpty() || model.node(alert.node) != nullptr)
            continue;
        alert.state = Alert::State::Resolved;
        alert.until = now;
        changed = true;
    }
    forgetOld();
    return changed;
}

void AlertBook::judge(const AlertRule &rule, const NodeView &node, const ClusterModel &model, Verdict &verdict)
{
    const auto value = this->value(rule.figure, node, model);
    if (!value)
        return;
    const qint64 now = model.redisNow();
    Watch &watch = m_watches[rule.name.toUtf8() + (rule.level == AlertLevel::Critical ? "!" : "?") + node.id.bytes()];
    if (watch.on ? *value < rule.clear || *value <= 0 : *value < rule.raise)
        watch = {};
    else if (!watch.above)
        watch.above = rule.figure == Figure::UnheardSeconds ? node.stateSince : now;
    if (watch.above && now - *watch.above >= milliseconds(rule.lasting).count())
        watch.on = true;
    verdict.figure = rule.figure;
    verdict.value = *value;
    if (!watch.on)
        return;
    verdict.since = verdict.level ? std::min(verdict.since, *watch.above) : *watch.above;
    verdict.level = verdict.level ? std::max(*verdict.level, rule.level) : rule.level;
}

/// One alert for a rule's name and a node, whose level may rise and fall.
bool AlertBook::settle(const QString &rule, const NodeView &node, const Verdict &verdict, qint64 now)
{
    const QByteArray key = rule.toUtf8() + ' ' + node.id.bytes();
    Alert *open = m_open.contains(key) ? find(m_open.value(key)) : nullptr;
    if (open == nullptr || !open->isOpen()) {
        if (!verdict.level)
            return false;
        Alert alert;
        alert.rule = rule;
        alert.level = *verdict.level;
        alert.figure = verdict.figure;
        alert.node = node.id;
        alert.since = verdict.since;
        alert.value = alert.worst = verdict.value;
        alert.clients = node.report.clients;
        m_open.insert(key, begin(alert).id);
        return true;
    }
    open->value = verdict.value;
    open->worst = std::max(open->worst, verdict.value);
    if (!verdict.level) {
        open->state = Alert::State::Resolved;
        open->until = now;
        m_open.remove(key);
        return true;
    }
    if (open->level == *verdict.level)
        return false;
    if (*verdict.level > open->level)
        open->state = Alert::State::Firing; // worse than what somebody has seen
    open->level = *verdict.level;
    return true;
}

bool AlertBook::setRedisTrouble(const QString &sentence, qint64 t)
{
    return setTrouble(u"redis"_s, m_redisAlert, sentence, t);
}

bool AlertBook::setBroken(const QString &sentence, qint64 t)
{
    return setTrouble(u"promise"_s, m_promiseAlert, sentence, t);
}

bool AlertBook::setTrouble(const QString &rule, qint64 &id, const QString &sentence, qint64 t)
{
    Alert *open = id != 0 ? find(id) : nullptr;
    if (sentence.isEmpty()) {
        if (open == nullptr || !open->isOpen())
            return false;
        open->state = Alert::State::Resolved;
        open->until = t;
        id = 0;
        return true;
    }
    if (open != nullptr && open->isOpen()) {
        const bool isNew = open->detail != sentence;
        open->detail = sentence;
        return isNew;
    }
    Alert alert;
    alert.rule = rule;
    alert.level = AlertLevel::Critical;
    alert.since = t;
    alert.detail = sentence;
    id = begin(alert).id;
    return true;
}

bool AlertBook::acknowledge(qint64 id)
{
    Alert *alert = find(id);
    if (alert == nullptr || alert->state != Alert::State::Firing)
        return false;
    alert->state = Alert::State::Acknowledged;
    return true;
}

Alert *AlertBook::find(qint64 id)
{
    const auto found =
        std::find_if(m_alerts.begin(), m_alerts.end(), [id](const Alert &alert) { return alert.id == id; });
    return found == m_alerts.end() ? nullptr : &*found;
}

Alert &AlertBook::begin(Alert alert)
{
    alert.id = ++m_lastId;
    m_alerts.push_back(std::move(alert));
    return m_alerts.back();
}

void AlertBook::forgetOld()
{
    while (m_alerts.size() > kept) {
        const auto old =
            std::find_if(m_alerts.begin(), m_alerts.end(), [](const Alert &alert) { return !alert.isOpen(); });
        if (old == m_alerts.end())
            return;
        m_alerts.erase(old);
    }
}

int AlertBook::open(AlertLevel level) const
{
    return static_cast<int>(std::count_if(m_alerts.begin(), m_alerts.end(),
        [level](const Alert &alert) { return alert.isOpen() && alert.level == level; }));
}

int AlertBook::firing() const
{
    return static_cast<int>(std::count_if(
        m_alerts.begin(), m_alerts.end(), [](const Alert &alert) { return alert.state == Alert::State::Firing; }));
}

const Alert *AlertBook::worst() const
{
    const Alert *out = nullptr;
    for (const Alert &alert : m_alerts) {
        if (alert.isOpen() && (out == nullptr || alert.level > out->level))
            out = &alert;
    }
    return out;
}

} // namespace hubbub::ops
