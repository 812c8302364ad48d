// SPDX-License-Identifier: GPL-3.0-or-later
// What one changes of one's account: the name that others see, the password, all sessions at once.
#pragma once

class QWidget;

namespace hubbub::client {
class ChatClient;
}

namespace hubbub::ui {

/// Each covers the window, does it by the client, and says what did not work.
void openNameSheet(client::ChatClient &client, QWidget *window);
void openPasswordSheet(client::ChatClient &client, QWidget *window);
void confirmSignOutEverywhere(client::ChatClient &client, QWidget *window);

} // namespace hubbub::ui
