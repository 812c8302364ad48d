// SPDX-License-Identifier: GPL-3.0-or-later
// Carries the outbox to disk and to the node: what may be sent goes out, answers are judged, time-outs are repeated
// with the same mid.
#pragma once

#include "core/client/alarms.h"
#include "core/client/outbox.h"
#include "core/protocol/codec.h"

#include <QObject>

namespace hubbub::client {

class Connection;
class Store;

class Sender final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        const Clock &clock;
        const Alarms &alarms;
        Connection &connection;
        Store &store;
    };
    /// What the sender has to know of a room.
    struct Asks {
        std::function<bool(const RoomId &)> maySend; ///< whether its log stands well enough with us
        std::function<Epoch(const RoomId &)> epochOf; ///< of its log
        std::function<qint64(const RoomId &, const Mid &)> seqOf; ///< of a message in memory; 0: unknown
    };
    Sender(const Parts &parts, Asks asks, QObject *parent = nullptr);

    void restore(const QList<Outgoing> &messages);
    void clear();
    void setLimits(const protocol::Limits &limits);

    /// Checked here, so that what is taken can be sent: see ChatClient::send.
    [[nodiscard]] Result<Mid> add(const RoomId &room, const protocol::MessageBody &body);
    /// A change of a message (room, kind, target, what is known of its seq, and what it says).
    [[nodiscard]] Result<Mid> change(Outgoing change);
    /// Another text for a message that no node has seen; false where one may have.
    [[nodiscard]] bool rewrite(const Mid &mid, const protocol::MessageBody &body);
    [[nodiscard]] Outcome check(const protocol::MessageBody &body) const;
    void retry(const Mid &mid);
    void discard(const Mid &mid);
    /// See Outbox::redacted.
    void redacted(const RoomId &room, const Epoch &epoch, qint64 seq);
    /// Our own event came from the log.
    void storedInLog(const Mid &mid, const Epoch &epoch, qint64 seq);
    /// See Outbox::forked.
    void forked(const RoomId &room, const Epoch &epoch, qint64 seq, const QSet<Mid> &present);
    /// The room is gone for us: what waits there fails.
    void roomGone(const RoomId &room);
    void connectionLost();
    void pump();
    /// The store began anew: everything is written again.
    void rewrite();

    [[nodiscard]] const Outbox &outbox() const { return m_outbox; }

Q_SIGNALS:
    void changed(const hubbub::client::Outgoing &message, bool sending);
    void discarded(const hubbub::RoomId &room, const hubbub::Mid &mid);

private:
    void take(Outgoing message);
    void send(const Outgoing &message);
    [[nodiscard]] bool aim(const Outgoing &change);
    void fail(const Mid &mid, const Error &error);
    void onAnswer(const Mid &mid, const RoomId &room, const Result<protocol::OkReply> &outcome);
    void onRefused(const Outgoing &message, const Error &error);
    void onOverdue(const Outgoing &message);
    void acknowledge(const Mid &mid, const Epoch &epoch, qint64 seq);
    void write(const Outgoing &message);
    void expire();
    void armHold();

    Parts m_parts;
    Asks m_asks;
    Outbox m_outbox;
    protocol::Limits m_limits;
    QHash<Mid, int> m_overdue; ///< answers that did not come on this connection
    std::unique_ptr<Alarm> m_holdAlarm;
    std::unique_ptr<Alarm> m_expireAlarm;
};

} // namespace hubbub::client
