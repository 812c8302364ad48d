// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <algorithm>
#include <array>

namespace hubbub {
namespace {

// In the order of ErrorCode.
constexpr std::array<const char *, 13> names { "bad_frame", "unknown_op", "bad_field", "too_large", "unauthorized",
    "forbidden", "not_found", "exists", "limit", "rate_limited", "unavailable", "expired", "internal" };

} // namespace

QByteArrayView nameOf(ErrorCode code) { return QByteArrayView(names[static_cast<size_t>(code)]); }

std::optional<ErrorCode> errorCodeNamed(QByteArrayView name)
{
    const auto it =
        std::find_if(names.begin(), names.end(), [name](const char *n) { return name == QByteArrayView(n); });
    if (it == names.end())
        return std::nullopt;
    return static_cast<ErrorCode>(it - names.begin());
}

bool isRetryable(ErrorCode code) { return code == ErrorCode::Unavailable || code == ErrorCode::RateLimited; }

} // namespace hubbub
