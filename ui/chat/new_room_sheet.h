// SPDX-License-Identifier: GPL-3.0-or-later
// Make a room: its title, the name that follows from it, and who may find it.
#pragma once

#include "core/client/chat_client.h"
#include "ui/common/sheet.h"

namespace hubbub::ui {

class Button;
class FieldRow;
class Label;
class Switch;

/// "Release 7!" is "release-7": what a room may be named, from what a person typed. Empty where nothing is left.
[[nodiscard]] QByteArray roomNameFrom(const QString &title);

class NewRoomSheet final : public Sheet {
    Q_OBJECT
public:
    NewRoomSheet(client::ChatClient &client, const QString &title, QWidget *window);
    void present();

Q_SIGNALS:
    void roomMade(const hubbub::RoomId &room);

private:
    void build();
    void refresh();
    void submit();
    void finish(const Result<RoomId> &made);

    client::ChatClient &m_client;
    FieldRow *m_title;
    Label *m_address;
    Switch *m_public;
    Switch *m_desk;
    Label *m_meaning;
    Button *m_make;
    bool m_busy = false;
};

} // namespace hubbub::ui
