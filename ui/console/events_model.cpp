// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/events_model.h"

#include "core/protocol/ops_codec.h"
#include "ui/common/tr.h"
#include "ui/console/console_words.h"

#include <QDateTime>

#include <algorithm>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using protocol::OpsEvent;
using protocol::OpsKind;
using protocol::OpsLevel;

namespace {

enum EventColumn : int { Time, Level, What, Node, Sentence };

Pill levelPill(OpsLevel level)
{
    switch (level) {
    case OpsLevel::Info:
        return { tr("info"), Tone::Neutral, Glyph::Info };
    case OpsLevel::Warning:
        return { tr("warning"), Tone::Warn, Glyph::TriangleAlert };
    case OpsLevel::Alert:
        return { tr("alert"), Tone::Crit, Glyph::OctagonAlert };
    }
    return {};
}

QString timeWords(qint64 ms)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(ms);
    return at.toString(at.date() == QDate::currentDate() ? u"HH:mm:ss.zzz"_s : u"d MMM HH:mm:ss"_s);
}

} // namespace

EventsModel::EventsModel(ops::EventLog &log, QObject *parent)
    : CellModel({ { tr("Time"), 130 }, { tr("Level"), 110 }, { tr("Event"), 120 }, { tr("Node"), 80 },
                    { tr("What happened"), 0 } },
        parent)
    , m_log(log)
{
    connect(&log, &ops::EventLog::appended, this, &EventsModel::append);
    connect(&log, &ops::EventLog::prepended, this, &EventsModel::prepend);
    connect(&log, &ops::EventLog::dropped, this, &EventsModel::drop);
    connect(&log, &ops::EventLog::restarted, this, &EventsModel::reload);
    reload();
}

bool EventsModel::isShown(const ops::LoggedEvent &logged) const
{
    const OpsEvent &event = logged.event;
    const bool ofClient =
        event.kind == OpsKind::ClientIn || event.kind == OpsKind::ClientOut || event.kind == OpsKind::Clients;
    return event.level >= m_least && (m_clients || !ofClient);
}

void EventsModel::setShown(OpsLevel least, bool clients)
{
    if (m_least == least && m_clients == clients)
        return;
    m_least = least;
    m_clients = clients;
    reload();
}

void EventsModel::reload()
{
    beginResetModel(); // another view of the log, or another log
    m_events.clear();
    for (const ops::LoggedEvent &event : m_log.events()) {
        if (isShown(event))
            m_events.append(event);
    }
    endResetModel();
}

void EventsModel::append(int count)
{
    const auto &all = m_log.events();
    QList<ops::LoggedEvent> fresh;
    for (size_t i = all.size() - std::min(all.size(), static_cast<size_t>(count)); i < all.size(); ++i) {
        if (isShown(all[i]))
            fresh.append(all[i]);
    }
    if (fresh.isEmpty())
        return;
    beginInsertRows({}, 0, static_cast<int>(fresh.size()) - 1);
    m_events.append(fresh);
    endInsertRows();
}

void EventsModel::prepend(int count)
{
    const auto &all = m_log.events();
    QList<ops::LoggedEvent> older;
    for (size_t i = 0; i < std::min(all.size(), static_cast<size_t>(count)); ++i) {
        if (isShown(all[i]))
            older.append(all[i]);
    }
    if (older.isEmpty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(older.size()) - 1);
    m_events = older + m_events;
    endInsertRows();
}

/// The log forgot its oldest: so do we.
void EventsModel::drop()
{
    if (m_events.isEmpty() || m_log.events().empty())
        return;
    const QByteArray &oldest = m_log.events().front().id;
    const auto first = std::find_if(m_events.begin(), m_events.end(), [&oldest](const ops::LoggedEvent &event) {
        return event.id.size() > oldest.size() || (event.id.size() == oldest.size() && event.id >= oldest);
    });
    const auto surplus = static_cast<int>(first - m_events.begin());
    if (surplus == 0)
        return;
    beginRemoveRows({}, rowCount() - surplus, rowCount() - 1);
    m_events.erase(m_events.begin(), first);
    endRemoveRows();
}

int EventsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

Cell EventsModel::cell(int row, int column) const
{
    const OpsEvent &event = this->event(row);
    Cell out;
    switch (column) {
    case Time:
        out.text = timeWords(event.t);
        out.mono = true;
        out.quiet = true;
        break;
    case Level:
        out.pill = levelPill(event.level);
        break;
    case What:
        out.text = eventKindWord(event.kind);
        break;
    case Node:
        out.text = event.node.text();
        out.quiet = true;
        break;
    case Sentence:
        out.text = eventSentence(event);
        out.tone = eventTone(event.level);
        break;
    default:
        break;
    }
    return out;
}

bool EventsModel::less(int left, int right, int column) const
{
    const OpsEvent &a = event(left);
    const OpsEvent &b = event(right);
    switch (column) {
    case Level:
        return a.level < b.level;
    case What:
        return a.kind < b.kind;
    case Node:
        return a.node < b.node;
    default:
        return left > right; // the order of the log
    }
}

bool EventsModel::matches(int row, const SoughtWords &words) const
{
    const OpsEvent &event = this->event(row);
    return hasWords(
        (eventKindWord(event.kind) + u' ' + event.node.text() + u' ' + eventSentence(event)).toLower(), words);
}

QByteArray EventsModel::exported() const
{
    QByteArray out;
    for (const ops::LoggedEvent &event : m_events)
        out += encode(event.event) + '\n';
    return out;
}

} // namespace hubbub::ui
