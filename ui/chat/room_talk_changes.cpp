// SPDX-License-Identifier: GPL-3.0-or-later
// RoomTalk, the part that changes messages: edits, removals, reactions.
#include "ui/chat/chat_words.h"
#include "ui/chat/composer.h"
#include "ui/chat/emoji_popup.h"
#include "ui/chat/markdown.h"
#include "ui/chat/room_talk.h"
#include "ui/common/confirm_sheet.h"

namespace hubbub::ui {

using client::TimelineItem;

void RoomTalk::showProblem(const Error &error) { m_composer->showProblem(tr("Not sent: %1").arg(failureWords(error))); }

void RoomTalk::beginEdit(const TimelineItem &item)
{
    m_composer->beginEdit({ item.mid, item.message.text, markdownLine(item.message.text) });
}

void RoomTalk::editLast()
{
    if (!m_source)
        return;
    for (int row = m_source->count() - 1; row >= 0; --row) {
        const TimelineItem &item = m_source->at(row);
        if (item.kind != TimelineItem::Kind::Message || !item.own || item.state == client::SendState::Failed)
            continue;
        m_timeline->showRow(row);
        beginEdit(item);
        return;
    }
}

void RoomTalk::edit(const Mid &mid, const QString &text)
{
    const int row = m_source ? m_source->indexOf(mid) : -1;
    if (row < 0) { // it was removed meanwhile; what was written is not lost
        m_composer->showProblem(tr("This message is not there any more."));
        return;
    }
    protocol::MessageBody body;
    body.text = text;
    body.replyTo = m_source->at(row).message.replyTo;
    body.mentions = mentionsIn(text, m_client.people(m_room));
    if (const Result<Mid> taken = m_client.edit(m_room, mid, body); !taken)
        showProblem(taken.error());
    else
        m_composer->endEdit();
}

void RoomTalk::confirmRemoval(const TimelineItem &item)
{
    const QString line = markdownLine(item.message.text, 80);
    const QString meaning = item.own ? tr("“%1” goes for everybody in the room.").arg(line)
                                     : tr("“%1” of %2 goes for everybody in the room.").arg(line, authorWords(item));
    auto *sheet = new ConfirmSheet(tr("Remove this message?"), meaning, tr("Remove"), window());
    connect(sheet, &ConfirmSheet::confirmed, this, [this, room = m_room, mid = item.mid] {
        if (const Result<Mid> taken = m_client.redact(room, mid, {}); !taken)
            showProblem(taken.error());
    });
    sheet->present();
}

void RoomTalk::react(const TimelineItem &item, const QString &emoji, bool on)
{
    if (const Result<Mid> taken = m_client.react(m_room, item.mid, emoji, on); !taken)
        showProblem(taken.error());
}

void RoomTalk::offerEmoji(const TimelineItem &item, const QPoint &at)
{
    auto *popup = new EmojiPopup(this);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    connect(popup, &EmojiPopup::picked, this, [this, item, popup](const QString &emoji) {
        react(item, emoji, true);
        popup->close();
    });
    popup->popupAt(at);
}

} // namespace hubbub::ui
