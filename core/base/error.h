// SPDX-License-Identifier: GPL-3.0-or-later
// What went wrong, as a value: a code for programs and a sentence for logs.
#pragma once

#include <QByteArrayView>
#include <QString>

#include <chrono>
#include <optional>

namespace hubbub {

/// The error codes of the wire protocol; every part of the program fails with one of them.
enum class ErrorCode : quint8 {
    BadFrame,
    UnknownOp,
    BadField,
    TooLarge,
    Unauthorized,
    Forbidden,
    NotFound,
    Exists,
    Limit,
    RateLimited,
    Unavailable, ///< Temporary: the same request may succeed later.
    Expired,
    Internal,
};

/// The name used on the wire, such as "bad_frame".
[[nodiscard]] QByteArrayView nameOf(ErrorCode code);
/// The code of that name; nothing for a name that this version does not know.
[[nodiscard]] std::optional<ErrorCode> errorCodeNamed(QByteArrayView name);
/// Whether repeating the same request later can help (`unavailable`, `rate_limited`).
[[nodiscard]] bool isRetryable(ErrorCode code);

struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString detail; ///< One sentence for logs and developers; the ui chooses the words for people.
    std::optional<std::chrono::milliseconds> retryAfter {}; ///< Set where waiting this long helps.

    friend bool operator==(const Error &, const Error &) = default;
};

} // namespace hubbub
