// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a client's frames: the parser must find what libwslay finds, however the bytes are cut into reads.
#include "server/net/frames.h"

#include <wslay/wslay.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

using namespace hubbub::server;
using Kind = Parsed::Kind;

namespace {

struct Item {
    char kind; ///< 't'ext, p'i'ng, p'o'ng, 'c'lose, 'v'iolation
    int code = 0;
    std::string payload;
    std::string why {}; ///< ours alone

    friend bool operator==(const Item &a, const Item &b)
    {
        return a.kind == b.kind && a.code == b.code && a.payload == b.payload;
    }
};
using Items = std::vector<Item>;

void print(const char *who, const Items &items)
{
    std::fprintf(stderr, "%s:\n", who);
    for (const Item &item : items) {
        std::fprintf(stderr, "  %c %d (%zu bytes)", item.kind, item.code, item.payload.size());
        for (size_t i = 0; i < std::min<size_t>(item.payload.size(), 32); ++i)
            std::fprintf(stderr, " %02x", static_cast<unsigned char>(item.payload[i]));
        std::fprintf(stderr, "\n");
    }
}

/// The oracle's opinion, up to its first Close.
class Oracle {
public:
    explicit Oracle(std::string bytes)
        : m_bytes(std::move(bytes))
    {
        wslay_event_callbacks callbacks {};
        callbacks.recv_callback = &Oracle::receive;
        callbacks.send_callback = [](wslay_event_context_ptr, const uint8_t *, size_t size, int, void *) {
            return ssize_t(size);
        };
        callbacks.on_msg_recv_callback = &Oracle::message;
        wslay_event_context_ptr context = nullptr;
        if (wslay_event_context_server_init(&context, &callbacks, this) != 0)
            std::abort();
        wslay_event_config_set_max_recv_msg_length(context, FrameLimits().message);
        while (wslay_event_get_read_enabled(context) && m_at < m_bytes.size())
            if (wslay_event_recv(context) != 0)
                break;
        wslay_event_send(context);
        if (!m_isClosed && wslay_event_get_close_sent(context))
            items.push_back({ 'v', codeOf(wslay_event_get_status_code_sent(context)), {} });
        wslay_event_context_free(context);
    }

    Items items;

private:
    /// What is wrong with a header it answers by a Close without a code.
    static int codeOf(int sent) { return sent == WSLAY_CODE_NO_STATUS_RCVD ? 1002 : sent; }
    static ssize_t receive(wslay_event_context_ptr context, uint8_t *into, size_t size, int, void *self)
    {
        auto &oracle = *static_cast<Oracle *>(self);
        const size_t left = oracle.m_bytes.size() - oracle.m_at;
        if (left == 0) {
            wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
            return -1;
        }
        const size_t taken = std::min(left, size);
        std::memcpy(into, oracle.m_bytes.data() + oracle.m_at, taken);
        oracle.m_at += taken;
        return static_cast<ssize_t>(taken);
    }
    static void message(wslay_event_context_ptr, const wslay_event_on_msg_recv_arg *arg, void *self)
    {
        auto &oracle = *static_cast<Oracle *>(self);
        const std::string payload(reinterpret_cast<const char *>(arg->msg), arg->msg_length);
        switch (arg->opcode) {
        case WSLAY_TEXT_FRAME:
            oracle.items.push_back({ 't', 0, payload });
            break;
        case WSLAY_BINARY_FRAME:
            oracle.items.push_back({ 'b', 0, payload });
            break;
        case WSLAY_PING:
            oracle.items.push_back({ 'i', 0, payload });
            break;
        case WSLAY_PONG:
            oracle.items.push_back({ 'o', 0, payload });
            break;
        case WSLAY_CONNECTION_CLOSE: {
            const int code = payload.empty() ? 1005 : arg->status_code;
            if (payload.size() == 1) // it lets half a code pass; RFC 6455 section 5.5.1 does not
                oracle.items.push_back({ 'v', 1002, {} });
            else
                oracle.items.push_back({ 'c', code, payload.size() > 2 ? payload.substr(2) : std::string() });
            oracle.m_isClosed = true;
            break;
        }
        default:
            oracle.items.push_back({ '?', arg->opcode, payload });
        }
    }

