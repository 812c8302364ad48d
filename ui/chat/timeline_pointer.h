// SPDX-License-Identifier: GPL-3.0-or-later
// What the mouse does on the timeline: select, open links, follow quotes, retry.
#pragma once

#include "ui/chat/timeline_view.h"

#include <QElapsedTimer>

class QHelpEvent;
class QMouseEvent;

namespace hubbub::ui {

class TimelinePointer final : public QObject {
    Q_OBJECT
public:
    explicit TimelinePointer(TimelineView &view);

    void press(QMouseEvent *event);
    void move(QMouseEvent *event);
    void release(QMouseEvent *event);
    void doubleClick(QMouseEvent *event);
    void leave();
    bool toolTip(QHelpEvent *event);

private:
    enum class Unit : quint8 { Letter, Word, Row };
    void drag(const QPoint &point);
    void scrollOn();
    void activate(const TimelineView::Hit &hit);
    void toggleReaction(const TimelineView::Hit &hit);
    [[nodiscard]] QString reactedWords(const TimelineView::Hit &hit) const;
    [[nodiscard]] QString namesOf(const QList<UserId> &users) const;
    [[nodiscard]] QString readWords(const client::TimelineItem &item) const;
    [[nodiscard]] std::pair<TextMark, TextMark> unitAt(const TimelineView::Hit &hit);

    TimelineView &m_view;
    TimelineView::Hit m_pressed;
    QPoint m_pressedAt;
    QPoint m_last;
    Unit m_unit = Unit::Letter;
    bool m_held = false;
    bool m_dragged = false;
    QElapsedTimer m_sinceDouble; ///< a third click soon after takes the whole row
    QTimer m_edge; ///< scrolls on while the pointer is held beyond an edge
};

} // namespace hubbub::ui
