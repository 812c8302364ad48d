// SPDX-License-Identifier: GPL-3.0-or-later
// Moments, spans and sizes in the few characters that a row has for them.
#pragma once

#include <QDateTime>
#include <QString>

#include <chrono>

namespace hubbub::ui {

/// For a list: "14:32" today, "Tue" within the last six days, else "3 May" or "3 May 2023". Empty where ms is 0.
[[nodiscard]] QString listTime(qint64 ms, const QDateTime &now);
/// "last seen 14:32", "last seen Tue"; empty where ms is 0.
[[nodiscard]] QString lastSeenWords(qint64 ms, const QDateTime &now);
/// "just now", "5 minutes ago", "2 hours ago", "yesterday at 14:32", then the date; empty where ms is 0.
[[nodiscard]] QString agoWords(qint64 ms, const QDateTime &now);
/// The two largest units: "8 s", "4 m 12 s", "3 h 5 m", "3 d 4 h". Negative spans count as none.
[[nodiscard]] QString spanWords(std::chrono::seconds span);
/// A countdown with tenths, never below zero: "2.4 s", which does not break; from 60 s on as spanWords.
[[nodiscard]] QString countdownWords(std::chrono::milliseconds left);
/// "980 B", "38 MB", "1.4 GB", in powers of 1024.
[[nodiscard]] QString sizeWords(qint64 bytes);
/// A whole number with the locale's grouping: "3,412".
[[nodiscard]] QString groupedNumber(qint64 number);

} // namespace hubbub::ui
