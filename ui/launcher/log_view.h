// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of a LogBuffer: only what is visible is painted, lines can be marked and copied, and the end is followed
// until somebody scrolls away from it.
#pragma once

#include "ui/launcher/log_buffer.h"

#include <QAbstractScrollArea>
#include <QTimer>

namespace hubbub::ui {

class LogView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit LogView(QWidget *parent = nullptr);

    void append(const cluster::LogLine &line);
    void append(const QList<cluster::LogLine> &lines);
    void setFilter(const LogFilter &filter);
    void clear();
    [[nodiscard]] const LogBuffer &buffer() const { return m_buffer; }

    [[nodiscard]] bool follows() const { return m_follows; }
    void setFollows(bool on);
    [[nodiscard]] QString markedText() const;

Q_SIGNALS:
    void followsChanged(bool on);
    void countChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void adopt();
    void settle();
    void onScrolled();
    void copyMarked();
    [[nodiscard]] int lineAt(int y) const;
    [[nodiscard]] int lineHeight() const;
    void paintOne(QPainter &painter, const cluster::LogLine &line, int y) const;

    LogBuffer m_buffer;
    QTimer m_settling; ///< many lines at once are one update
    int m_longest = 0; ///< characters of the longest line seen
    int m_markFrom = -1; ///< rows; -1: nothing is marked
    int m_markTo = -1;
    bool m_follows = true;
    bool m_moving = false; ///< the bar is moved by us
};

} // namespace hubbub::ui
