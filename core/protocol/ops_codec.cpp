// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/ops_codec.h"

#include "core/protocol/fields.h"
#include "core/protocol/limits.h"
#include "core/protocol/ops_words.h"
#include "core/protocol/writer.h"

#include <array>

namespace hubbub::protocol {
namespace {

constexpr int opsDepth = 8;
constexpr qsizetype nonceBytes = 64;
constexpr qsizetype nameBytes = 128;

struct Count {
    std::string_view name;
    qint64 NodeReport::*member;
};
constexpr std::array counts { Count { "clients", &NodeReport::clients }, Count { "sessions", &NodeReport::sessions },
    Count { "rooms", &NodeReport::rooms }, Count { "queued_bytes", &NodeReport::queuedBytes },
    Count { "redis_in_flight", &NodeReport::redisInFlight }, Count { "rss", &NodeReport::rss },
    Count { "fds", &NodeReport::fds }, Count { "fds_most", &NodeReport::fdsMost },
    Count { "in_msgs", &NodeReport::inMessages }, Count { "in_bytes", &NodeReport::inBytes },
    Count { "deliveries", &NodeReport::deliveries }, Count { "out_bytes", &NodeReport::outBytes },
    Count { "connects", &NodeReport::connects }, Count { "disconnects", &NodeReport::disconnects },
    Count { "slow_closed", &NodeReport::slowClosed }, Count { "resumes", &NodeReport::resumes },
    Count { "resumes_gap", &NodeReport::resumesGap }, Count { "dups", &NodeReport::dups },
    Count { "gaps_filled", &NodeReport::gapsFilled }, Count { "rate_limited", &NodeReport::rateLimited },
    Count { "auth_failed", &NodeReport::authFailed } };

struct Measure {
    std::string_view name;
    double NodeReport::*member;
};
constexpr std::array measures { Measure { "redis_rtt_ms", &NodeReport::redisRttMs },
    Measure { "loop_lag_ms", &NodeReport::loopLagMs }, Measure { "cpu", &NodeReport::cpu } };

struct Spread {
    std::string_view name;
    std::optional<Quantiles> NodeReport::*member;
};
constexpr std::array spreads { Spread { "publish_ms", &NodeReport::publishMs },
    Spread { "deliver_ms", &NodeReport::deliverMs } };

double readMeasure(Fields &fields, std::string_view name)
{
    const auto value = fields.find(name);
    double number = 0;
    if (value && value->get(number) != simdjson::SUCCESS)
        fields.fail(name, "must be a number");
    else if (number < 0)
        fields.fail(name, "is out of range");
    return number;
}

RoomTraffic readTraffic(const Element &element, Fields &fields)
{
    RoomTraffic out;
    Object object;
    if (element.get(object) != simdjson::SUCCESS) {
        fields.fail("rooms_top", "must hold objects");
        return out;
    }
    Fields inner(object, QByteArrayLiteral("rooms_top."));
    out.room = inner.room("room");
    out.here = inner.integerIf("here", 0, largestNumber).value_or(0);
    out.inMessages = inner.integerIf("in_msgs", 0, largestNumber).value_or(0);
    out.deliveries = inner.integerIf("deliveries", 0, largestNumber).value_or(0);
    fields.adopt(inner);
    return out;
}

/// A short word without anything that a terminal or a log could take for its own.
QByteArray readName(Fields &fields, std::string_view name) { return fields.secretIf(name, nameBytes); }

BalancerTraffic readBalancer(const Element &element, Fields &fields)
{
    BalancerTraffic out;
    Object object;
    if (element.get(object) != simdjson::SUCCESS) {
        fields.fail("balancers", "must hold objects");
        return out;
    }
    Fields inner(object, QByteArrayLiteral("balancers."));
    out.address = readName(inner, "address");
    out.clients = inner.integerIf("clients", 0, largestNumber).value_or(0);
    fields.adopt(inner);
    return out;
}

template <typename T, typename Read>
Result<T> readObject(QByteArrayView bytes, Read read)
{
    thread_local Reader reader;
    const auto object = reader.parse(bytes, nodeFrameBytes, opsDepth);
    if (!object)
        return object.error();
    Fields fields(*object);
    T out = read(fields);
    if (const auto &error = fields.error())
        return Error { ErrorCode::BadFrame, error->detail };
    return out;
}

} // namespace

QByteArray encode(const NodeReport &report)
{
    Writer out(1024);
    out.beginObject().text("node", report.node.bytes()).text("boot", report.boot.bytes()).number("t", report.t);
    out.number("up_s", report.upSeconds).text("state", report.state);
    for (const Count &each : counts)
        out.number(each.name, report.*each.member);
    for (const Measure &each : measures)
        out.key(each.name).number(report.*each.member);
    for (const Spread &each : spreads) {
        if (const auto &spread = report.*each.member) {
            out.key(each.name).beginObject().key("p50").number(spread->p50);
            out.key("p99").number(spread->p99).endObject();
        }
    }
    if (!report.balancers.isEmpty()) {
        out.key("balancers").beginArray();
        for (const BalancerTraffic &each : report.balancers)
            out.beginObject().text("address", each.address).number("clients", each.clients).endObject();
        out.endArray();
    }
    out.key("rooms_top").beginArray();
    for (const RoomTraffic &room : report.roomsTop) {
        out.beginObject().text("room", room.room.bytes()).number("here", room.here);
        out.number("in_msgs", room.inMessages).number("deliveries", room.deliveries).endObject();
    }
    return out.endArray().endObject().take();
}

Result<NodeReport> readReport(QByteArrayView bytes)
{
    return readObject<NodeReport>(bytes, [](Fields &fields) {
        NodeReport out;
        out.node = NodeId(bytesOf(fields.string("node")));
        out.boot = Boot(bytesOf(fields.string("boot")));
        out.t = fields.integer("t", 0, largestNumber);
        out.upSeconds = fields.integerIf("up_s", 0, largestNumber).value_or(0);
        out.state = fields.bytesIf("state");
        for (const Count &each : counts)
            out.*each.member = fields.integerIf(each.name, 0, largestNumber).value_or(0);
        for (const Measure &each : measures)
            out.*each.member = readMeasure(fields, each.name);
        for (const Spread &each : spreads) {
            if (const auto object = fields.objectIf(each.name)) {
                Fields inner(*object);
                out.*each.member = Quantiles { readMeasure(inner, "p50"), readMeasure(inner, "p99") };
                fields.adopt(inner);
            }
        }
        if (const auto balancers = fields.arrayIf("balancers")) {
            for (const Element balancer : *balancers)
                out.balancers << readBalancer(balancer, fields);
        }
        if (const auto rooms = fields.arrayIf("rooms_top")) {
            for (const Element room : *rooms)
                out.roomsTop << readTraffic(room, fields);
        }
        return out;
    });
}

QByteArray encode(const OpsEvent &event)
{
    Writer out(256);
    const auto count = [&out](std::string_view name, const std::optional<qint64> &value) {
        if (value)
            out.number(name, *value);
    };
    out.beginObject().text("event", wordOf(event.kind)).text("level", wordOf(event.level)).number("t", event.t);
    out.text("node", event.node.bytes()).textIf("about", event.about.bytes()).textIf("boot", event.boot.bytes());
    out.textIf("user", event.user.bytes()).textIf("session", event.session.bytes()).textIf("room", event.room.bytes());
    out.textIf("address", event.address).textIf("cause", event.cause).textIf("cmd", event.command);
    out.textIf("target", event.target).textIf("by", event.by).textIf("nonce", event.nonce);
    out.textIf("result", event.result);
    count("code", event.code);
    count("count", event.count);
    count("ms", event.ms);
    return out.textIf("detail", event.detail).endObject().take();
}

Result<OpsEvent> readOpsEvent(QByteArrayView bytes)
{
    return readObject<OpsEvent>(bytes, [](Fields &fields) {
        OpsEvent out;
        out.kind = fromWord<OpsKind>(fields.string("event")).value_or(OpsKind::Unknown);
        out.level = fields.wordOr("level", OpsLevel::Info);
        out.t = fields.integer("t", 0, largestNumber);
        out.node = NodeId(bytesOf(fields.string("node")));
        out.about = NodeId(fields.bytesIf("about"));
        out.boot = Boot(fields.bytesIf("boot"));
        out.user = UserId(fields.bytesIf("user"));
        out.session = SessionId(fields.bytesIf("session"));
        out.room = RoomId(fields.bytesIf("room"));
        out.address = fields.bytesIf("address");
        out.cause = fields.bytesIf("cause");
        out.command = fields.bytesIf("cmd");
        out.target = fields.bytesIf("target");
        out.by = fields.bytesIf("by");
        out.nonce = fields.bytesIf("nonce");
        out.result = fields.bytesIf("result");
        out.detail = fields.textIf("detail");
        out.code = fields.integerIf("code", 0, largestNumber);
        out.count = fields.integerIf("count", 0, largestNumber);
        out.ms = fields.integerIf("ms", 0, largestNumber);
        return out;
    });
}

QByteArray encode(const Control &control)
{
    Writer out(256);
    const std::string_view word = wordOf(control.command);
    out.beginObject();
    if (control.command == Control::Command::Unknown)
        out.text("cmd", control.name);
    else
        out.text("cmd", word);
    out.text("target", control.target).text("by", control.by).number("t", control.t).text("nonce", control.nonce);
    return out.textIf("text", control.text).endObject().take();
}

Result<Control> readControl(QByteArrayView bytes)
{
    return readObject<Control>(bytes, [](Fields &fields) {
        Control out;
        out.name = readName(fields, "cmd");
        const auto known = fromWord<Control::Command>({ out.name.constData(), static_cast<size_t>(out.name.size()) });
        out.command = known.value_or(Control::Command::Unknown);
        out.target = readName(fields, "target");
        out.by = readName(fields, "by");
        out.t = fields.integer("t", 0, largestNumber);
        out.nonce = fields.secretIf("nonce", nonceBytes);
        out.text = fields.labelIf("text", topicLength);
        for (const char *needed : { "cmd", "target", "by", "nonce" }) {
            if (!fields.has(needed))
                fields.fail(needed, "is missing");
        }
        return out;
    });
}

QByteArray encode(const TraceRecord &record)
{
    Writer out(384);
    out.beginObject().text("trace", wordOf(record.kind)).text("node", record.node.bytes());
    out.text("room", record.room.bytes()).text("mid", record.mid.bytes()).number("seq", record.seq);
    out.number("redis_us", record.redisUs).number("clock_error_us", record.clockErrorUs);
    if (record.kind == TraceRecord::Kind::Deliver) {
        out.number("heard_us", record.heardUs).number("handed_us", record.handedUs).number("sockets", record.sockets);
        return out.endObject().take();
    }
    out.boolean("asked", record.asked);
    if (record.clientUs)
        out.number("client_us", *record.clientUs);
    out.number("received_us", record.receivedUs).number("sent_us", record.sentUs);
    return out.number("answered_us", record.answeredUs).number("ok_us", record.okUs).endObject().take();
}

Result<TraceRecord> readTrace(QByteArrayView bytes)
{
    return readObject<TraceRecord>(bytes, [](Fields &fields) {
        TraceRecord out;
        const auto kind = fromWord<TraceRecord::Kind>(fields.string("trace"));
        if (!kind)
            fields.fail("trace", "is unknown");
        out.kind = kind.value_or(TraceRecord::Kind::Publish);
        out.node = NodeId(bytesOf(fields.string("node")));
        out.room = fields.room("room");
        out.mid = Mid(readName(fields, "mid"));
        out.seq = fields.integer("seq", 1, largestNumber);
        out.redisUs = fields.integer("redis_us", 0, largestNumber);
        out.clockErrorUs = fields.integerIf("clock_error_us", 0, largestNumber).value_or(0);
        if (out.kind == TraceRecord::Kind::Deliver) {
            out.heardUs = fields.integer("heard_us", 0, largestNumber);
            out.handedUs = fields.integer("handed_us", 0, largestNumber);
            out.sockets = fields.integerIf("sockets", 0, largestNumber).value_or(0);
            return out;
        }
        out.asked = fields.boolean("asked", false);
        out.clientUs = fields.integerIf("client_us", 0, largestNumber);
        out.receivedUs = fields.integer("received_us", 0, largestNumber);
        out.sentUs = fields.integer("sent_us", 0, largestNumber);
        out.answeredUs = fields.integer("answered_us", 0, largestNumber);
        out.okUs = fields.integer("ok_us", 0, largestNumber);
        return out;
    });
}

} // namespace hubbub::protocol
