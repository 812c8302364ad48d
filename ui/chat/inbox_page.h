// SPDX-License-Identifier: GPL-3.0-or-later
// The page of what concerns oneself: mentions, direct messages, invitations, announcements.
#pragma once

#include "core/client/chat_client.h"

#include <QTimer>
#include <QWidget>

class QListView;
class QStackedLayout;

namespace hubbub::ui {

class Button;
class EmptyState;
class InboxModel;

class InboxPage final : public QWidget {
    Q_OBJECT
public:
    explicit InboxPage(client::ChatClient &client, QWidget *parent = nullptr);

Q_SIGNALS:
    void unreadChanged(qint64 unread);
    /// To be opened at that message; 0: at its end.
    void messageWanted(const hubbub::RoomId &room, qint64 seq);
    void directWanted(const hubbub::UserId &user);
    void chatWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    void wire();
    void adopt();
    void alignHead();
    void refresh();
    void markRead();
    void open(const QModelIndex &index);
    void offerToJoin(const protocol::Notice &notice);
    void openInvitation(const protocol::Notice &notice);
    [[nodiscard]] QString nameOf(const UserId &user) const;

    client::ChatClient &m_client;
    InboxModel *m_model;
    QWidget *m_head;
    Button *m_allRead;
    QListView *m_list;
    EmptyState *m_none;
    QStackedLayout *m_pages = nullptr;
    QTimer m_reading; ///< what was in sight for a moment counts as read
};

} // namespace hubbub::ui
