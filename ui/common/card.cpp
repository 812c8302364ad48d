// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/card.h"

#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>

namespace hubbub::ui {

Card::Card(int cornerRadius, QWidget *parent)
    : QFrame(parent)
    , m_radius(cornerRadius)
{
    setFrameShape(QFrame::NoFrame);
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), px(m_radius), tokens().surface, tokens().line);
}

} // namespace hubbub::ui
