// SPDX-License-Identifier: GPL-3.0-or-later
// How the style draws what is pressed: push buttons, tool buttons, check boxes, radio buttons.
#pragma once

#include <QSize>

class QPainter;
class QStyleOption;
class QStyleOptionButton;
class QStyleOptionToolButton;
class QWidget;

namespace hubbub::ui::draw {

void pushButton(QPainter &painter, const QStyleOptionButton &option, const QWidget *widget);
[[nodiscard]] QSize pushButtonSize(const QStyleOptionButton &option, const QWidget *widget);
void toolButton(QPainter &painter, const QStyleOptionToolButton &option);
void checkMark(QPainter &painter, const QStyleOption &option);
void radioMark(QPainter &painter, const QStyleOption &option);

} // namespace hubbub::ui::draw
