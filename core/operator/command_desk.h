// SPDX-License-Identifier: GPL-3.0-or-later
// Gives operators' commands to the nodes by Redis's control channel, and gathers who did them.
#pragma once

#include "core/base/clock.h"
#include "core/protocol/ops.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>
#include <map>

namespace hubbub::redis {
class Link;
}

namespace hubbub::ops {

struct NodeAnswer {
    QByteArray result; ///< "ok", or an error's code
    QString detail;
    friend bool operator==(const NodeAnswer &, const NodeAnswer &) = default;
};

struct CommandRecord {
    enum class State : quint8 { Waiting, Done, Refused, Unanswered };
    protocol::Control control;
    QSet<QByteArray> waitingFor; ///< nodes
    std::map<QByteArray, NodeAnswer> answers; ///< by node
    State state = State::Waiting;
    QString problem; ///< one sentence; empty where all is well
};

/// A command that a node did not answer is said again with the same nonce every two seconds, for nine: nodes do it
/// once. Belongs to one thread.
class CommandDesk final : public QObject {
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds sayAgain { 2000 };
    static constexpr std::chrono::milliseconds patience { 9000 }; ///< nodes refuse what is older than ten seconds

    /// `redisNow` is ms by Redis's clock. Borrowed.
    CommandDesk(redis::Link &link, std::function<qint64()> redisNow, const Clock &clock, QObject *parent = nullptr);

    /// Fills in time and nonce; the nonce names the record from now on. `nodes` are those that are to answer.
    QByteArray give(protocol::Control control, const QList<NodeId> &nodes);
    /// An `answer` event.
    void take(const protocol::OpsEvent &event);
    [[nodiscard]] const CommandRecord *record(const QByteArray &nonce) const;

    /// Whether Redis lets this user command nodes: known some time after the link is up.
    enum class Rights : quint8 { Unknown, MayCommand, MayLook };
    [[nodiscard]] Rights rights() const { return m_rights; }
    void askRights();
    /// There is nobody to command.
    void close() { m_rights = Rights::MayLook; }

Q_SIGNALS:
    void changed(const QByteArray &nonce); ///< an answer came, or it is over
    void rightsChanged();

private:
    struct Open {
        CommandRecord record;
        Clock::TimePoint given;
        Clock::TimePoint said;
    };
    void say(const QByteArray &nonce);
    void look();
    void settle(Open &open);
    void setRights(Rights rights);

    redis::Link &m_link;
    std::function<qint64()> m_redisNow;
    const Clock &m_clock;
    QHash<QByteArray, Open> m_open; ///< by nonce; those that are over stay until the desk goes
    QTimer m_timer;
    Rights m_rights = Rights::Unknown;
};

} // namespace hubbub::ops
