// SPDX-License-Identifier: GPL-3.0-or-later
// A view's vertical scroll bar laid over its content: it takes no width, so rows end where they end, bar or none.
#pragma once

#include <QScrollBar>

class QAbstractScrollArea;

namespace hubbub::ui {

class OverlayBar final : public QScrollBar {
    Q_OBJECT
public:
    /// A child of the area, whose own bar is hidden and mirrored.
    explicit OverlayBar(QAbstractScrollArea *area);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void mirror();
    void place();

    QAbstractScrollArea &m_area;
};

} // namespace hubbub::ui
