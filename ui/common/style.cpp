// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/style.h"

#include "ui/common/button.h"
#include "ui/common/focus_ring.h"
#include "ui/common/metrics.h"
#include "ui/common/style_buttons.h"
#include "ui/common/style_fields.h"
#include "ui/common/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QSpinBox>
#include <QStyleFactory>
#include <QStyleOption>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

QRegion roundedRegion(const QRect &rect, int corner)
{
    QPainterPath path;
    path.addRoundedRect(rect, corner, corner);
    return QRegion(path.toFillPolygon().toPolygon());
}

bool wantsHover(const QWidget *widget)
{
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QScrollBar *>(widget)
        || qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QComboBox *>(widget)
        || qobject_cast<const QAbstractSpinBox *>(widget);
}

} // namespace

Style::Style()
    : QProxyStyle(QStyleFactory::create(u"Fusion"_s))
{
    setObjectName(u"hubbub"_s);
    new FocusRing(this);
}

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (wantsHover(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (qobject_cast<QScrollBar *>(widget))
        widget->setAttribute(Qt::WA_OpaquePaintEvent, false);
}

void Style::unpolish(QWidget *widget)
{
    if (wantsHover(widget))
        widget->setAttribute(Qt::WA_Hover, false);
    QProxyStyle::unpolish(widget);
}

void Style::drawPrimitive(
    PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case PE_PanelLineEdit:
        // Inside a spin box or an editable combo box the outer control draws the field.
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth <= 0)
            return; // one without a frame paints its own ground
        if (!widget || !qobject_cast<const QAbstractSpinBox *>(widget->parentWidget()))
            draw::field(*painter, *option, widget && widget->property("wrong").toBool());
        return;
    case PE_FrameLineEdit:
    case PE_FrameFocusRect:
    case PE_PanelScrollAreaCorner:
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        draw::checkMark(*painter, *option);
        return;
    case PE_IndicatorRadioButton:
        draw::radioMark(*painter, *option);
        return;
    case PE_PanelMenu:
        draw::menuPanel(*painter, *option);
        return;
    case PE_FrameMenu:
        return;
    case PE_PanelTipLabel:
        draw::toolTipPanel(*painter, *option);
        return;
    case PE_Frame:
        if (qobject_cast<const QAbstractScrollArea *>(widget))
            return;
        break;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawControl(
    ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case CE_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            draw::pushButton(*painter, *button, widget);
            return;
        }
        break;
    case CE_FocusFrame:
        draw::focusFrame(*painter, *option);
        return;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            draw::menuItem(*painter, *item);
            return;
        }
        break;
    case CE_MenuEmptyArea:
        return;
    case CE_ComboBoxLabel:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option); combo && !combo->editable) {
            draw::comboLabel(*painter, *combo);
            return;
        }
        break;
    case CE_ProgressBar:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option)) {
            draw::progressBar(*painter, *bar);
            return;
        }
        break;
    case CE_Splitter:
        painter->fillRect(option->rect, tokens().line);
        return;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ToolButton) {
        const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        if (button && !button->icon.isNull() && button->text.isEmpty()) {
            draw::toolButton(*painter, *button);
            return;
        }
    } else if (control == CC_ScrollBar) {
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            draw::scrollBar(*painter, *bar, subControlRect(control, option, SC_ScrollBarSlider, widget));
            return;
        }
    } else if (control == CC_ComboBox) {
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option)) {
            draw::comboBox(*painter, *combo);
            return;
        }
    } else if (control == CC_SpinBox) {
        if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option)) {
            draw::spinBox(*painter, *spin, subControlRect(control, option, SC_SpinBoxDown, widget),
                subControlRect(control, option, SC_SpinBoxUp, widget));
            return;
        }
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect Style::subControlRect(
    ComplexControl control, const QStyleOptionComplex *option, SubControl part, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        if (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine)
            return {};
        if (part == SC_ScrollBarGroove)
            return option->rect;
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (bar && (part == SC_ScrollBarSlider || part == SC_ScrollBarAddPage || part == SC_ScrollBarSubPage)) {
            const bool tall = bar->orientation == Qt::Vertical;
            const int length = tall ? bar->rect.height() : bar->rect.width();
            const qint64 range = qint64(bar->maximum) - bar->minimum + bar->pageStep;
            const int thumb =
                qBound(qMin(px(32), length), int(qint64(length) * bar->pageStep / qMax<qint64>(1, range)), length);
            const int at = sliderPositionFromValue(
                bar->minimum, bar->maximum, bar->sliderPosition, length - thumb, bar->upsideDown);
            const int from = part == SC_ScrollBarSubPage ? 0 : part == SC_ScrollBarSlider ? at : at + thumb;
            const int to = part == SC_ScrollBarSubPage ? at : part == SC_ScrollBarSlider ? at + thumb : length;
            return tall ? QRect(bar->rect.x(), bar->rect.y() + from, bar->rect.width(), to - from)
                        : QRect(bar->rect.x() + from, bar->rect.y(), to - from, bar->rect.height());
        }
    }
    if (control == CC_SpinBox) {
        const QRect box = option->rect;
        const int step = box.height();
        if (part == SC_SpinBoxDown)
            return { box.left(), box.top(), step, step };
        if (part == SC_SpinBoxUp)
            return { box.right() + 1 - step, box.top(), step, step };
        if (part == SC_SpinBoxEditField)
            return box.adjusted(step, 1, -step, -1);
    }
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        return option->rect.adjusted(px(8), 1, -px(32), -1);
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_LineEditContents && widget && !qobject_cast<const QAbstractSpinBox *>(widget->parentWidget()))
        return option->rect.adjusted(px(10), 1, -px(10), -1);
    return QProxyStyle::subElementRect(element, option, widget);
}

