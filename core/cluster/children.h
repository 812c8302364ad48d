// SPDX-License-Identifier: GPL-3.0-or-later
// How the processes of a local cluster are started: programs, arguments, environment. Values only.
#pragma once

#include "core/cluster/child_process.h"

namespace hubbub::cluster::children {

/// Where the parts of one run find each other.
struct Meeting {
    QString redisUrl; ///< of the private Redis, or the given one
    QString redisSocket; ///< of the private one
    QString adminSocket; ///< of the balancer
    QString balancerConfig; ///< its file
    quint16 balancerPort = 0; ///< 0: there is none
};

[[nodiscard]] ChildProcess::Options redis(const LocalCluster::Options &options, const Meeting &meeting);
[[nodiscard]] ChildProcess::Options balancer(const LocalCluster::Options &options, const Meeting &meeting);
/// Node nNUMBER on 127.0.0.1:`port`.
[[nodiscard]] ChildProcess::Options node(
    const LocalCluster::Options &options, const Meeting &meeting, int number, quint16 port);

/// The name that a node has in its cluster. On a Redis that was given other machines may have an n1 too, so there it
/// has an ending that is this desk's own.
[[nodiscard]] QString nodeName(const LocalCluster::Options &options, int number);

} // namespace hubbub::cluster::children
