// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/timeline_rows.h"

#include "ui/chat/chat_words.h"
#include "ui/chat/markdown.h"
#include "ui/chat/row_builder.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

constexpr int keptRows = 400; ///< about ten screens
constexpr size_t mostNotes = 3; ///< below one row

RowInput::Replied repliedTo(const TimelineSource &source, qint64 seq)
{
    RowInput::Replied replied;
    replied.seq = seq;
    const int row = source.indexOfSeq(seq);
    if (row < 0) {
        replied.name = QCoreApplication::translate("hubbub::chat", "Earlier message");
        replied.line = QCoreApplication::translate("hubbub::chat", "Scroll up to load it");
        return replied;
    }
    const client::TimelineItem &item = source.at(row);
    replied.key = item.from.bytes();
    replied.name = authorWords(item);
    replied.line =
        item.kind == client::TimelineItem::Kind::Message ? markdownLine(item.message.text) : spokenWords(item);
    return replied;
}

} // namespace

TimelineRows::TimelineRows()
    : m_rows(keptRows)
{
}

void TimelineRows::setSource(const TimelineSource *source, const UserId &me)
{
    m_source = source;
    m_me = me;
    m_rows.clear();
    m_notes.clear();
    m_firstNew = 0;
}

void TimelineRows::setWidth(int width) { m_width = width; }

QByteArray TimelineRows::keyOf(const client::TimelineItem &item)
{
    if (!item.mid.isEmpty())
        return item.mid.bytes();
    return "gap "_ba + QByteArray::number(item.gapFrom) + ' ' + QByteArray::number(item.gapTo);
}

RowFrame TimelineRows::frame(int row)
{
    const client::TimelineItem *previous = row > 0 ? &m_source->at(row - 1) : nullptr;
    const client::TimelineItem *next = row + 1 < m_source->count() ? &m_source->at(row + 1) : nullptr;
    return frameOf(previous, m_source->at(row), next, m_firstNew, m_days);
}

const RowLayout &TimelineRows::at(int row)
{
    const RowFrame wanted = frame(row);
    const QByteArray key = keyOf(m_source->at(row));
    if (const RowLayout *kept = m_rows.object(key); kept && kept->width == m_width && kept->frame == wanted)
        return *kept;
    auto *made = build(row, wanted).release();
    m_rows.insert(key, made); // takes it
    return *made;
}

std::unique_ptr<RowLayout> TimelineRows::build(int row, const RowFrame &frame) const
{
    const client::TimelineItem &item = m_source->at(row);
    RowInput input { item, frame, m_me, {}, m_notes.value(keyOf(item)) };
    if (item.kind == client::TimelineItem::Kind::Message && item.message.replyTo)
        input.replied = repliedTo(*m_source, *item.message.replyTo);
    return RowBuilder(input, m_width).build();
}

int TimelineRows::estimate(int row)
{
    const client::TimelineItem &item = m_source->at(row);
    return estimateHeight(item, frame(row), m_width);
}

void TimelineRows::addNote(int belowRow, const Pill &note)
{
    const QByteArray key = keyOf(m_source->at(belowRow));
    std::vector<Pill> &notes = m_notes[key];
    notes.push_back(note);
    if (notes.size() > mostNotes)
        notes.erase(notes.begin());
    m_rows.remove(key);
}

void TimelineRows::forget(int row) { m_rows.remove(keyOf(m_source->at(row))); }

void TimelineRows::clear() { m_rows.clear(); }

} // namespace hubbub::ui
