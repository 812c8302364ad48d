// SPDX-License-Identifier: GPL-3.0-or-later
// How the style draws what is filled in or floats: fields, the focus ring, combo and spin boxes, scroll bars, menus.
#pragma once

#include <QRect>
#include <QSize>

class QPainter;
class QStyleOption;
class QStyleOptionComboBox;
class QStyleOptionMenuItem;
class QStyleOptionProgressBar;
class QStyleOptionSlider;
class QStyleOptionSpinBox;

namespace hubbub::ui::draw {

/// `wrong`: what is typed there can't be taken.
void field(QPainter &painter, const QStyleOption &option, bool wrong = false);
void focusFrame(QPainter &painter, const QStyleOption &option);
void comboBox(QPainter &painter, const QStyleOptionComboBox &option);
void comboLabel(QPainter &painter, const QStyleOptionComboBox &option);
void spinBox(QPainter &painter, const QStyleOptionSpinBox &option, const QRect &less, const QRect &more);
/// The thumb alone, over whatever lies behind.
void scrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &thumb);
void menuPanel(QPainter &painter, const QStyleOption &option);
void menuItem(QPainter &painter, const QStyleOptionMenuItem &option);
[[nodiscard]] QSize menuItemSize(const QStyleOptionMenuItem &option);
void toolTipPanel(QPainter &painter, const QStyleOption &option);
void progressBar(QPainter &painter, const QStyleOptionProgressBar &option);

} // namespace hubbub::ui::draw
