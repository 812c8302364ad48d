// SPDX-License-Identifier: GPL-3.0-or-later
// The days of one month to choose from. Arrows go by days and weeks, Page up and down by months, Home and End to the
// month's ends, Enter takes; so does a click.
#pragma once

#include <QDate>
#include <QWidget>

namespace hubbub::ui {

class MonthGrid final : public QWidget {
    Q_OBJECT
public:
    /// The chosen day, in whose month it begins; no day after `latest` can be chosen.
    MonthGrid(const QDate &day, const QDate &latest, QWidget *parent = nullptr);

    [[nodiscard]] const QDate &day() const { return m_day; }
    /// As far as the latest one.
    void setDay(const QDate &day);
    [[nodiscard]] QString monthWords() const; ///< "May 2026"
    /// Where that day stands; empty where it is not of this month.
    [[nodiscard]] QRect cellOf(const QDate &day) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void dayChanged(const QDate &day);
    void taken(const QDate &day);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    [[nodiscard]] QDate firstShown() const; ///< of the first row, maybe of the month before
    [[nodiscard]] QDate dayAt(const QPoint &point) const;

    QDate m_day;
    QDate m_latest;
    QDate m_hovered;
};

} // namespace hubbub::ui
