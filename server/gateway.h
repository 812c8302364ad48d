// SPDX-License-Identifier: GPL-3.0-or-later
// One node, composed: owns every part, starts them in order, and ends them in order.
#pragma once

#include "core/base/clock.h"
#include "server/config.h"

#include <QObject>

#include <memory>

namespace hubbub::server {

/// The program's exit codes.
enum class ExitCode : int { Clean = 0, BadConfig = 2, CannotListen = 3, NoRedis = 4 };

class Gateway final : public QObject {
    Q_OBJECT
public:
    explicit Gateway(Config config, const Clock &clock = systemClock(), QObject *parent = nullptr);
    ~Gateway() override;

    /// Begins; ready() or ended() follows.
    void start();
    /// Moves all clients elsewhere, then ended() with Clean. A second call ends at once.
    void drain();

Q_SIGNALS:
    /// Clients may come: "ws://127.0.0.1:8470/ws".
    void ready(const QString &url);
    /// It is over; `reason` is one line for people, empty after a clean end.
    void ended(int exitCode, const QString &reason);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace hubbub::server
