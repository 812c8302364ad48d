// SPDX-License-Identifier: GPL-3.0-or-later
// Type a few letters, see who said it, press Enter, be at that message. Looks through what was seen on this computer,
// so it works without a connection.
#pragma once

#include "core/client/search.h"
#include "ui/common/sheet.h"

#include <QTimer>

class QListView;
class QModelIndex;
class QStackedLayout;

namespace hubbub::client {
class ChatClient;
}

namespace hubbub::ui {

class EmptyState;
class FoundModel;
class Label;
class SearchField;
class Segments;

class SearchSheet final : public Sheet {
    Q_OBJECT
public:
    /// `room` is the open one, to which a search can be narrowed; empty: none. The client outlives the sheet.
    SearchSheet(client::ChatClient &client, const RoomId &room, QWidget *window);
    void present();

Q_SIGNALS:
    void messageChosen(const hubbub::RoomId &room, qint64 seq);

private:
    void build();
    void wire();
    void adopt();
    void look();
    void take(const client::SearchQuery &asked, const client::SearchAnswer &answer);
    void showEmpty(const client::SearchQuery &asked);
    void choose(const QModelIndex &index);
    [[nodiscard]] client::SearchQuery query() const;

    client::ChatClient &m_client;
    RoomId m_room;
    FoundModel *m_model;
    SearchField *m_field;
    Segments *m_scope = nullptr; ///< nullptr where no room is open
    QListView *m_list;
    EmptyState *m_empty;
    Label *m_note;
    QWidget *m_body;
    QStackedLayout *m_pages;
    QTimer m_again; ///< while older messages are still being read into the index
    bool m_asking = false;
    bool m_entered = false; ///< Enter came before the answer
};

} // namespace hubbub::ui
