// SPDX-License-Identifier: GPL-3.0-or-later
// RoomTalk, the part that changes messages: edits, removals, reactions.
#include "ui/chat/chat_words.h"
#include "ui/chat/composer.h"
#include "ui/chat/emoji_popup.h"
#include "ui/chat/markdown.h"
#include "ui/chat/room_talk.h"
#include "ui/common/confirm_sheet.h"
#include "ui/common/message_sheet.h"

namespace hubbub::ui {

using client::TimelineItem;

void RoomTalk::showProblem(const QString &sentence) { m_composer->showProblem(sentence); }

/// Another room is opened: a changed edit is taken up again with this one.
void RoomTalk::keepEdit()
{
    const auto &edited = m_composer->edited();
    if (edited && m_composer->text().trimmed() != edited->text.trimmed())
        m_edits.insert(m_room, { edited->mid, m_composer->text() });
}

void RoomTalk::takeUpEdit(const RoomId &room)
{
    const KeptEdit kept = m_edits.take(room);
    if (kept.mid.isEmpty() || !m_source)
        return;
    const int row = m_source->indexOf(kept.mid);
    const bool there = row >= 0 && m_source->at(row).kind == TimelineItem::Kind::Message;
    m_composer->beginEdit({ kept.mid, there ? m_source->at(row).message.text : QString(),
        there ? markdownLine(m_source->at(row).message.text) : QString() });
    m_composer->setText(kept.text);
    if (!there)
        giveUpEdit();
}

/// Somebody removed the message that is being edited.
void RoomTalk::giveUpEdit()
{
    m_composer->keepEditAsText();
    showProblem(tr("The message was removed meanwhile. Your text is kept; sent, it is a new one."));
}

/// An edit that waited, and whose message is gone before it came: what was written is shown once more.
void RoomTalk::watchEdits(int first, int count)
{
    for (int row = first; !m_underWay.isEmpty() && row < first + count; ++row) {
        const TimelineItem &item = m_source->at(row);
        const auto found = m_underWay.constFind(item.mid);
        if (found == m_underWay.cend())
            continue;
        const bool gone = item.kind == TimelineItem::Kind::Void && item.redactedBy != m_client.me().user;
        if (gone)
            (new MessageSheet(tr("Your edit came too late"),
                 tr("A moderator removed the message before your edit was there. This is what you wrote:"), window(),
                 *found))
                ->present();
        if (gone || item.kind == TimelineItem::Kind::Void || !item.change)
            m_underWay.erase(found);
    }
}

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
    if (row < 0 || m_source->at(row).kind != TimelineItem::Kind::Message) {
        giveUpEdit();
        return;
    }
    protocol::MessageBody body;
    body.text = text;
    body.replyTo = m_source->at(row).message.replyTo;
    body.mentions = mentionsIn(text, m_client.people(m_room));
    if (const Result<Mid> taken = m_client.edit(m_room, mid, body); !taken) {
        showProblem(tr("Not changed: %1").arg(changeFailureWords(taken.error())));
        return;
    }
    m_composer->endEdit();
    if (const int now = m_source->indexOf(mid); now >= 0 && m_source->at(now).change)
        m_underWay.insert(mid, text);
}

void RoomTalk::confirmRemoval(const TimelineItem &item)
{
    const QString line = markdownLine(item.message.text, 80);
    const QString meaning = item.own ? tr("“%1” goes for everybody in the room.").arg(line)
                                     : tr("“%1” of %2 goes for everybody in the room.").arg(line, authorWords(item));
    auto *sheet = new ConfirmSheet(tr("Remove this message?"), meaning, tr("Remove"), window());
    connect(sheet, &ConfirmSheet::confirmed, this, [this, room = m_room, mid = item.mid] {
        if (const Result<Mid> taken = m_client.redact(room, mid, {}); !taken)
            showProblem(tr("Not removed: %1").arg(changeFailureWords(taken.error())));
    });
    sheet->present();
}

void RoomTalk::react(const TimelineItem &item, const QString &emoji, bool on)
{
    if (const Result<Mid> taken = m_client.react(m_room, item.mid, emoji, on); !taken)
        showProblem(tr("No reaction: %1").arg(changeFailureWords(taken.error())));
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
