// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/chaos_row.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>

namespace hubbub::ui {

ChaosRow::ChaosRow(Glyph glyph, const QString &title, const QString &line, QWidget *parent)
    : QAbstractButton(parent)
    , m_glyph(glyph)
    , m_line(line)
{
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(line);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize ChaosRow::sizeHint() const { return { px(240), px(44) }; }

void ChaosRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    painter.fillRect(QRect(px(14), 0, width() - px(28), 1), t.line);
    if (isEnabled() && (underMouse() || isDown()))
        paintBox(painter, QRectF(rect()).adjusted(px(6), px(2), -px(6), -px(1)), px(radius::m),
            isDown() ? t.raised : t.hover);
    const QColor dim = mixed(t.surface, t.faint, 0.6);
    const double side = px(18);
    paintGlyph(painter, m_glyph, QRectF(px(14), (height() - side) / 2, side, side), isEnabled() ? t.accent : dim);
    const int flags = Qt::AlignLeft | Qt::AlignVCenter;
    const double left = px(44);
    const double wide = width() - left - px(40);
    paintLine(painter, QRectF(left, px(5), wide, px(18)), flags, text(), typeface(Type::Base, Weight::SemiBold),
        isEnabled() ? t.text : dim);
    paintLine(painter, QRectF(left, px(22), wide, px(16)), flags, m_line, typeface(Type::Caption),
        isEnabled() ? t.secondary : dim);
    const double arrow = px(16);
    paintGlyph(painter, Glyph::ChevronRight, QRectF(width() - px(14) - arrow, (height() - arrow) / 2, arrow, arrow),
        isEnabled() ? t.faint : dim);
}

} // namespace hubbub::ui
