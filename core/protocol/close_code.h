// SPDX-License-Identifier: GPL-3.0-or-later
// Why a WebSocket connection ended, and what its client should do then.
#pragma once

#include <QtGlobal>

namespace hubbub::protocol {

enum class CloseCode : quint16 {
    Normal = 1000,
    GoingAwayStandard = 1001,
    ProtocolError = 1002,
    Unsupported = 1003,
    Abnormal = 1006, ///< never sent: the connection ended without a Close
    BadPayload = 1007,
    TooBig = 1009,
    InternalError = 1011,
    GoingAway = 4000,
    SlowConsumer = 4001,
    NoPong = 4002,
    PositionLost = 4003,
    TokenExpired = 4004,
    TooManyConnections = 4005,
    Unauthorized = 4500,
    BadFrames = 4501,
    Version = 4502,
    RemovedByOperator = 4504,
    SessionReplaced = 4505,
};

/// What a client does after a close.
enum class AfterClose : quint8 {
    Stop, ///< a normal end
    ComeBack, ///< reconnect with backoff
    ComeBackOnce, ///< one more try, then stop and say so: a defect of ours
    StayAway, ///< the person must act first
};
[[nodiscard]] AfterClose afterClose(quint16 code);

} // namespace hubbub::protocol
