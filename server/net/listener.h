// SPDX-License-Identifier: GPL-3.0-or-later
// The listening socket, with the options that every accepted one inherits from it.
#pragma once

#include "core/base/result.h"
#include "server/net/address.h"

#include <QString>

namespace hubbub::server {

class Listener {
public:
    Listener() = default;
    ~Listener() { close(); }
    Q_DISABLE_COPY_MOVE(Listener)

    struct Accepted {
        enum class Kind : quint8 {
            Connection,
            None, ///< nobody is waiting
            Lost, ///< whoever was waiting has gone; there may be others
            Exhausted, ///< no descriptors or memory: try again later
        };
        Kind kind = Kind::None;
        int descriptor = -1; ///< non-blocking; the caller owns it
        Address peer;
    };

    /// Fails with BadField for a host that is not an address, "localhost" or "*", else with Unavailable.
    [[nodiscard]] Outcome listen(const QString &host, quint16 port, int backlog, bool reusePort);
    [[nodiscard]] Accepted accept();
    void close();

    [[nodiscard]] bool isListening() const { return m_descriptor >= 0; }
    [[nodiscard]] int descriptor() const { return m_descriptor; }
    [[nodiscard]] quint16 port() const { return m_port; }

private:
    int m_descriptor = -1;
    quint16 m_port = 0;
};

} // namespace hubbub::server
