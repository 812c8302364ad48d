// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ids.h"

#include <QRandomGenerator>
#include <QUuid>

#include <algorithm>

namespace hubbub {
namespace {

bool isLowerAlnum(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool isNameChar(char c) { return isLowerAlnum(c) || c == '-' || c == '_' || c == '.'; }
bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }
bool isAnyHex(char c) { return isHex(c) || (c >= 'A' && c <= 'F'); }

} // namespace

bool isRoomName(QByteArrayView name)
{
    return name.size() >= 1 && name.size() <= 64 && std::all_of(name.begin(), name.end(), isNameChar);
}

bool isDirectRoom(QByteArrayView name)
{
    return name.size() == 33 && name.front() == '@' && std::all_of(name.begin() + 1, name.end(), isHex);
}

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
    for (char &c : raw)
        c = static_cast<char>(QRandomGenerator::system()->bounded(256));
    return raw.toHex();
}

QByteArray randomUuid() { return QUuid::createUuid().toByteArray(QUuid::WithoutBraces); }

} // namespace hubbub
