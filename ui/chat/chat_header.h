// SPDX-License-Identifier: GPL-3.0-or-later
// The line above a room's timeline: which room, who is in it, the connection, and what can be done.
#pragma once

#include "core/client/chat_client.h"

#include <QWidget>

#include <optional>

class QMenu;

namespace hubbub::ui {

class Avatar;
class ConnectionChip;
class IconButton;
class Label;

class ChatHeader final : public QWidget {
    Q_OBJECT
    Q_MOC_INCLUDE(<QMenu>)
public:
    static constexpr int designHeight = 54; ///< pixels of the design

    explicit ChatHeader(QWidget *parent = nullptr);

    /// nullptr: no room is open; the connection stays visible.
    /// `other` is whom a direct room is with; `known`: presences are what they are now.
    void setRoom(const client::RoomSummary *room, const std::optional<client::Person> &other = {}, bool known = true);
    /// In the place of the number of members.
    void setLine(const QString &words);
    void setLink(const client::LinkView &link);
    void setMembersShown(bool on);
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void membersToggled();
    void leaveWanted();
    void findWanted();
    void inviteWanted();
    void settingsWanted();
    void markReadWanted();
    void dayWanted(); ///< to jump to
    void menuOpening(QMenu *menu); ///< entries about the other one of a direct room may be added
    void unbanWanted();
    void connectionWanted(); ///< what became of it

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void adopt();
    void openMenu();

    Avatar *m_avatar;
    Label *m_title;
    Label *m_line;
    ConnectionChip *m_chip;
    IconButton *m_find;
    IconButton *m_members;
    IconButton *m_more;
    bool m_canLeave = false;
    bool m_canInvite = false;
    bool m_canSet = false;
    bool m_isDirect = false;
};

} // namespace hubbub::ui
