// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/style_fields.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOption>

namespace hubbub::ui::draw {

namespace {

bool isDanger(const QStyleOptionMenuItem &option) { return option.text.startsWith(QChar(0x200B)); }

struct MenuText {
    QString label;
    QString shortcut;
};

MenuText menuText(const QStyleOptionMenuItem &option)
{
    QString text = option.text;
    text.remove(QChar(0x200B));
    const qsizetype tab = text.indexOf(u'\t');
    QString label = tab < 0 ? text : text.first(tab);
    label.remove(u'&');
    return { label, tab < 0 ? QString() : text.sliced(tab + 1) };
}

} // namespace

void field(QPainter &painter, const QStyleOption &option, bool wrong)
{
    const Tokens &t = tokens();
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool focus = option.state & QStyle::State_HasFocus;
    const bool over = option.state & QStyle::State_MouseOver;
    const QColor outline = wrong ? t.crit
        : focus                  ? t.accent
        : over && enabled        ? mixed(t.outline, t.faint, 0.35)
                                 : t.outline;
    paintBox(painter, option.rect, px(radius::m), enabled ? t.app : t.raised, outline);
}

void focusFrame(QPainter &painter, const QStyleOption &option)
{
    const double width = px(3);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(tokens().focusRing, width));
    const double half = width / 2;
    const double corner = px(radius::m) + half;
    painter.drawRoundedRect(QRectF(option.rect).adjusted(half, half, -half, -half), corner, corner);
    painter.restore();
}

void comboBox(QPainter &painter, const QStyleOptionComboBox &option)
{
    field(painter, option);
    const int side = px(16);
    const QRectF box(option.rect);
    paintGlyph(painter, Glyph::ChevronDown,
        QRectF(box.right() - px(10) - side, box.center().y() - side / 2.0, side, side), tokens().secondary);
}

void comboLabel(QPainter &painter, const QStyleOptionComboBox &option)
{
    const QRectF inner = QRectF(option.rect).adjusted(px(12), 0, -px(32), 0);
    paintLine(
        painter, inner, Qt::AlignLeft | Qt::AlignVCenter, option.currentText, typeface(Type::Base), tokens().text);
}

void spinBox(QPainter &painter, const QStyleOptionSpinBox &option, const QRect &less, const QRect &more)
{
    const Tokens &t = tokens();
    field(painter, option);
    const auto step = [&](const QRect &where, QStyle::SubControl part, QAbstractSpinBox::StepEnabledFlag can,
                          Glyph glyph) {
        const bool able = (option.stepEnabled & can) && (option.state & QStyle::State_Enabled);
        const bool active = option.activeSubControls & part;
        if (active && able)
            paintBox(painter, QRectF(where).adjusted(2, 2, -2, -2), px(radius::m) - 2, t.raised);
        const QColor ink = !able ? mixed(t.surface, t.faint, 0.5) : active ? t.text : t.secondary;
        const double side = px(14);
        QRectF box(0, 0, side, side);
        box.moveCenter(QRectF(where).center());
        paintGlyph(painter, glyph, box, ink);
    };
    step(less, QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, Glyph::Minus);
    step(more, QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, Glyph::Plus);
}

void scrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &thumb)
{
    if (option.maximum <= option.minimum)
        return;
    const Tokens &t = tokens();
    const bool over = option.state & QStyle::State_MouseOver;
    const bool held = (option.activeSubControls & QStyle::SC_ScrollBarSlider) && (option.state & QStyle::State_Sunken);
    const QColor ink = mixed(t.surface, t.faint, held ? 0.75 : over ? 0.6 : 0.38);
    const double thickness = px(over || held ? 6 : 4);
    QRectF bar(thumb);
    const double inset = px(2);
    if (option.orientation == Qt::Vertical)
        bar = QRectF(bar.right() + 1 - inset - thickness, bar.top() + inset, thickness, bar.height() - 2 * inset);
    else
        bar = QRectF(bar.left() + inset, bar.bottom() + 1 - inset - thickness, bar.width() - 2 * inset, thickness);
    paintBox(painter, bar, thickness / 2, ink);
}

void menuPanel(QPainter &painter, const QStyleOption &option)
{
    paintBox(painter, option.rect, px(radius::m), tokens().surface, tokens().outline);
}

void menuItem(QPainter &painter, const QStyleOptionMenuItem &option)
{
    const Tokens &t = tokens();
    const QRectF row(option.rect);
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(QRectF(row.left() + px(8), qRound(row.center().y()), row.width() - px(16), 1), t.line);
        return;
    }
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool chosen = enabled && (option.state & QStyle::State_Selected);
    const bool danger = isDanger(option);
    if (chosen)
        paintBox(painter, row.adjusted(px(4), 0, -px(4), 0), px(6), danger ? t.critSoft : t.raised);
    const QColor ink = !enabled ? mixed(t.surface, t.faint, 0.6) : danger ? t.crit : t.text;
    const int side = px(16);
    const QRectF icon(row.left() + px(14), row.center().y() - side / 2.0, side, side);
    if (option.checkType != QStyleOptionMenuItem::NotCheckable) {
        if (option.checked)
            paintGlyph(painter, Glyph::Check, icon, t.accent);
    } else if (!option.icon.isNull()) {
        option.icon.paint(&painter, icon.toRect(), Qt::AlignCenter,
            !enabled     ? QIcon::Disabled
                : chosen ? QIcon::Active
                         : QIcon::Normal);
    }
    const bool lead = !option.icon.isNull() || option.maxIconWidth > 0 || option.menuHasCheckableItems;
    const MenuText text = menuText(option);
    const QRectF inner = row.adjusted(lead ? px(40) : px(14), 0, -px(14), 0);
    paintLine(painter, inner, Qt::AlignLeft | Qt::AlignVCenter, text.label, typeface(Type::Base), ink);
    if (!text.shortcut.isEmpty())
        paintLine(painter, inner, Qt::AlignRight | Qt::AlignVCenter, text.shortcut, typeface(Type::Small), t.faint);
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu)
        paintGlyph(
            painter, Glyph::ChevronRight, QRectF(row.right() - px(24), row.center().y() - side / 2.0, side, side), ink);
}

QSize menuItemSize(const QStyleOptionMenuItem &option)
{
    if (option.menuItemType == QStyleOptionMenuItem::Separator)
        return { px(10), px(9) };
    const MenuText text = menuText(option);
    double width = QFontMetricsF(typeface(Type::Base)).horizontalAdvance(text.label) + px(40) + px(28);
    if (!text.shortcut.isEmpty())
        width += QFontMetricsF(typeface(Type::Small)).horizontalAdvance(text.shortcut) + px(24);
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu)
        width += px(24);
    return { static_cast<int>(std::ceil(width)), px(32) };
}

void toolTipPanel(QPainter &painter, const QStyleOption &option)
{
    paintBox(painter, option.rect, px(6), tokens().raised, tokens().outline);
}

void progressBar(QPainter &painter, const QStyleOptionProgressBar &option)
{
    const Tokens &t = tokens();
    const double thickness = px(4);
    QRectF groove(option.rect);
    groove = QRectF(groove.left(), groove.center().y() - thickness / 2, groove.width(), thickness);
    paintBox(painter, groove, thickness / 2, t.raised);
    const int range = option.maximum - option.minimum;
    if (range <= 0)
        return;
    groove.setWidth(groove.width() * (option.progress - option.minimum) / range);
    paintBox(painter, groove, thickness / 2, t.accent);
}

} // namespace hubbub::ui::draw
