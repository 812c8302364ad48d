// SPDX-License-Identifier: GPL-3.0-or-later
// What the benchmark must know of a server to drive it: how a client signs in, sends, and tells what it receives.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <memory>
#include <optional>

namespace hubbub::load {

/// A simulated client as a dialect sees it.
struct Caller {
    QByteArray user;
    QByteArray room; ///< the one it is a member of
    QByteArray token; ///< where the dialect asks for one
    QByteArray device;
};

/// What a text from the server is.
struct Incoming {
    enum class Kind : quint8 {
        Ready, ///< signed in, and in its room
        Delivery, ///< a message of the room
        Answer, ///< to the send `id`: done
        Refusal, ///< to the send `id`, or of the greeting (id 0)
        Chore, ///< `reply` must go back
        Other,
    };
    Kind kind = Kind::Other;
    qint64 id = 0;
    QByteArray reply {};
    bool isOwn = false; ///< Delivery: of what this client sent, and there is no other answer
};

/// Pure; one for all clients.
class Dialect {
public:
    virtual ~Dialect() = default;
    [[nodiscard]] virtual QByteArray subprotocol() const { return {}; }
    [[nodiscard]] virtual QByteArray target(const Caller &caller) const = 0; ///< of the upgrade
    /// The first text of a connection; empty where the server speaks first, or nobody needs to.
    [[nodiscard]] virtual QByteArray greeting(const Caller &caller) const = 0;
    /// Whether one is in one's room as soon as the connection is open.
    [[nodiscard]] virtual bool isReadyOnceOpen() const { return false; }
    [[nodiscard]] virtual Incoming read(QByteArrayView text, const Caller &caller) const = 0;
    /// A message to the caller's room. `id` is positive; `text` is of letters, digits and `~ -`.
    virtual void encodeSend(QByteArray &out, const Caller &caller, qint64 id, const QByteArray &text) const = 0;
};

/// "hubbub", "socket.io" (version 4; "socket.io-streams" speaks the same), "ws" (the plain server of packaging/peers)
/// or "nchan" (nginx, as packaging/peers sets it up); nothing for another name.
[[nodiscard]] std::unique_ptr<Dialect> dialectNamed(const QString &name);

} // namespace hubbub::load
