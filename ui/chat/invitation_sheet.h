// SPDX-License-Identifier: GPL-3.0-or-later
// An invitation into a room: to be accepted or refused.
#pragma once

#include "core/client/chat_client.h"
#include "ui/common/sheet.h"

namespace hubbub::ui {

class Button;
class Label;

class InvitationSheet final : public Sheet {
    Q_OBJECT
public:
    InvitationSheet(client::ChatClient &client, const protocol::Notice &notice, const QString &title, QWidget *window);
    void present();

Q_SIGNALS:
    void joined(const hubbub::RoomId &room);

private:
    void answer(bool join);
    void finish(const Result<RoomId> &done, bool join);

    client::ChatClient &m_client;
    RoomId m_room;
    Label *m_problem;
    Button *m_join;
    Button *m_refuse;
};

} // namespace hubbub::ui
