// SPDX-License-Identifier: GPL-3.0-or-later
// The plain HTTP pages of a node: whether it lives, whether it is ready, and its figures.
#pragma once

#include "server/net/handshake.h"

#include <functional>

namespace hubbub::redis {
class Link;
class Subscription;
}

namespace hubbub::server {

class StatusPages {
public:
    enum class State : quint8 { Starting, Ready, Draining };

    StatusPages(const redis::Link &link, const redis::Subscription &subscription, AddressRanges metricsFrom);

    void setState(State state) { m_state = state; }
    [[nodiscard]] HttpResponse answer(const HttpRequest &request) const;

    /// The body of /metrics.
    std::function<QByteArray()> metrics;

private:
    [[nodiscard]] QString reasonNotReady() const;

    const redis::Link &m_link;
    const redis::Subscription &m_subscription;
    AddressRanges m_metricsFrom;
    State m_state = State::Starting;
};

} // namespace hubbub::server
