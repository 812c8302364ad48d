// SPDX-License-Identifier: GPL-3.0-or-later
// Above a desk's timeline: its queue, and what an agent may do about each conversation. Above a conversation's: how it
// stands, for the two in it. Nothing above other rooms. Waiting times tick once a second.
#pragma once

#include "core/base/clock.h"
#include "core/client/chat_client.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace hubbub::ui {

class Label;
class QueueRow;

class QueuePanel final : public QWidget {
    Q_OBJECT
public:
    static constexpr int mostRows = 6; ///< the next ones; of the others there is a count

    QueuePanel(client::ChatClient &client, const Clock &clock, QWidget *parent = nullptr);

    void setRoom(const RoomId &room);
    /// How the conversation in the open room stands, in a line; empty for other rooms.
    [[nodiscard]] QString stateLine() const;

Q_SIGNALS:
    void roomWanted(const hubbub::RoomId &room); ///< of a conversation that was taken
    void handWanted(const hubbub::RoomId &desk, const hubbub::RoomId &conversation);
    void failed(const QString &sentence);
    void stateChanged();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void tick();
    void act(QueueRow *row, const protocol::CaseEntry &entry, const RoomId &desk);
    void fail(const Error &error);
    [[nodiscard]] bool isDesk() const;
    [[nodiscard]] RoomId desk() const;
    [[nodiscard]] QList<protocol::CaseEntry> shown() const;

    client::ChatClient &m_client;
    const Clock &m_clock;
    RoomId m_room;
    QVBoxLayout *m_column;
    Label *m_head;
    Label *m_more;
    std::vector<QueueRow *> m_rows;
    QTimer m_tick;
};

} // namespace hubbub::ui
