// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/close_code.h"

namespace hubbub::protocol {

AfterClose afterClose(quint16 code)
{
    switch (code) {
    case 1000:
        return AfterClose::Stop;
    case 1002:
    case 1003:
    case 1007:
    case 1009:
        return AfterClose::ComeBackOnce;
    default:
        return code >= 4500 && code <= 4999 ? AfterClose::StayAway : AfterClose::ComeBack;
    }
}

} // namespace hubbub::protocol
