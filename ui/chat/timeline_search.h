// SPDX-License-Identifier: GPL-3.0-or-later
// Finds a text in the messages of a room that are in memory, and steps from one to the next, older ones too.
#pragma once

#include "ui/chat/timeline_source.h"

#include <QPointer>
#include <QTimer>

#include <vector>

namespace hubbub::ui {

class TimelineSearch final : public QObject {
    Q_OBJECT
public:
    explicit TimelineSearch(QObject *parent = nullptr);

    /// Borrowed; nullptr: none. Ends the search.
    void setSource(TimelineSource *source);
    /// Letters of any case; empty finds nothing. Goes to the newest match.
    void setQuery(const QString &query);
    [[nodiscard]] const QString &query() const { return m_query; }

    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }
    /// 1 is the newest; 0 where there is none.
    [[nodiscard]] int place() const { return m_at < 0 ? 0 : count() - m_at; }
    [[nodiscard]] int row() const { return m_at < 0 ? -1 : m_rows[static_cast<size_t>(m_at)]; }
    /// Older ones are being asked for.
    [[nodiscard]] bool isReachingBack() const { return m_reachesBack; }

    void goOlder(); ///< at the oldest one in memory, further ones are loaded
    void goNewer();

    [[nodiscard]] static std::vector<int> rowsWith(const TimelineSource &source, const QString &query);

Q_SIGNALS:
    void changed(); ///< count, place or row
    void reached(int row); ///< to be shown

private:
    void look();
    void lookIfDue(); ///< before a step: rows that came or went moved the others
    void goTo(int index);
    void onFetched(bool ok);

    QPointer<TimelineSource> m_source;
    QString m_query;
    std::vector<int> m_rows; ///< that match, from old to new
    Mid m_mid; ///< of the current one, which may move
    int m_at = -1; ///< into m_rows
    bool m_reachesBack = false;
    QTimer m_again; ///< rows came or went
};

} // namespace hubbub::ui