QSize Style::sizeFromContents(
    ContentsType type, const QStyleOption *option, const QSize &size, const QWidget *widget) const
{
    switch (type) {
    case CT_PushButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return draw::pushButtonSize(*button, widget);
        break;
    case CT_ToolButton:
        if (qobject_cast<const IconButton *>(widget))
            return { px(32), px(32) };
        break;
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            return draw::menuItemSize(*item);
        break;
    case CT_LineEdit:
        return { size.width() + px(20), px(38) };
    case CT_ComboBox:
        return { size.width() + px(44), px(36) };
    case CT_SpinBox:
        return { size.width() + 2 * px(36), px(36) };
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return px(10);
    case PM_ScrollBarSliderMin:
        return px(32);
    case PM_ScrollView_ScrollBarSpacing:
        return 0;
    case PM_DefaultFrameWidth:
        return qobject_cast<const QAbstractScrollArea *>(widget) ? 0 : 1;
    case PM_MenuPanelWidth:
        return 0;
    case PM_MenuVMargin:
        return px(5);
    case PM_MenuHMargin:
        return 0;
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
        return px(16);
    case PM_ToolBarIconSize:
        return px(20);
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return px(18);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return px(8);
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_SplitterWidth:
        return 1;
    case PM_ToolTipLabelFrameWidth:
        return px(6);
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return px(3);
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *back) const
{
    switch (hint) {
    case SH_Menu_Mask:
    case SH_ToolTip_Mask:
        if (auto *mask = qstyleoption_cast<QStyleHintReturnMask *>(back)) {
            mask->region = roundedRegion(option->rect, hint == SH_Menu_Mask ? px(radius::m) : px(6));
            return 1;
        }
        return 0;
    case SH_FocusFrame_Mask:
    case SH_EtchDisabledText:
    case SH_UnderlineShortcut:
    case SH_ScrollBar_Transient:
    case SH_ComboBox_Popup:
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 0;
    case SH_ToolTip_WakeUpDelay:
        return 500;
    case SH_Menu_SubMenuPopupDelay:
        return motion::quick;
    case SH_Widget_Animate:
    case SH_Widget_Animation_Duration:
        return Theme::instance().reducesMotion() ? 0 : motion::quick;
    default:
        return QProxyStyle::styleHint(hint, option, widget, back);
    }
}

} // namespace hubbub::ui