    const std::string m_bytes;
    size_t m_at = 0;
    bool m_isClosed = false;
};

/// Ours, fed in pieces whose sizes come from `cuts` (all at once where it is 0). Each piece is a buffer of its own, so
/// that the sanitizer sees a read or write beyond it.
Items ours(const std::string &bytes, unsigned cuts, bool *isCut = nullptr)
{
    FrameLimits limits;
    limits.idleFrames = 65'535; // the oracle knows no floods
    limits.idleFramesPerSecond = 65'535;
    FrameParser parser;
    Items items;
    unsigned random = cuts;
    hubbub::server::Tick now = 0;
    for (size_t at = 0; at < bytes.size();) {
        random = random * 1664525 + 1013904223;
        const size_t size =
            std::min(bytes.size() - at, cuts == 0 ? bytes.size() : 1 + (random >> 24) % (1 + cuts % 97));
        std::vector<char> buffer(bytes.begin() + static_cast<long>(at), bytes.begin() + static_cast<long>(at + size));
        at += size;
        std::span<char> input(buffer);
        for (;;) {
            const Parsed parsed = parser.next(input, limits, ++now);
            const std::string payload = parsed.payload.toByteArray().toStdString();
            if (parsed.kind == Kind::NeedMore)
                break;
            switch (parsed.kind) {
            case Kind::Text:
                items.push_back({ 't', 0, payload });
                break;
            case Kind::Ping:
                items.push_back({ 'i', 0, payload });
                break;
            case Kind::Pong:
                items.push_back({ 'o', 0, payload });
                break;
            case Kind::Close:
                items.push_back({ 'c', parsed.code, payload });
                return items;
            default:
                items.push_back({ 'v', parsed.code, {}, parsed.why });
                return items;
            }
        }
        if (!input.empty()) {
            std::fprintf(stderr, "input is left over\n");
            std::abort();
        }
    }
    if (isCut)
        *isCut = parser.isInsideMessage();
    return items;
}

/// Where RFC 6455 leaves a choice, and we chose otherwise.
bool isOurChoice(const Items &mine, const Items &theirs, bool isCut)
{
    // a frame that is cut: it looks at the half of a header or of a close reason, we at the whole
    if (isCut && theirs.size() == mine.size() + 1 && theirs.back().kind == 'v')
        return std::equal(mine.begin(), mine.end(), theirs.begin());
    if (mine.empty() || mine.back().kind == 't')
        return false;
    const size_t last = mine.size() - 1;
    if (!std::equal(mine.begin(), mine.end() - 1, theirs.begin(),
            theirs.begin() + static_cast<long>(std::min(last, theirs.size()))))
        return false;
    const Item &end = mine.back();
    // binary is refused at its header; what comes after that we don't look at
    if (end.kind == 'v' && end.code == 1003)
        return true;
    // two rules broken by one frame: either code fits
    const bool theyEndToo = theirs.size() == mine.size() && (theirs.back().kind == 'v' || theirs.back().kind == 'c');
    if (end.kind == 'v' && theyEndToo && theirs.back().kind == 'v') {
        const int code = theirs.back().code;
        const bool isCloseCode = end.why.find("close code") != std::string::npos;
        return isCloseCode ? code == 1007 : (end.code == 1002 && code == 1009) || (end.code == 1009 && code == 1002);
    }
    // close codes that IANA has added since
    return end.kind == 'c' && end.code >= 1012 && end.code <= 1014 && theyEndToo && theirs.back().code == 1002;
}

/// Frames made to a plan read from the fuzzer's bytes: mostly right, so that the depths are reached too.
std::string planned(const uint8_t *data, size_t size)
{
    std::string out;
    size_t at = 0;
    const auto byte = [&] { return at < size ? data[at++] : uint8_t(0); };
    while (at < size) {
        const uint8_t plan = byte();
        const uint8_t detail = byte();
        static constexpr uint8_t opcodes[] = { 1, 0, 1, 0, 9, 10, 8, 2 };
        const uint8_t opcode = plan & 0x40 ? detail & 15 : opcodes[plan & 7];
        const bool isFinal = opcode >= 8 || plan & 8;
        size_t length = byte();
        if (opcode < 8 && detail & 0x80)
            length = length << 8 | byte();
        if (plan & 0x10)
            length = std::min<size_t>(length, 8);
        std::string payload;
        // some bytes from the plan, then more of the same
        const size_t fresh = std::min<size_t>(length, detail & 7 ? length : 4);
        for (size_t i = 0; i < fresh; ++i)
            payload += static_cast<char>(byte());
        payload.resize(length, 'x');

        out += static_cast<char>((isFinal ? 0x80 : 0) | opcode);
        if (length < 126) {
            out += static_cast<char>(0x80 | length);
        } else {
            out += static_cast<char>(0x80 | 126);
            out += static_cast<char>(length >> 8);
            out += static_cast<char>(length);
        }
        const char mask[4] = { static_cast<char>(detail), static_cast<char>(plan), static_cast<char>(length), 0x5a };
        out.append(mask, 4);
        for (size_t i = 0; i < length; ++i)
            out += static_cast<char>(payload[i] ^ mask[i % 4]);
    }
    return out;
}

void demandSame(const char *what, const Items &mine, const Items &theirs)
{
    if (mine == theirs)
        return;
    std::fprintf(stderr, "%s\n", what);
    print("one", mine);
    print("other", theirs);
    std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    const unsigned cuts = data[0] | data[1] << 8;
    const bool isPlanned = data[2] & 1;
    const std::string bytes =
        isPlanned ? planned(data + 3, size - 3) : std::string(reinterpret_cast<const char *>(data) + 3, size - 3);
    bool isCut = false;
    const Items mine = ours(bytes, 0, &isCut);
    demandSame("whole and in pieces", mine, ours(bytes, cuts));
    demandSame("whole and byte by byte", mine, ours(bytes, 97));
    // we see some wrongs in the first two bytes of a header, the oracle once it is whole
    const bool isWrong = !mine.empty() && mine.back().kind == 'v';
    const Oracle oracle(isWrong ? bytes + std::string(14, '\0') : bytes);
    if (!isOurChoice(mine, oracle.items, isCut))
        demandSame("ours and libwslay's", mine, oracle.items);
    return 0;
}
