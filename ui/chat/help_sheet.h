// SPDX-License-Identifier: GPL-3.0-or-later
// Ask a support desk for help: what it is about, and there is a conversation.
#pragma once

#include "core/client/chat_client.h"
#include "ui/common/form_sheet.h"

namespace hubbub::ui {

class FieldRow;

class HelpSheet final : public FormSheet {
    Q_OBJECT
public:
    HelpSheet(client::ChatClient &client, const RoomId &desk, const QString &title, QWidget *window);
    void present();

Q_SIGNALS:
    void opened(const hubbub::RoomId &room); ///< the conversation

private:
    void ask();

    client::ChatClient &m_client;
    RoomId m_desk;
    FieldRow *m_words;
};

} // namespace hubbub::ui
