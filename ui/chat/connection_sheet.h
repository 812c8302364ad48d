// SPDX-License-Identifier: GPL-3.0-or-later
// What became of the connection: now, its round trips, the last ones, and a bad network to try it with.
#pragma once

#include "core/client/link_story.h"
#include "core/client/slow_line.h"
#include "ui/common/sheet.h"

namespace hubbub::client {
class ChatClient;
}

namespace hubbub::ui {

class Button;
class Label;
class Segments;

/// "14:03 to 14:20 on n1: it was lost without a word. 14 messages were caught up with in 0.8 s."
[[nodiscard]] QString visitSentence(const client::LinkStory::Visit &visit);

class ConnectionSheet final : public Sheet {
    Q_OBJECT
public:
    /// Borrowed; it outlives the sheet.
    ConnectionSheet(client::ChatClient &client, QWidget *window);
    void present();

private:
    void refresh();
    void choose(int trouble);

    client::ChatClient &m_client;
    Label *m_state;
    class Trips;
    Trips *m_trips;
    QVBoxLayout *m_visits;
    Segments *m_trouble;
    Button *m_cut;
    Button *m_now;
    Button *m_close;
    QStringList m_told; ///< the sentences that stand there
};

} // namespace hubbub::ui
