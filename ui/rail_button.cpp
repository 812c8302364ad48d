// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rail_button.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>

namespace hubbub::ui {

RailButton::RailButton(Glyph glyph, const QString &word, QWidget *parent)
    : QAbstractButton(parent)
    , m_glyph(glyph)
{
    setText(word);
    setAccessibleName(word);
    setCheckable(true);
    setAutoExclusive(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void RailButton::setCount(qint64 count)
{
    if (m_count == count)
        return;
    m_count = count;
    setAccessibleDescription(count > 0 ? tr("%1 unread").arg(count) : QString());
    update();
}

QSize RailButton::sizeHint() const { return { px(56), px(52) }; }

void RailButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    const bool chosen = isChecked();
    if (chosen || underMouse())
        paintBox(painter, rect(), px(radius::l), chosen ? t.selected : t.raised);
    const QColor ink = chosen ? t.accent : t.secondary;
    const double side = px(22);
    const QRectF glyph((width() - side) / 2, px(8), side, side);
    paintGlyph(painter, m_glyph, glyph, ink);
    paintLine(painter, QRectF(0, px(31), width(), px(16)), Qt::AlignCenter, text(),
        typeface(Type::Caption, chosen ? Weight::SemiBold : Weight::Regular), ink);
    if (m_count <= 0 || chosen)
        return;
    const QString count = badgeCount(m_count);
    const QSizeF size = badgeSize(count);
    paintBadge(painter, QRectF(width() - size.width(), px(2), size.width(), size.height()), count, Tone::Accent);
}

} // namespace hubbub::ui
