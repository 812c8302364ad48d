// SPDX-License-Identifier: GPL-3.0-or-later
// Who somebody is, at a glance: name, role, how they are, their status, when they were here last. Lies in the window
// beside what was pressed; goes with Escape and with a press elsewhere, which is not taken from whom it was meant for.
#pragma once

#include "core/client/chat_client.h"
#include "ui/common/avatar.h"

#include <QDateTime>
#include <QWidget>

namespace hubbub::ui {

class Button;
class IconButton;
class Label;

class PersonCard final : public QWidget {
    Q_OBJECT
public:
    static constexpr int designWidth = 300; ///< pixels of the design

    explicit PersonCard(QWidget *window);

    /// `member`: of the room. `known`: whether presences are what they are now. `now` is what spans count from.
    void setPerson(const client::Person &person, bool member, bool known, const QDateTime &now);
    [[nodiscard]] const client::Person &person() const { return m_person; }
    /// Beside that rectangle of the screen; `focus`: it was asked for by a key.
    void openBeside(const QRect &place, bool focus);

Q_SIGNALS:
    void messageWanted(const hubbub::UserId &user);
    void menuWanted(const hubbub::client::Person &person, const QPoint &at); ///< of the screen

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; ///< of the whole program, while it is there

private:
    void build();

    client::Person m_person;
    AvatarLook m_look;
    Label *m_name;
    Label *m_account;
    Label *m_state;
    Label *m_status;
    Button *m_message;
    IconButton *m_more;
};

} // namespace hubbub::ui
