// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/chip_button.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>

#include <cmath>

namespace hubbub::ui {

namespace {

constexpr int tall = 24;
constexpr int arrow = 12;

} // namespace

ChipButton::ChipButton(QWidget *parent)
    : QAbstractButton(parent)
{
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize ChipButton::sizeHint() const
{
    const double wide = QFontMetricsF(typeface(Type::Caption, Weight::SemiBold)).horizontalAdvance(text());
    return { px(10) + static_cast<int>(std::ceil(wide)) + px(4) + px(arrow) + px(8), px(tall) };
}

void ChipButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    const bool strong = underMouse() || isDown();
    paintBox(painter, rect(), height() / 2.0, strong ? mixed(t.raised, t.faint, 0.14) : t.raised);
    const QColor ink = strong ? t.text : t.secondary;
    paintLine(painter, QRectF(px(10), 0, width() - px(26), height()),
        static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), text(), typeface(Type::Caption, Weight::SemiBold), ink);
    paintGlyph(painter, Glyph::ChevronDown,
        QRectF(width() - px(8) - px(arrow), (height() - px(arrow)) / 2.0, px(arrow), px(arrow)), ink);
}

} // namespace hubbub::ui
