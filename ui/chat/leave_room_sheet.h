// SPDX-License-Identifier: GPL-3.0-or-later
// Asks before a room is left, and says what that means.
#pragma once

#include "core/client/chat_client.h"
#include "ui/common/sheet.h"

namespace hubbub::ui {

class Button;
class Label;

class LeaveRoomSheet final : public Sheet {
    Q_OBJECT
public:
    LeaveRoomSheet(client::ChatClient &client, const client::RoomSummary &room, QWidget *window);
    void present();

private:
    void leave();

    client::ChatClient &m_client;
    RoomId m_room;
    bool m_isCase;
    Label *m_problem;
    Button *m_leave;
    Button *m_stay;
};

} // namespace hubbub::ui
