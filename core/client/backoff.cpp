// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/backoff.h"

#include "core/base/red_hook.h"

#include <algorithm>

namespace hubbub::client {
namespace {

using std::chrono::milliseconds;

bool sameAddress(const QUrl &a, const QUrl &b)
{
    constexpr auto plain =
        QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo | QUrl::NormalizePathSegments;
    return a.adjusted(plain) == b.adjusted(plain);
}

} // namespace

milliseconds backoffWait(int n, double dice)
{
    constexpr milliseconds floor { 100 };
    constexpr milliseconds first { 500 };
    constexpr milliseconds most { 20'000 };
    // 0.5 s * 2^6 is over the cap; more doublings would only overflow.
    const milliseconds cap = std::min(most, first * (1 << std::clamp(n, 0, 6)));
    const double within = redHook("no_jitter") ? 0.5 : std::clamp(dice, 0.0, 1.0);
    return floor + milliseconds(static_cast<qint64>(within * static_cast<double>(cap.count())));
}

QUrl pickNode(const QUrl &typed, const QList<QUrl> &nodes, const QUrl &last, double dice)
{
    QList<QUrl> others;
    const auto offer = [&](const QUrl &url) {
        const bool known =
            std::any_of(others.cbegin(), others.cend(), [&](const QUrl &other) { return sameAddress(other, url); });
        if (url.isValid() && !url.isEmpty() && !sameAddress(url, last) && !known)
            others.append(url);
    };
    for (const QUrl &url : nodes)
        offer(url);
    offer(typed);
    if (others.isEmpty() || redHook("same_node_again"))
        return last;
    const auto index = static_cast<qsizetype>(std::clamp(dice, 0.0, 1.0) * static_cast<double>(others.size()));
    return others.at(std::min(index, others.size() - 1));
}

} // namespace hubbub::client
