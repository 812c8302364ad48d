// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/dialect.h"

#include "core/base/ids.h"
#include "core/protocol/limits.h"

#include <algorithm>

namespace hubbub::load {
namespace {

using Kind = Incoming::Kind;

// Frames are told apart by how they begin, not parsed: at a million deliveries a second a parser would be measured in
// place of the server. What these beginnings are is fixed by each server's encoder; the checker, where every frame
// counts, decodes properly.
qint64 numberAt(QByteArrayView text, qsizetype at)
{
    qint64 number = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at)
        number = number * 10 + (text[at] - '0');
    return number;
}

qint64 idAfter(QByteArrayView text, QByteArrayView before)
{
    const qsizetype at = text.indexOf(before);
    return at < 0 ? 0 : numberAt(text, at + before.size());
}

class HubbubDialect final : public Dialect {
public:
    QByteArray subprotocol() const override { return protocol::subprotocol; }
    QByteArray target(const Caller &) const override { return {}; } // the node's own path
    QByteArray greeting(const Caller &caller) const override
    {
        return R"({"op":"hello","id":1,"token":")" + caller.token + R"(","device":")" + caller.device
            + R"(","app":"hubbub-load"})";
    }
    Incoming read(QByteArrayView text, const Caller &) const override
    {
        if (text.startsWith(R"({"op":"event")"))
            return { .kind = text.contains(R"("kind":"message")") ? Kind::Delivery : Kind::Other };
        if (text.startsWith(R"({"op":"ok","id":)"))
            return { .kind = Kind::Answer, .id = numberAt(text, 16) - greetings };
        if (text.startsWith(R"({"op":"welcome")"))
            return { .kind = Kind::Ready };
        if (text.startsWith(R"({"op":"error")"))
            return { .kind = Kind::Refusal, .id = std::max<qint64>(idAfter(text, R"("id":)") - greetings, 0) };
        return {};
    }
    void encodeSend(QByteArray &out, const Caller &caller, qint64 id, const QByteArray &text) const override
    {
        out += R"({"op":"send","id":)" + QByteArray::number(id + greetings) + R"(,"room":")" + caller.room
            + R"(","mid":")" + randomUuid() + R"(","body":{"text":")" + text + R"("}})";
    }

private:
    static constexpr qint64 greetings = 1; ///< ids that the connection used before its first send
};

/// Socket.IO 4 over its WebSocket transport: Engine.IO packets 0 open, 2 ping, 3 pong, 4 message; within a message
/// 0 connect, 2 event, 3 acknowledgement, each with an id before its JSON where one is asked for.
class SocketIoDialect final : public Dialect {
public:
    QByteArray target(const Caller &) const override { return "/socket.io/?EIO=4&transport=websocket"; }
    QByteArray greeting(const Caller &) const override { return {}; }
    Incoming read(QByteArrayView text, const Caller &caller) const override
    {
        if (text.startsWith(R"(42["event")"))
            return { .kind = Kind::Delivery };
        if (text.startsWith("43")) {
            const qint64 id = numberAt(text, 2);
            return id == 0 ? Incoming { .kind = Kind::Ready } : Incoming { .kind = Kind::Answer, .id = id };
        }
        if (text == "2")
            return { .kind = Kind::Chore, .reply = "3" };
        if (text.startsWith('0'))
            return { .kind = Kind::Chore, .reply = "40" };
        if (text.startsWith("40"))
            return { .kind = Kind::Chore, .reply = R"(420["join",")" + caller.room + R"("])" };
        if (text.startsWith("44"))
            return { .kind = Kind::Refusal };
        return {};
    }
    void encodeSend(QByteArray &out, const Caller &caller, qint64 id, const QByteArray &text) const override
    {
        out += "42" + QByteArray::number(id) + R"(["send",{"room":")" + caller.room + R"(","from":")" + caller.user
            + R"(","mid":")" + randomUuid() + R"(","text":")" + text + R"("}])";
    }
};

/// The plain server on `ws` and Redis: JSON objects with an `op`, as one would write it by hand.
class PlainDialect final : public Dialect {
public:
    QByteArray target(const Caller &) const override { return "/"; }
    QByteArray greeting(const Caller &caller) const override
    {
        return R"({"op":"join","room":")" + caller.room + R"("})";
    }
    Incoming read(QByteArrayView text, const Caller &) const override
    {
        if (text.startsWith(R"({"op":"event")"))
            return { .kind = Kind::Delivery };
        if (text.startsWith(R"({"op":"ok","id":)"))
            return { .kind = Kind::Answer, .id = numberAt(text, 16) };
        if (text.startsWith(R"({"op":"joined")"))
            return { .kind = Kind::Ready };
        return {};
    }
    void encodeSend(QByteArray &out, const Caller &caller, qint64 id, const QByteArray &text) const override
    {
        out += R"({"op":"send","id":)" + QByteArray::number(id) + R"(,"room":")" + caller.room + R"(","from":")"
            + caller.user + R"(","mid":")" + randomUuid() + R"(","text":")" + text + R"("})";
    }
};

/// nchan's WebSocket publisher and subscriber in one: what one sends to a room's address comes to all who are connected
/// to it, the sender too, as it is; and that is the only answer.
class NchanDialect final : public Dialect {
public:
    QByteArray target(const Caller &caller) const override { return "/room/" + caller.room; }
    QByteArray greeting(const Caller &) const override { return {}; }
    bool isReadyOnceOpen() const override { return true; }
    Incoming read(QByteArrayView text, const Caller &caller) const override
    {
        if (!text.startsWith(opening))
            return {};
        const QByteArrayView from = text.sliced(opening.size());
        return { .kind = Kind::Delivery,
            .isOwn =
                from.startsWith(caller.user) && from.size() > caller.user.size() && from[caller.user.size()] == '"' };
    }
    void encodeSend(QByteArray &out, const Caller &caller, qint64, const QByteArray &text) const override
    {
        out += opening.toByteArray() + caller.user + R"(","room":")" + caller.room + R"(","mid":")" + randomUuid()
            + R"(","text":")" + text + R"("})";
    }

private:
    static constexpr QByteArrayView opening = R"({"op":"event","from":")";
};

} // namespace

std::unique_ptr<Dialect> dialectNamed(const QString &name)
{
    if (name == QLatin1StringView("hubbub"))
        return std::make_unique<HubbubDialect>();
    if (name == QLatin1StringView("socket.io") || name == QLatin1StringView("socket.io-streams"))
        return std::make_unique<SocketIoDialect>();
    if (name == QLatin1StringView("ws"))
        return std::make_unique<PlainDialect>();
    if (name == QLatin1StringView("nchan"))
        return std::make_unique<NchanDialect>();
    return nullptr;
}

} // namespace hubbub::load
