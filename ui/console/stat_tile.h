// SPDX-License-Identifier: GPL-3.0-or-later
// One figure, large, with its last minutes as a small line.
#pragma once

#include "core/operator/series.h"
#include "ui/common/paint.h"

#include <QWidget>

namespace hubbub::ui {

class StatTile final : public QWidget {
    Q_OBJECT
public:
    explicit StatTile(const QString &title, QWidget *parent = nullptr);

    void setValue(const QString &value, Tone tone = Tone::Neutral);
    [[nodiscard]] QString value() const { return m_value; }
    void setLine(QList<ops::Series::Point> points);
    /// A sentence in place of the line; empty: the line.
    void setNote(const QString &note);
    void setStale(bool stale);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_title;
    QString m_value;
    QString m_note;
    Tone m_tone = Tone::Neutral;
    bool m_stale = false;
    QList<ops::Series::Point> m_points;
};

/// A small line of those points over the whole of `where`; from zero, holes left open.
void paintSparkline(
    QPainter &painter, const QRectF &where, const QList<ops::Series::Point> &points, const QColor &colour);

} // namespace hubbub::ui
