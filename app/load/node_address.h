// SPDX-License-Identifier: GPL-3.0-or-later
// Nodes as they are named on the command line, and as the kernel wants them.
#pragma once

#include "app/load/peer.h"
#include "core/base/result.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <vector>

namespace hubbub::load {

/// Parses `ws://HOST[:PORT][/PATH]` and resolves the host; port 80 and path /ws where left out. The callback runs
/// later, once, unless the context is gone first: all addresses in the order of the URLs, or the first failure.
void resolveNodes(
    const QStringList &urls, QObject *context, std::function<void(const Result<std::vector<NodeAddress>> &)> callback);

} // namespace hubbub::load
