// SPDX-License-Identifier: GPL-3.0-or-later
// Tells link_state a story, event by event, and remembers what it wanted done last.
#pragma once

#include "core/client/link_state.h"

#include <QTest>

namespace hubbub::client {

inline const QUrl n1 { QStringLiteral("ws://n1/ws") };
inline const QUrl n2 { QStringLiteral("ws://n2/ws") };
inline const NodeId node1 { QByteArrayLiteral("n1") };
inline const NodeId node2 { QByteArrayLiteral("n2") };

/// A machine that is driven through a story.
struct LinkStory {
    LinkState state;
    std::vector<LinkAction> actions; ///< of the last event
    Clock::TimePoint now { std::chrono::hours(1) };
    double dice = 0;

    LinkStory &on(LinkEvent::What what)
    {
        LinkStep step = advance(state, { std::move(what), now, dice, 0 });
        state = step.next;
        actions = std::move(step.actions);
        return *this;
    }
    template <typename Action>
    [[nodiscard]] const Action *did() const
    {
        for (const LinkAction &action : actions)
            if (const auto *found = std::get_if<Action>(&action))
                return found;
        return nullptr;
    }
    LinkStory &online(Credential credential = Credential::Refresh)
    {
        on(link::Start { n1, {}, credential }).on(link::Opened {});
        return on(link::Welcomed { node1, { n1, n2 } });
    }
    LinkStory &closed(int code, std::optional<std::chrono::milliseconds> retry = {})
    {
        return on(link::Ended { EndKind::Closed, static_cast<quint16>(code), {}, retry });
    }
};

inline LinkStory inPhase(Phase phase)
{
    LinkStory made;
    if (phase == Phase::Offline)
        return made;
    made.on(link::Start { n1, { n2 }, Credential::Refresh });
    if (phase == Phase::Dialing)
        return made;
    if (phase == Phase::Waiting)
        return made.on(link::Ended { EndKind::Unreachable, 0, {}, {} });
    made.on(link::Opened {});
    return phase == Phase::Greeting ? made : made.on(link::Welcomed { node1, { n1, n2 } });
}

} // namespace hubbub::client

Q_DECLARE_METATYPE(hubbub::client::Phase)
Q_DECLARE_METATYPE(hubbub::client::LostReason)
Q_DECLARE_METATYPE(hubbub::client::EndKind)
Q_DECLARE_METATYPE(hubbub::client::Credential)
