// SPDX-License-Identifier: GPL-3.0-or-later
// Type a few letters, press Enter, be in that room. Also the way to a new room of that name.
#pragma once

#include "core/client/chat_client.h"
#include "ui/common/sheet.h"

class QListView;

namespace hubbub::ui {

class Label;
class RoomListModel;
class SearchField;

class QuickSwitcher final : public Sheet {
    Q_OBJECT
public:
    QuickSwitcher(const QList<client::RoomSummary> &rooms, QWidget *window);
    void present();

Q_SIGNALS:
    void roomChosen(const hubbub::RoomId &room);
    void newRoomWanted(const QString &title);
    void publicRoomsWanted();

private:
    void rank();
    void choose(const QModelIndex &index);

    QList<client::RoomSummary> m_all; ///< newest activity first
    RoomListModel *m_model;
    SearchField *m_field;
    QListView *m_list;
    Label *m_none;
    QWidget *m_foot;
};

} // namespace hubbub::ui
