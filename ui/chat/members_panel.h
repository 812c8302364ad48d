// SPDX-License-Identifier: GPL-3.0-or-later
// The right column of the chat page: who is in the room, who is here, and on which node.
#pragma once

#include "core/client/chat_client.h"

#include <QWidget>

class QListView;

namespace hubbub::ui {

class IconButton;
class Label;
class MembersModel;

class MembersPanel final : public QWidget {
    Q_OBJECT
public:
    static constexpr int designWidth = 290; ///< pixels of the design

    explicit MembersPanel(QWidget *parent = nullptr);

    /// Of so many members; of a very large room only the first are read.
    void setPeople(const QList<client::Person> &people, qint64 members);
    void clear();
    void setKnown(bool known); ///< whether the presences are what they are now
    void setCanInvite(bool can);
    [[nodiscard]] MembersModel &model() const { return *m_model; }
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void closeWanted();
    void inviteWanted();
    void messageWanted(const hubbub::UserId &user);
    void cardWanted(const hubbub::client::Person &person, const QRect &place); ///< of the screen: the row
    void menuWanted(const hubbub::client::Person &person, const QPoint &at); ///< of the screen

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void adopt();
    void openMenu(const QPoint &where);

    MembersModel *m_model;
    QListView *m_list;
    Label *m_title;
    Label *m_part; ///< that it is not all of them
    IconButton *m_invite;
    IconButton *m_close;
};

} // namespace hubbub::ui
