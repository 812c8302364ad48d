// SPDX-License-Identifier: GPL-3.0-or-later
// How a person is seen by others: the state they chose, the text they set, and that they left the computer. What was
// chosen stands before what was noticed: nobody who is busy becomes away.
#pragma once

#include "core/base/clock.h"
#include "core/client/alarms.h"
#include "core/protocol/state.h"

#include <QObject>
#include <QString>

#include <memory>

namespace hubbub::client {
class ChatClient;
}

namespace hubbub::ui {

class Settings;

class MyPresence final : public QObject {
    Q_OBJECT
public:
    /// All borrowed; they outlive it. The text is kept in the settings, until its time.
    MyPresence(client::ChatClient &client, Settings &settings, const Clock &clock, const client::Alarms &alarms,
        QObject *parent = nullptr);

    [[nodiscard]] protocol::Presence choice() const { return m_choice; }
    /// As others see it while there is a connection.
    [[nodiscard]] protocol::Presence shown() const;
    [[nodiscard]] QString text() const;
    void choose(protocol::Presence state);
    /// One line; empty: none. It goes by itself at `until`, in ms since 1970; 0: never.
    void setText(const QString &text, qint64 until);
    void setIdle(bool idle);

Q_SIGNALS:
    void changed();

private:
    void tell();
    void watchText();

    client::ChatClient &m_client;
    Settings &m_settings;
    const Clock &m_clock;
    std::unique_ptr<client::Alarm> m_textEnds;
    protocol::Presence m_choice = protocol::Presence::Online;
    bool m_idle = false;
    struct Told {
        protocol::Presence state = protocol::Presence::Online;
        QString text;
        friend bool operator==(const Told &, const Told &) = default;
    };
    Told m_told;
};

} // namespace hubbub::ui
