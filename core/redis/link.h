// SPDX-License-Identifier: GPL-3.0-or-later
// A connection for commands: pipelined, answered in order, made again by itself after a loss.
#pragma once

#include "core/base/result.h"
#include "core/redis/options.h"
#include "core/redis/reply.h"
#include "core/redis/script.h"

#include <QList>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace hubbub::redis {

using Arguments = QList<QByteArray>;

/// Belongs to one thread with an event loop. All commands of one turn of the loop go out in one write; Redis runs them
/// in the order of the calls. A command given while the link is not up, or above the limit of unsent bytes, fails with
/// Unavailable and was not sent; one that was in flight when the connection was lost or ran into its time-out fails
/// with Unavailable too, and may or may not have been done. Callbacks never run inside the call that took them, and are
/// dropped when their context is gone or the link is destroyed. From inside a callback the link may be used and closed,
/// but deleted only by deleteLater().
/// Where the options name seeds, it is a link to a Redis Cluster, and cluster_link.h says what differs.
class Link final : public QObject {
    Q_OBJECT

public:
    using Callback = std::function<void(const Result<Reply> &)>;

    explicit Link(Options options, QObject *parent = nullptr);
    ~Link() override;

    /// Starts to connect, and keeps trying until close().
    void open();
    /// Ends the connection; what is in flight fails with Unavailable.
    void close();
    /// Drops the connection and dials (and resolves) again, because the caller knows better than the socket.
    void reconnect(const QString &reason);

    [[nodiscard]] bool isUp() const; ///< connected, signed in, scripts loaded, and Redis ready for commands
    [[nodiscard]] QString lastReason() const; ///< why it is not up, in one sentence without secrets; empty while up
    [[nodiscard]] bool isRefused() const; ///< Redis refuses our credentials (until an attempt ends otherwise)
    [[nodiscard]] const Endpoint &endpoint() const; ///< the one dialled last
    [[nodiscard]] bool isCluster() const;
    /// The Redis that commands about the key go to now; nothing where none is known.
    [[nodiscard]] std::optional<Endpoint> endpointFor(const QByteArray &key) const;
    /// All that keys may live on.
    [[nodiscard]] QList<Endpoint> endpoints() const;

    /// Sends one command. Every failure comes as an Error: an error reply as toError() has it, so a value is never one
    /// (but an item of an array, as EXEC gives, may be).
    void command(const Arguments &argv, QObject *context, Callback callback);
    /// As command(), but an error reply comes as a value with isError(), and only what was not answered is an Error.
    void exchange(const Arguments &argv, QObject *context, Callback callback);
    /// Sends one command whose answer nobody waits for; an error reply is logged as a warning.
    void post(const Arguments &argv);

    /// Loads the script on this and each later connection before it counts as up. Call before open() where possible.
    void registerScript(const Script &script);
    /// Runs a script by its digest; failures as command() has them. A Redis that has lost its scripts is not noticed
    /// by the caller: what was sent later is drained, then the scripts are loaded and what failed so is repeated in its
    /// old order, before anything that was called since.
    void run(
        const Script &script, const Arguments &keys, const Arguments &arguments, QObject *context, Callback callback);

    /// Runs a script behind writes of other keys. A Cluster does not keep that order by itself: there it is run once
    /// they are done, and fails as the first of them that is not.
    void runAfter(const QList<Arguments> &writes, const Script &script, const Arguments &keys,
        const Arguments &arguments, QObject *context, Callback callback);
    /// Says something on a channel of sharded kind: in a Cluster only the nodes of its slot pass it on.
    void announce(const QByteArray &channel, const QByteArray &payload);
    /// Runs the callback once all that was called before is answered. The order of the answers themselves is that of
    /// the calls only where the Redis is one. Unavailable where it can't be reached meanwhile.
    void whenAllAnswered(QObject *context, std::function<void(const Outcome &)> callback);

    struct Counters {
        quint64 commands = 0; ///< sent
        quint64 replies = 0;
        quint64 timeouts = 0; ///< commands failed so
        quint64 connects = 0; ///< times it came up
        quint64 reloads = 0; ///< times scripts were found missing
        qsizetype inFlight = 0;
        std::chrono::microseconds roundTrip {}; ///< of the last batch whose first command was answered
    };
    [[nodiscard]] Counters counters() const;

Q_SIGNALS:
    void up();
    /// It was up and no longer is, or the first attempt or one with a new reason failed.
    void down(const QString &reason);
    void endpointsChanged(); ///< endpoints() of a Cluster did

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace hubbub::redis
