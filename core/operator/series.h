// SPDX-License-Identifier: GPL-3.0-or-later
// One figure over time: each second of the last quarter of an hour, each ten seconds of the last 6 hours.
#pragma once

#include <QList>

#include <optional>
#include <vector>

namespace hubbub::ops {

/// Seconds are since 1970. A second without a value is a hole, and stays one. Belongs to one thread.
class Series {
public:
    static constexpr int fineSeconds = 16 * 60; ///< a quarter of an hour whose begin is not lost at once
    static constexpr int coarseStep = 10;
    static constexpr int coarseSeconds = 6 * 3600;

    /// How ten seconds become one value: counts and rates are averaged, of latencies the worst is kept.
    enum class Fold : quint8 { Mean, Most };
    explicit Series(Fold fold = Fold::Mean)
        : m_fold(fold)
    {
    }

    /// The newest call for a second wins. One that is older than what is kept is passed over; one far ahead of the
    /// newest leaves a hole.
    void set(qint64 second, double value);

    /// Ten seconds that were folded elsewhere; newer ones alone. For what is read from a recording.
    void setStep(qint64 step, double value);

    [[nodiscard]] std::optional<double> at(qint64 second) const; ///< of the fine part
    [[nodiscard]] qint64 newest() const { return m_newest; } ///< 0 while there is nothing

    struct Point {
        qint64 second = 0;
        double value = 0; ///< NaN: a hole
        friend bool operator==(const Point &, const Point &) = default;
    };
    /// Every step from `from` to `to`, both included: of one second where all of it is kept so finely, else of ten.
    [[nodiscard]] QList<Point> points(qint64 from, qint64 to) const;
    [[nodiscard]] static int stepFor(qint64 from, qint64 newest);

private:
    static constexpr int coarseSlots = coarseSeconds / coarseStep;
    void advance(qint64 second);
    [[nodiscard]] float coarseAt(qint64 step) const;

    Fold m_fold;
    std::vector<float> m_fine; ///< made with the first value; slot = second % fineSeconds
    std::vector<float> m_coarse; ///< slot = (second / 10) % coarseSlots
    qint64 m_newest = 0;
    double m_folded = 0; ///< of the coarse step under way
    int m_count = 0;
};

} // namespace hubbub::ops
