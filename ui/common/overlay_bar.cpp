// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/overlay_bar.h"

#include <QAbstractScrollArea>
#include <QEvent>
#include <QSignalBlocker>

namespace hubbub::ui {

OverlayBar::OverlayBar(QAbstractScrollArea *area)
    : QScrollBar(Qt::Vertical, area)
    , m_area(*area)
{
    setObjectName(QStringLiteral("overlayBar"));
    area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QScrollBar *own = area->verticalScrollBar();
    connect(own, &QScrollBar::rangeChanged, this, &OverlayBar::mirror);
    connect(own, &QScrollBar::valueChanged, this, &OverlayBar::mirror);
    connect(this, &QScrollBar::valueChanged, own, &QScrollBar::setValue);
    area->installEventFilter(this);
    mirror();
}

void OverlayBar::mirror()
{
    const QScrollBar *own = m_area.verticalScrollBar();
    const QSignalBlocker quiet(this);
    setRange(own->minimum(), own->maximum());
    setPageStep(own->pageStep());
    setSingleStep(own->singleStep());
    setValue(own->value());
    setVisible(maximum() > minimum());
    place();
}

void OverlayBar::place()
{
    const QRect inside = m_area.viewport()->geometry();
    const int extent = sizeHint().width();
    setGeometry(inside.right() + 1 - extent, inside.top(), extent, inside.height());
    raise();
}

bool OverlayBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_area && (event->type() == QEvent::Resize || event->type() == QEvent::Show))
        place();
    return QScrollBar::eventFilter(watched, event);
}

} // namespace hubbub::ui
