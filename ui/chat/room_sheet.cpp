// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/room_sheet.h"

#include "core/protocol/limits.h"
#include "ui/chat/error_words.h"
#include "ui/common/button.h"
#include "ui/launcher/field_row.h"

#include <QLineEdit>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

RoomSheet::RoomSheet(client::ChatClient &client, const client::RoomSummary &room, QWidget *window)
    : FormSheet(tr("Room settings"), tr("Save"), window)
    , m_client(client)
    , m_room(room)
    , m_title(new FieldRow(tr("Title"), room.room.text(), u"roomTitleField"_s, card()))
    , m_topic(new FieldRow(tr("Topic"), tr("What it is about"), u"roomTopicField"_s, card()))
{
    setObjectName(u"roomSheet"_s);
    m_title->edit()->setMaxLength(protocol::titleLength);
    m_topic->edit()->setMaxLength(protocol::topicLength);
    m_title->setText(room.title);
    m_topic->setText(room.topic);
    addField(m_title);
    addField(m_topic);
    if (room.role == protocol::Role::Owner) {
        Button *end = addDanger(tr("Close room…"));
        end->setObjectName(u"closeRoomButton"_s);
        connect(end, &Button::clicked, this, [this] {
            dismiss();
            Q_EMIT
            closeWanted();
        });
    }
    const auto refresh = [this] {
        setReady(!m_title->text().trimmed().isEmpty());
        setProblem({});
    };
    connect(m_title->edit(), &QLineEdit::textChanged, this, refresh);
    for (FieldRow *row : { m_title, m_topic })
        connect(row->edit(), &QLineEdit::returnPressed, this, &RoomSheet::submit);
    connect(this, &FormSheet::submitted, this, &RoomSheet::step);
    refresh();
}

void RoomSheet::present() { open(m_title->edit()); }

/// One change after the other: what worked is not asked for again where the next one fails.
void RoomSheet::step()
{
    const QString title = m_title->text().simplified();
    const QString topic = m_topic->text().simplified();
    setBusy(true);
    if (title != m_room.title) {
        m_client.setRoomTitle(m_room.room, title, this, [this, title](const Outcome &done) {
            if (!done)
                return fail(done.error());
            m_room.title = title;
            step();
        });
        return;
    }
    if (topic != m_room.topic) {
        m_client.setRoomTopic(m_room.room, topic, this, [this, topic](const Outcome &done) {
            if (!done)
                return fail(done.error());
            m_room.topic = topic;
            step();
        });
        return;
    }
    setBusy(false);
    dismiss();
}

void RoomSheet::fail(const Error &error)
{
    setBusy(false);
    setProblem(roomErrorWords(error));
}

} // namespace hubbub::ui
