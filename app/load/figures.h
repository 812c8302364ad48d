// SPDX-License-Identifier: GPL-3.0-or-later
// What one run of one workload measured.
#pragma once

#include <QString>

#include <optional>

namespace hubbub::load {

struct Figures {
    QString workload;
    QString system; ///< the server's kind: hubbub, socket.io, ws
    std::optional<double> cpuUsPerDelivery {}; ///< of the server's processes, user and system
    std::optional<double> deliveriesPerSecond {};
    std::optional<double> deliveriesPerCpuSecond {}; ///< what a fully used core would do
    std::optional<double> p50Ms {}; ///< from the send to the delivery
    std::optional<double> p99Ms {};
    std::optional<double> kbPerConnection {}; ///< resident memory of the server's processes
    std::optional<double> seconds {}; ///< of a storm
    std::optional<double> publishesPerSecond {}; ///< answered
    quint64 refusals = 0;
    quint64 lostClients = 0; ///< connections that could not be made, or ended by themselves
    std::optional<double> serverShare {}; ///< of one core, all its processes together
    std::optional<double> generatorShare {};
    std::optional<double> redisShare {};

    /// A generator or a Redis that is nearly full is what was measured, not the server.
    [[nodiscard]] bool measuresTheServer() const
    {
        return generatorShare.value_or(0) <= 0.8 && redisShare.value_or(0) <= 0.8;
    }
};

} // namespace hubbub::load
