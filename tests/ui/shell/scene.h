// SPDX-License-Identifier: GPL-3.0-or-later
// A window on a node without a cluster, with people and rooms in it, for tests of the shell.
#pragma once

#include "core/client/chat_client.h"
#include "tests/support/fake_node.h"
#include "ui/main_window.h"
#include "ui/settings/settings.h"

#include <QTemporaryDir>

#include <memory>

namespace hubbub::testing {

class Scene {
public:
    /// `filled`: a dozen rooms and people; else Mara alone in none.
    explicit Scene(bool filled = true);
    ~Scene();

    /// Signs Mara in by the client and waits until her rooms are there.
    [[nodiscard]] bool signIn();
    /// Makes the window anew, as on the next start of the program.
    void remakeWindow();
    /// Ends the program and starts it again, as whoever was signed in.
    void restart();

    template <typename T>
    [[nodiscard]] T *find(const char *name) const
    {
        return window->findChild<T *>(QString::fromLatin1(name));
    }

    static const UserId mara, ines, tomas, jon, aiko, sam, lea, piotr;
    static const RoomId opsNight, general;

    FakeNode node { "n2" };
    QTemporaryDir dir;
    ui::Settings settings;
    ui::IdleSource *idle = nullptr; ///< of windows that are made from now on, as are these:
    const Clock *clock = &systemClock();
    const client::Alarms *alarms = &client::systemAlarms();
    std::unique_ptr<client::ChatClient> client;
    std::unique_ptr<ui::MainWindow> window;

private:
    void fill();
    void makeClient();
};

} // namespace hubbub::testing
