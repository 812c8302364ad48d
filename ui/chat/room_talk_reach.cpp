// SPDX-License-Identifier: GPL-3.0-or-later
// RoomTalk, the part that leads to a message or a day that may lie far back: reads page by page until it is there.
#include "core/client/room_feed.h"
#include "ui/chat/calendar_sheet.h"
#include "ui/chat/chat_words.h"
#include "ui/chat/composer.h"
#include "ui/chat/room_talk.h"
#include "ui/chat/timeline_source.h"
#include "ui/common/message_sheet.h"

#include <QDateTime>
#include <QLocale>

namespace hubbub::ui {

using client::TimelineItem;

namespace {

/// The first row of that moment or later that has a time; -1: none.
int firstRowFrom(const TimelineSource &source, qint64 ms)
{
    for (int row = 0; row < source.count(); ++row) {
        const TimelineItem &item = source.at(row);
        if (item.kind != TimelineItem::Kind::Gap && item.ts >= ms)
            return row;
    }
    return -1;
}

qint64 oldestTs(const TimelineSource &source)
{
    for (int row = 0; row < source.count(); ++row) {
        if (source.at(row).kind != TimelineItem::Kind::Gap)
            return source.at(row).ts;
    }
    return 0;
}

} // namespace

void RoomTalk::showMessage(qint64 seq)
{
    m_wanted = seq;
    m_wantedDay = {};
    reachBack();
}

void RoomTalk::showDay(const QDate &day)
{
    m_wanted = 0;
    m_wantedDay = day;
    reachDay();
}

void RoomTalk::openCalendar(const QDate &day)
{
    if (!m_source)
        return;
    QDate from = day;
    if (!from.isValid()) {
        const int row = m_timeline->hitAt({ m_timeline->viewport()->width() / 2, 0 }).row;
        const qint64 ts = row >= 0 && row < m_source->count() ? m_source->at(row).ts : 0;
        from = ts > 0 ? QDateTime::fromMSecsSinceEpoch(ts).date() : QDate::currentDate();
    }
    auto *sheet = new CalendarSheet(from, QDate::currentDate(), window());
    connect(sheet, &CalendarSheet::dayChosen, this, &RoomTalk::showDay);
    sheet->present();
}

void RoomTalk::reachBack()
{
    if (m_wantedDay.isValid())
        return reachDay();
    if (m_wanted <= 0 || !m_source)
        return;
    const bool passed = m_source->count() > 0 && m_source->at(0).seq > 0 && m_source->at(0).seq <= m_wanted;
    if (m_timeline->scrollToSeq(m_wanted) || passed || !m_source->hasOlder()) {
        m_wanted = 0;
        m_composer->showHint({});
        return;
    }
    m_composer->showHint(tr("Looking for the message…"));
    if (!m_source->isFetching())
        m_client.feed(m_room)->fetchOlder(m_wanted);
}

void RoomTalk::reachDay()
{
    if (!m_wantedDay.isValid() || !m_source)
        return;
    const qint64 begin = m_wantedDay.startOfDay().toMSecsSinceEpoch();
    const qint64 oldest = oldestTs(*m_source);
    if ((oldest == 0 || oldest >= begin) && m_source->hasOlder()) {
        const QString name = dayWords(m_wantedDay, QDate::currentDate());
        m_composer->showHint(oldest == 0
                ? tr("Looking for %1…").arg(name)
                : tr("Looking for %1, at %2 now…")
                      .arg(name, dayWords(QDateTime::fromMSecsSinceEpoch(oldest).date(), QDate::currentDate())));
        if (!m_source->isFetching())
            m_client.feed(m_room)->fetchOlder(1); // nobody knows how far it is: in the longest pages
        return;
    }
    m_composer->showHint({});
    const QDate day = std::exchange(m_wantedDay, {});
    const int row = firstRowFrom(*m_source, begin);
    if (row < 0) // nothing since
        return m_timeline->scrollToEnd();
    m_timeline->showRowAtTop(row);
    const QDate first = QDateTime::fromMSecsSinceEpoch(oldest).date();
    if (day < first)
        (new MessageSheet(tr("Nothing is that old"),
             tr("The oldest message here is of %1. It is shown now.")
                 .arg(QLocale().toString(first, QLocale::LongFormat)),
             window()))
            ->present();
}

void RoomTalk::onFetched(bool ok)
{
    if (m_wanted <= 0 && !m_wantedDay.isValid())
        return;
    if (ok) { // not from within the signal of the page before
        QMetaObject::invokeMethod(this, &RoomTalk::reachBack, Qt::QueuedConnection);
        return;
    }
    const bool forDay = m_wantedDay.isValid();
    m_composer->showHint({});
    m_wanted = 0;
    m_wantedDay = {};
    showProblem(forDay
            ? tr("That day lies behind messages that are not on this computer. It takes a connection to get there.")
            : tr("That message lies behind others that are not on this computer. It takes a connection to get there."));
}

} // namespace hubbub::ui
