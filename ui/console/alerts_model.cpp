// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/alerts_model.h"

#include "ui/common/time_words.h"
#include "ui/common/tr.h"
#include "ui/console/console_words.h"

namespace hubbub::ui {

using ops::Alert;

namespace {

enum AlertColumn : int { State, Level, What, Value, Affected, Age, Span };

QString spanOf(qint64 from, qint64 to)
{
    return spanWords(std::chrono::seconds(std::max<qint64>(0, to - from) / 1000));
}

Pill statePill(const Alert &alert)
{
    switch (alert.state) {
    case Alert::State::Firing:
        return { tr("firing"), alertTone(alert), Glyph::TriangleAlert };
    case Alert::State::Acknowledged:
        return { tr("seen"), Tone::Accent, Glyph::Eye };
    case Alert::State::Resolved:
        return { tr("resolved"), Tone::Ok, Glyph::Check };
    }
    return {};
}

} // namespace

AlertsModel::AlertsModel(QObject *parent)
    : CellModel({ { tr("State"), 120 }, { tr("Level"), 90 }, { tr("What"), 0 }, { tr("Value"), 0 },
                    { tr("Clients"), 90, true }, { tr("Began"), 110 }, { tr("Lasted"), 110, true } },
        parent)
{
}

int AlertsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_alerts.size());
}

/// Alerts only come at the end, and go from anywhere; each keeps its id.
void AlertsModel::refresh(const ops::AlertBook &book, qint64 redisNow)
{
    m_now = redisNow;
    const auto &all = book.alerts();
    qsizetype row = 0;
    for (const Alert &alert : all) {
        while (row < m_alerts.size() && m_alerts[row].id < alert.id) {
            beginRemoveRows({}, static_cast<int>(row), static_cast<int>(row));
            m_alerts.removeAt(row);
            endRemoveRows();
        }
        if (row == m_alerts.size()) {
            beginInsertRows({}, static_cast<int>(row), static_cast<int>(row));
            m_alerts.append(alert);
            endInsertRows();
        } else if (!(m_alerts[row] == alert) || alert.isOpen()) {
            m_alerts[row] = alert;
            rowChanged(static_cast<int>(row));
        }
        ++row;
    }
    while (m_alerts.size() > row) {
        beginRemoveRows({}, static_cast<int>(m_alerts.size()) - 1, static_cast<int>(m_alerts.size()) - 1);
        m_alerts.removeLast();
        endRemoveRows();
    }
}

Cell AlertsModel::cell(int row, int column) const
{
    const Alert &alert = m_alerts[row];
    Cell out;
    switch (column) {
    case State:
        out.pill = statePill(alert);
        break;
    case Level:
        out.text = alert.level == ops::AlertLevel::Critical ? tr("critical") : tr("warning");
        out.tone = alertTone(alert);
        out.quiet = !alert.isOpen();
        break;
    case What:
        out.text = alertTitle(alert);
        out.strong = alert.isOpen();
        break;
    case Value:
        out.text = alertValue(alert);
        out.quiet = true;
        break;
    case Affected:
        out.text = countShort(static_cast<double>(alert.clients));
        out.right = true;
        break;
    case Age:
        out.text = tr("%1 ago").arg(spanOf(alert.since, m_now));
        out.quiet = true;
        break;
    case Span:
        out.text = spanOf(alert.since, alert.isOpen() ? m_now : alert.until);
        out.right = true;
        out.quiet = true;
        break;
    default:
        break;
    }
    return out;
}

/// What is open and worse comes first where it is sorted by state.
bool AlertsModel::less(int left, int right, int column) const
{
    const Alert &a = m_alerts[left];
    const Alert &b = m_alerts[right];
    const auto weight = [](const Alert &alert) {
        return (alert.isOpen() ? 4 : 0) + (alert.state == Alert::State::Firing ? 2 : 0)
            + (alert.level == ops::AlertLevel::Critical ? 1 : 0);
    };
    if (column == State && weight(a) != weight(b))
        return weight(a) < weight(b);
    if (column == Level && a.level != b.level)
        return a.level < b.level;
    if (column == Affected && a.clients != b.clients)
        return a.clients < b.clients;
    if (column == What)
        return alertTitle(a) < alertTitle(b);
    return a.id < b.id;
}

bool AlertsModel::matches(int row, const SoughtWords &words) const
{
    return hasWords((alertTitle(m_alerts[row]) + u' ' + m_alerts[row].rule).toLower(), words);
}

} // namespace hubbub::ui
