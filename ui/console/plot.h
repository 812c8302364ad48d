// SPDX-License-Identifier: GPL-3.0-or-later
// A chart over time as a card: title, legend, lines or stacked areas, and marks of what happened.
#pragma once

#include "core/operator/series.h"
#include "ui/common/paint.h"

#include <QPointer>
#include <QWidget>

#include <functional>

class QCustomPlot;
class QCPGraph;
class QCPItemLine;
class QCPItemText;
class QCPLayer;

namespace hubbub::ui {

class PlotBoard;

/// The i-th colour of lines; readable on cards in both themes. They repeat after eight.
[[nodiscard]] QColor lineColour(int i);

struct PlotMark {
    double second = 0; ///< since 1970
    QString words;
    Tone tone = Tone::Neutral;
    friend bool operator==(const PlotMark &, const PlotMark &) = default;
};

class Plot final : public QWidget {
    Q_OBJECT
public:
    enum class Kind : quint8 { Lines, Stacked };
    using Words = std::function<QString(double)>; ///< a value with its unit

    Plot(const QString &title, Kind kind, Words words, PlotBoard &board, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const { return m_title; }
    /// The axis reaches at least that high, so that counts of a few are no mountains.
    void setLeast(double value) { m_least = value; }
    void setLines(const QStringList &names);
    /// Points of one second or ten; holes stay holes, but in stacks they count as 0.
    void setPoints(int line, const QList<ops::Series::Point> &points);
    void setMarks(const QList<PlotMark> &marks);
    void setStale(bool stale);
    /// Draws what was set, at most four times a second, and not while nobody sees it.
    void refresh();

    [[nodiscard]] double valueAt(int line, double second) const; ///< NaN where nothing is
    /// The shown range: time and a column for each line.
    [[nodiscard]] QByteArray csv() const;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    /// A mark or a place was double-clicked.
    void momentWanted(double second);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void adopt();
    void rescale();
    void placeMarks();
    void setCrosshair(); ///< puts the line in its place, without drawing
    void placeCrosshair();
    void save(bool picture);
    [[nodiscard]] double secondAt(const QPointF &place) const;

    QString m_title;
    Kind m_kind;
    Words m_words;
    PlotBoard &m_board;
    QCustomPlot *m_plot;
    QStringList m_names;
    QList<QCPGraph *> m_graphs;
    QList<QList<ops::Series::Point>> m_points; ///< as they came
    QList<PlotMark> m_marks;
    QList<QPair<QCPItemLine *, QCPItemText *>> m_markItems;
    QCPItemLine *m_cross;
    double m_least = 1;
    bool m_stale = false;
    bool m_dirty = true;
    double m_dragFrom = 0; ///< the place where the button went down, in pixels; below 0: it is up
    double m_dragTo = 0; ///< the board's end then
    bool m_dragging = false;
};

} // namespace hubbub::ui
