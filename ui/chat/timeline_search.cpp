// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/timeline_search.h"

#include <QStringMatcher>

#include <algorithm>

namespace hubbub::ui {

using client::TimelineItem;

TimelineSearch::TimelineSearch(QObject *parent)
    : QObject(parent)
{
    m_again.setSingleShot(true);
    m_again.setInterval(50);
    connect(&m_again, &QTimer::timeout, this, [this] {
        look();
        Q_EMIT
        changed();
    });
}

void TimelineSearch::setSource(TimelineSource *source)
{
    if (m_source)
        disconnect(m_source, nullptr, this, nullptr);
    m_source = source;
    m_rows.clear();
    m_query.clear();
    m_mid = {};
    m_at = -1;
    m_reachesBack = false;
    m_again.stop();
    if (!source)
        return;
    const auto later = [this] {
        if (!m_query.isEmpty() && !m_again.isActive())
            m_again.start();
    };
    connect(source, &TimelineSource::rowsInserted, this, later);
    connect(source, &TimelineSource::rowsRemoved, this, later);
    connect(source, &TimelineSource::rowsChanged, this, later);
    connect(source, &TimelineSource::rowsReset, this, later);
    connect(source, &TimelineSource::fetchFinished, this, &TimelineSearch::onFetched);
}

std::vector<int> TimelineSearch::rowsWith(const TimelineSource &source, const QString &query)
{
    std::vector<int> rows;
    if (query.isEmpty())
        return rows;
    const QStringMatcher matcher(query, Qt::CaseInsensitive);
    for (int row = 0; row < source.count(); ++row) {
        const TimelineItem &item = source.at(row);
        if (item.kind == TimelineItem::Kind::Message && matcher.indexIn(item.message.text) >= 0)
            rows.push_back(row);
    }
    return rows;
}

void TimelineSearch::setQuery(const QString &query)
{
    m_query = query.trimmed();
    m_mid = {};
    m_reachesBack = false;
    look();
    goTo(count() - 1);
}

/// What matches now; the current one stays where its message went.
void TimelineSearch::look()
{
    m_rows = m_source ? rowsWith(*m_source, m_query) : std::vector<int> {};
    m_at = -1;
    if (m_mid.isEmpty() || !m_source)
        return;
    const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), m_source->indexOf(m_mid));
    m_at = std::min(static_cast<int>(found - m_rows.begin()), count() - 1);
}

void TimelineSearch::goTo(int index)
{
    m_at = std::clamp(index, -1, count() - 1);
    m_mid = m_at < 0 ? Mid() : m_source->at(row()).mid;
    Q_EMIT
    changed();
    if (m_at >= 0)
        Q_EMIT
    reached(row());
}

void TimelineSearch::lookIfDue()
{
    if (!m_again.isActive())
        return;
    m_again.stop();
    look();
}

void TimelineSearch::goOlder()
{
    lookIfDue();
    if (m_at > 0) {
        goTo(m_at - 1);
        return;
    }
    if (m_query.isEmpty() || !m_source || !m_source->hasOlder())
        return;
    m_reachesBack = true;
    Q_EMIT
    changed();
    if (!m_source->isFetching())
        m_source->fetchOlder();
}

void TimelineSearch::goNewer()
{
    m_reachesBack = false;
    lookIfDue();
    if (m_at >= 0 && m_at + 1 < count())
        goTo(m_at + 1);
}

/// A page without a match leads on to the next one, until there is none.
void TimelineSearch::onFetched(bool ok)
{
    if (!m_reachesBack)
        return;
    m_again.stop();
    look();
    const int older = m_mid.isEmpty() ? count() - 1 : m_at - 1;
    if (older >= 0) {
        m_reachesBack = false;
        goTo(older);
    } else if (ok && m_source->hasOlder()) {
        // Not from within the signal of the page before.
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_reachesBack && m_source && !m_source->isFetching())
                    m_source->fetchOlder();
            },
            Qt::QueuedConnection);
    } else {
        m_reachesBack = false;
        Q_EMIT
        changed();
    }
}

} // namespace hubbub::ui
