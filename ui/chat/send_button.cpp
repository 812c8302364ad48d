// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/send_button.h"

#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>

namespace hubbub::ui {

SendButton::SendButton(QWidget *parent)
    : QAbstractButton(parent)
{
    setObjectName(QStringLiteral("sendButton"));
    setAccessibleName(tr("Send"));
    setToolTip(tr("Send"));
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize SendButton::sizeHint() const { return { px(32), px(32) }; }

void SendButton::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    QColor fill = t.raised;
    if (isEnabled())
        fill = isDown() ? t.accentPressed : underMouse() ? t.accentHover : t.accent;
    paintBox(painter, rect(), px(10), fill);
    const double side = px(18);
    QRectF arrow(0, 0, side, side);
    // The plane's weight lies to its upper right: a touch down and left centres it for the eye.
    arrow.moveCenter(QRectF(rect()).center() + QPointF(-0.5, 0.5));
    paintGlyph(painter, Glyph::Send, arrow, isEnabled() ? t.onAccent : t.faint);
}

} // namespace hubbub::ui
