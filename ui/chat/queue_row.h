// SPDX-License-Identifier: GPL-3.0-or-later
// One conversation in a desk's queue: who asks, the first words, how long it waits or who has it, and buttons.
#pragma once

#include "core/client/chat_client.h"

#include <QWidget>

namespace hubbub::ui {

class Avatar;
class Button;
class Label;

class QueueRow final : public QWidget {
    Q_OBJECT
public:
    explicit QueueRow(QWidget *parent = nullptr);

    /// What the reader may do with it.
    struct Rights {
        bool take = false;
        bool open = false;
        bool hand = false;
        bool end = false;
    };
    void setEntry(const protocol::CaseEntry &entry, Rights rights);
    [[nodiscard]] const protocol::CaseEntry &entry() const { return m_entry; }
    /// `now`: ms since 1970.
    void tick(qint64 now);
    /// While a command is under way.
    void setBusy(bool busy);

Q_SIGNALS:
    void takeWanted();
    void openWanted();
    void handWanted();
    void endWanted();

private:
    protocol::CaseEntry m_entry;
    Avatar *m_avatar;
    Label *m_name;
    Label *m_words;
    Label *m_state;
    Button *m_take;
    Button *m_open;
    Button *m_hand;
    Button *m_end;
};

} // namespace hubbub::ui
