// SPDX-License-Identifier: GPL-3.0-or-later
// The rooms that are open to all: look through them, join one.
#pragma once

#include "core/client/chat_client.h"
#include "ui/common/sheet.h"

#include <QTimer>

class QListView;
class QStackedLayout;

namespace hubbub::ui {

class EmptyState;
class Label;
class PublicRoomsModel;
class SearchField;

class BrowseRoomsSheet final : public Sheet {
    Q_OBJECT
public:
    BrowseRoomsSheet(client::ChatClient &client, QWidget *window);
    void present();

Q_SIGNALS:
    void roomChosen(const hubbub::RoomId &room); ///< a member now, or already
    void newRoomWanted(const QString &title);
    void helpWanted(const hubbub::RoomId &desk, const QString &title);

private:
    void build();
    void wire();
    [[nodiscard]] QString prefix() const;
    void load();
    void loadMore();
    void take(quint64 ticket, const Result<protocol::RoomsPage> &page);
    void choose(const QModelIndex &index);
    void showJoined();

    client::ChatClient &m_client;
    PublicRoomsModel *m_model;
    SearchField *m_field;
    QListView *m_list;
    EmptyState *m_empty;
    Label *m_problem;
    QStackedLayout *m_pages = nullptr;
    QTimer m_typed; ///< a pause in typing
    RoomId m_next;
    quint64 m_ticket = 0;
    bool m_loading = false;
    bool m_joining = false;
};

} // namespace hubbub::ui
