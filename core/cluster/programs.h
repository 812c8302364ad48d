// SPDX-License-Identifier: GPL-3.0-or-later
// Where the programs of a local cluster are, what a person must install for those that are not, and the secret that
// its nodes share.
#pragma once

#include "core/cluster/local_cluster.h"

namespace hubbub::cluster::programs {

/// Paths; empty: not found. A path that the options name is taken as it is.
[[nodiscard]] QString gateway(const LocalCluster::Options &options);
[[nodiscard]] QString redis(const LocalCluster::Options &options);
[[nodiscard]] QString balancer(const LocalCluster::Options &options);

/// Makes the file with 64 hex digits that only its owner may read, once: tokens stay good from one run to the next.
[[nodiscard]] Outcome ensureSecret(const QString &path);

} // namespace hubbub::cluster::programs
