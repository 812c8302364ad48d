// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/feed_source.h"

namespace hubbub::ui {

FeedSource::FeedSource(client::RoomFeed &feed, QObject *parent)
    : TimelineSource(parent)
    , m_feed(feed)
{
    connect(&feed, &client::RoomFeed::rowsInserted, this, &TimelineSource::rowsInserted);
    connect(&feed, &client::RoomFeed::rowsChanged, this, &TimelineSource::rowsChanged);
    connect(&feed, &client::RoomFeed::rowsRemoved, this, &TimelineSource::rowsRemoved);
    connect(&feed, &client::RoomFeed::rowsReset, this, &TimelineSource::rowsReset);
    connect(&feed, &client::RoomFeed::fetchFinished, this, &TimelineSource::fetchFinished);
    connect(&feed, &client::RoomFeed::readSeqChanged, this, &TimelineSource::readSeqChanged);
}

} // namespace hubbub::ui
