// SPDX-License-Identifier: GPL-3.0-or-later
// The time that all charts of the console show together: one axis, one crosshair.
#pragma once

#include <QObject>

#include <optional>

namespace hubbub::ui {

class PlotBoard final : public QObject {
    Q_OBJECT
public:
    static constexpr double leastSpan = 30; ///< seconds
    static constexpr double mostSpan = 6 * 3600;

    explicit PlotBoard(QObject *parent = nullptr);

    /// Seconds since 1970. Before the first sample there is nothing to see, so the axis grows from there.
    [[nodiscard]] double from() const;
    [[nodiscard]] double to() const { return m_to; }
    [[nodiscard]] double span() const { return m_to - from(); } ///< shown just now
    [[nodiscard]] bool isLive() const { return m_live; }
    [[nodiscard]] std::optional<double> crosshair() const { return m_crosshair; }

    /// The second of the first sample.
    void setBegin(double second) { m_begin = second; }
    /// The newest second; while it is live, the axis ends there.
    void setNow(double now);
    void setSpan(double seconds);
    /// A pause keeps the axis where it is.
    void setLive(bool live);
    /// Shows that range: live again where it reaches the newest second.
    void show(double from, double to);
    /// A few minutes around that moment, paused.
    void jumpTo(double second);
    void setCrosshair(std::optional<double> second);

Q_SIGNALS:
    void rangeChanged();
    void liveChanged();
    void crosshairChanged();

private:
    double m_begin = 0;
    double m_now = 0;
    double m_to = 0;
    double m_span = 15 * 60;
    bool m_live = true;
    std::optional<double> m_crosshair;
};

} // namespace hubbub::ui
