// SPDX-License-Identifier: GPL-3.0-or-later
// Reports of nodes that there are not, by a clock that the test turns.
#pragma once

#include "core/operator/cluster_model.h"
#include "core/protocol/ops_codec.h"
#include "tests/support/manual_clock.h"

namespace hubbub::testing {

struct Reports {
    ManualClock clock;
    ops::ClusterModel model { clock };

    protocol::NodeReport next(const char *node, const char *boot = "b1") const
    {
        protocol::NodeReport out;
        out.node = NodeId(QByteArray(node));
        out.boot = Boot(QByteArray(boot));
        out.t = clock.wall().count();
        out.state = "ready";
        return out;
    }
    void tell(const protocol::NodeReport &report) { model.take(protocol::encode(report)); }
    /// A second passes, with the model's own tick at its end.
    void second(int many = 1)
    {
        for (int i = 0; i < many; ++i) {
            clock.advance(std::chrono::seconds(1));
            model.tick();
        }
    }
    const ops::NodeView &node(const char *name) const { return *model.node(NodeId(QByteArray(name))); }
};

} // namespace hubbub::testing
