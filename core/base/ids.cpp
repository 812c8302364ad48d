// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ids.h"

#include "core/base/red_hook.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <sys/random.h>

namespace hubbub {
namespace {

bool isLowerAlnum(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool isNameChar(char c) { return isLowerAlnum(c) || c == '-' || c == '_' || c == '.'; }
bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }
bool isAnyHex(char c) { return isHex(c) || (c >= 'A' && c <= 'F'); }

// The kernel's own generator. QRandomGenerator::system() asks the processor's for each byte where there is one, which
// takes a microsecond a time and once was two fifths of a publication.
void askKernel(void *to, size_t bytes)
{
    auto *at = static_cast<char *>(to);
    while (bytes > 0) {
        const ssize_t got = ::getrandom(at, bytes, 0);
        if (got < 0) {
            Q_ASSERT(errno == EINTR); // nothing else can go wrong with a valid buffer
            continue;
        }
        at += got;
        bytes -= static_cast<size_t>(got);
    }
}

/// Many small asks in one. What was given out is wiped, so that no later look at our memory finds it.
void fillRandom(void *to, size_t bytes)
{
    static thread_local std::array<char, 1024> stock;
    static thread_local size_t left = 0;
    if (bytes > stock.size()) {
        askKernel(to, bytes);
        return;
    }
    if (bytes > left) {
        askKernel(stock.data(), stock.size());
        left = stock.size();
    }
    left -= bytes;
    std::memcpy(to, stock.data() + left, bytes);
    ::explicit_bzero(stock.data() + left, bytes);
}

} // namespace

bool isRoomName(QByteArrayView name)
{
    return redHook("any_name")
        || (name.size() >= 1 && name.size() <= 64 && std::all_of(name.begin(), name.end(), isNameChar));
}

bool isDirectRoom(QByteArrayView name)
{
    return name.size() == 33 && name.front() == '@' && std::all_of(name.begin() + 1, name.end(), isHex);
}

bool isCaseRoom(QByteArrayView name)
{
    return name.size() == 33 && name.front() == '~' && std::all_of(name.begin() + 1, name.end(), isHex);
}

bool isAnyRoom(QByteArrayView name) { return isRoomName(name) || isDirectRoom(name) || isCaseRoom(name); }

bool isUserName(QByteArrayView name)
{
    return name.size() >= 2 && name.size() <= 32 && isLowerAlnum(name.front())
        && std::all_of(name.begin(), name.end(), isNameChar);
}

bool isUuid(QByteArrayView text)
{
    if (text.size() != 36)
        return false;
    for (qsizetype i = 0; i < 36; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isAnyHex(text[i]))
            return false;
    }
    return true;
}

QByteArray randomHex(int bytes)
{
    QByteArray raw(bytes, Qt::Uninitialized);
    fillRandom(raw.data(), static_cast<size_t>(raw.size()));
    return raw.toHex();
}

QByteArray randomUuid()
{
    std::array<unsigned char, 16> raw {};
    fillRandom(raw.data(), raw.size());
    raw[6] = (raw[6] & 0x0f) | 0x40; // version 4
    raw[8] = (raw[8] & 0x3f) | 0x80; // of RFC 4122
    const QByteArray hex = QByteArray::fromRawData(reinterpret_cast<const char *>(raw.data()), raw.size()).toHex();
    return hex.first(8) + '-' + hex.mid(8, 4) + '-' + hex.mid(12, 4) + '-' + hex.mid(16, 4) + '-' + hex.mid(20);
}

} // namespace hubbub
