// SPDX-License-Identifier: GPL-3.0-or-later
// A room's feed as the timeline's source.
#pragma once

#include "core/client/room_feed.h"
#include "ui/chat/timeline_source.h"

namespace hubbub::ui {

class FeedSource final : public TimelineSource {
    Q_OBJECT
public:
    /// The feed outlives this.
    explicit FeedSource(client::RoomFeed &feed, QObject *parent = nullptr);

    [[nodiscard]] int count() const override { return m_feed.count(); }
    [[nodiscard]] const client::TimelineItem &at(int row) const override { return m_feed.at(row); }
    [[nodiscard]] int indexOf(const Mid &mid) const override { return m_feed.indexOf(mid); }
    [[nodiscard]] int indexOfSeq(qint64 seq) const override { return m_feed.indexOfSeq(seq); }
    [[nodiscard]] bool hasOlder() const override { return m_feed.hasOlder(); }
    [[nodiscard]] bool isFetching() const override { return m_feed.isFetching(); }
    void fetchOlder() override { m_feed.fetchOlder(); }
    [[nodiscard]] qint64 readSeq() const override { return m_feed.readSeq(); }

private:
    client::RoomFeed &m_feed;
};

} // namespace hubbub::ui
