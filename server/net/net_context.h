// SPDX-License-Identifier: GPL-3.0-or-later
// What all connections of an endpoint share, so that none of them has to hold it.
#pragma once

#include "server/net/admission.h"
#include "server/net/endpoint.h"
#include "server/net/poller.h"
#include "server/net/send_batch.h"
#include "server/net/timer_wheel.h"

#include <QByteArray>

#include <memory>
#include <span>
#include <vector>

namespace hubbub::server {

struct NetContext {
    NetContext(Endpoint &itsEndpoint, EndpointOptions itsOptions, EndpointHooks &itsHooks)
        : endpoint(itsEndpoint)
        , options(std::move(itsOptions))
        , hooks(itsHooks)
        , admission(options)
        , handshakeTicks(ticksOf(options.handshakeTimeout))
        , helloTicks(ticksOf(options.helloTimeout))
        , pingTicks(ticksOf(options.pingAfter))
        , pongTicks(ticksOf(options.pongTimeout))
        , messageTicks(ticksOf(options.messageTimeout))
        , unsentTicks(ticksOf(options.unsentTimeout))
        , closeTicks(ticksOf(options.closeTimeout))
    {
    }

    /// One buffer for all reads; the padding is for whoever reads a frame in vectors.
    static constexpr size_t readSize = 64 * 1024;
    std::span<char> readBuffer() { return { buffer.get(), readSize }; }

    /// Something is to be done at the end of the turn; outside one, that end must be asked for.
    void needTurnEnd()
    {
        if (!inTurn)
            endpoint.scheduleFlush();
    }

    Endpoint &endpoint;
    const EndpointOptions options;
    EndpointHooks &hooks;
    Poller poller;
    TimerWheel wheel;
    Admission admission;
    SendBatch batch;
    EndpointStats stats;
    Tick now = 0;
    bool inTurn = false;

    std::vector<Connection *> dirty; ///< with something pushed in this turn
    std::vector<Connection *> ended; ///< closed() is due
    std::vector<Connection *> dead; ///< to be deleted

    const Tick handshakeTicks;
    const Tick helloTicks;
    const Tick pingTicks;
    const Tick pongTicks;
    const Tick messageTicks;
    const Tick unsentTicks;
    const Tick closeTicks;

    const QByteArray ping = encodePing();
    std::unique_ptr<char[]> buffer = std::make_unique<char[]>(readSize + readPadding);
};

} // namespace hubbub::server
