// SPDX-License-Identifier: GPL-3.0-or-later
// A room's title and topic, for those who may change them, and its end for an owner.
#pragma once

#include "core/client/chat_client.h"
#include "ui/common/form_sheet.h"

namespace hubbub::ui {

class FieldRow;

class RoomSheet final : public FormSheet {
    Q_OBJECT
public:
    RoomSheet(client::ChatClient &client, const client::RoomSummary &room, QWidget *window);
    void present();

Q_SIGNALS:
    void closeWanted(); ///< the room is to end, for all

private:
    void step();
    void fail(const Error &error);

    client::ChatClient &m_client;
    client::RoomSummary m_room;
    FieldRow *m_title;
    FieldRow *m_topic;
};

} // namespace hubbub::ui
