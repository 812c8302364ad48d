// SPDX-License-Identifier: GPL-3.0-or-later
// The left column of the chat page: search, new and public rooms, and the list itself. Says what is wanted; does
// nothing.
#pragma once

#include "ui/chat/room_list_model.h"

#include <QWidget>

class QListView;
class QStackedLayout;

namespace hubbub::ui {

class EmptyState;
class IconButton;
class SearchField;

class RoomListPanel final : public QWidget {
    Q_OBJECT
public:
    explicit RoomListPanel(RoomListModel &model, QWidget *parent = nullptr);

    /// Hands the list to the model; a row that goes makes no other one chosen.
    void setRooms(const QList<client::RoomSummary> &rooms);
    /// Marks the row; says nothing.
    void showChosen(const RoomId &room);
    void focusSearch();
    /// The next room with unread messages below `from`, wrapping around; empty: there is none.
    [[nodiscard]] RoomId nextUnread(const RoomId &from) const;

Q_SIGNALS:
    void roomChosen(const hubbub::RoomId &room);
    void newRoomWanted();
    void directWanted();
    void publicRoomsWanted();
    void switcherWanted();
    void leaveWanted(const hubbub::RoomId &room);
    void markReadWanted(const hubbub::RoomId &room);
    void pinWanted(const hubbub::RoomId &room, bool on);
    void attentionWanted(const hubbub::RoomId &room, hubbub::ui::Attention attention);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void wire();
    void adopt();
    void showRightPage();
    void chooseCurrent();
    void openMenu(const QPoint &where);
    void openAddMenu();

    RoomListModel &m_model;
    RoomFilter m_filter;
    SearchField *m_search;
    IconButton *m_add;
    QListView *m_list;
    EmptyState *m_none;
    EmptyState *m_noMatch;
    QStackedLayout *m_pages = nullptr;
    RoomId m_chosen;
    bool m_quiet = false; ///< while the selection is set from outside
};

} // namespace hubbub::ui
