// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/options.h"

#include <algorithm>

namespace hubbub::redis {

std::chrono::milliseconds pauseBefore(const ReconnectPace &pace, int attempt, double fraction)
{
    auto reach = pace.step;
    for (int i = 0; i < attempt && reach < pace.cap; ++i)
        reach *= 2;
    const auto random = fraction * static_cast<double>(std::min(reach, pace.cap).count());
    return pace.least + std::chrono::milliseconds(static_cast<qint64>(random));
}

} // namespace hubbub::redis
