// SPDX-License-Identifier: GPL-3.0-or-later
// The track of a recording: where one is in it, what was wrong when, and the hours below.
#pragma once

#include "ui/common/paint.h"

#include <QSlider>

namespace hubbub::ui {

/// A slider over seconds since its first one. Arrows go by ten seconds, Page Up and Down by five minutes.
class TimeTrack final : public QSlider {
    Q_OBJECT
public:
    struct Trouble {
        qint64 from = 0; ///< seconds since 1970
        qint64 to = 0;
        Tone tone = Tone::Warn;
        QString words;
        friend bool operator==(const Trouble &, const Trouble &) = default;
    };

    explicit TimeTrack(QWidget *parent = nullptr);
    /// Seconds since 1970, both included.
    void setSpan(qint64 first, qint64 last);
    void setTroubles(const QList<Trouble> &troubles);
    [[nodiscard]] qint64 second() const { return m_first + value(); }
    void setSecond(qint64 second); ///< says nothing
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void secondWanted(qint64 second); ///< by the person

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] double xOf(qint64 second) const;
    [[nodiscard]] qint64 secondAt(double x) const;

    qint64 m_first = 0;
    QList<Trouble> m_troubles;
    double m_hover = -1; ///< pixels; below 0: nowhere
};

} // namespace hubbub::ui
