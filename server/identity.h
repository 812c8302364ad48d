// SPDX-License-Identifier: GPL-3.0-or-later
// Who this node is at present.
#pragma once

#include "core/base/ids.h"

namespace hubbub::server {

struct Identity {
    NodeId node;
    Boot boot; ///< a new one after the node was judged dead
};

} // namespace hubbub::server
