// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/style_buttons.h"

#include "ui/common/button.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>
#include <QStyleOptionButton>

namespace hubbub::ui::draw {

namespace {

struct Look {
    QColor fill;
    QColor outline;
    QColor text;
};

Button::Kind kindOf(const QStyleOptionButton &option, const QWidget *widget)
{
    if (const auto *button = qobject_cast<const Button *>(widget))
        return button->kind();
    if (option.features & QStyleOptionButton::Flat)
        return Button::Kind::Ghost;
    return option.features & QStyleOptionButton::DefaultButton ? Button::Kind::Primary : Button::Kind::Secondary;
}

Look primaryLook(const Tokens &t, bool enabled, bool over, bool down)
{
    if (!enabled)
        return { t.raised, {}, mixed(t.surface, t.faint, 0.7) };
    return { down ? t.accentPressed : over ? t.accentHover : t.accent, {}, t.onAccent };
}

Look lookOf(Button::Kind kind, QStyle::State state)
{
    const Tokens &t = tokens();
    const bool enabled = state & QStyle::State_Enabled;
    const bool over = enabled && (state & QStyle::State_MouseOver);
    const bool down = enabled && (state & (QStyle::State_Sunken | QStyle::State_On));
    const QColor dim = mixed(t.surface, t.faint, 0.7);
    switch (kind) {
    case Button::Kind::Primary:
        return primaryLook(t, enabled, over, down);
    case Button::Kind::Secondary:
        return { down ? t.raised : over ? t.hover : t.surface, t.outline, enabled ? t.text : dim };
    case Button::Kind::Danger:
        return { down || over ? t.critSoft : t.surface, over ? mixed(t.outline, t.crit, 0.4) : t.outline,
            enabled ? t.crit : dim };
    case Button::Kind::Ghost:
        return { down || over ? t.raised : QColor(Qt::transparent), {}, enabled ? t.text : dim };
    case Button::Kind::Link:
        return { Qt::transparent, {}, !enabled ? dim : down ? t.accentPressed : over ? t.accentHover : t.accent };
    }
    return {};
}

QFont buttonFont(Button::Kind kind)
{
    return typeface(kind == Button::Kind::Link ? Type::Small : Type::Base, Weight::SemiBold);
}

} // namespace

void pushButton(QPainter &painter, const QStyleOptionButton &option, const QWidget *widget)
{
    const Button::Kind kind = kindOf(option, widget);
    const Look look = lookOf(kind, option.state);
    if (kind != Button::Kind::Link)
        paintBox(painter, option.rect, px(radius::m), look.fill, look.outline);

    const auto *button = qobject_cast<const Button *>(widget);
    const bool glyph = button && button->glyph();
    const int side = px(16);
    const int gap = option.text.isEmpty() ? 0 : px(8);
    const QFont face = buttonFont(kind);
    const QFontMetricsF metrics(face);
    const QString text = QString(option.text).remove(u'&');
    double width = std::ceil(metrics.horizontalAdvance(text)) + (glyph ? side + gap : 0);
    QRectF inner(option.rect);
    inner.setWidth(qMin(width, inner.width()));
    inner.moveCenter(QRectF(option.rect).center());
    inner.moveLeft(qRound(inner.left()));
    if (glyph) {
        paintGlyph(
            painter, *button->glyph(), QRectF(inner.left(), inner.center().y() - side / 2.0, side, side), look.text);
        inner.setLeft(inner.left() + side + gap);
    }
    paintLine(painter, inner, Qt::AlignLeft | Qt::AlignVCenter, text, face, look.text);
    if (kind == Button::Kind::Link && (option.state & QStyle::State_HasFocus)
        && (option.state & QStyle::State_KeyboardFocusChange)) {
        painter.setPen(QPen(look.text, 1));
        const double base = inner.center().y() + metrics.ascent() / 2;
        painter.drawLine(QPointF(inner.left(), base), QPointF(inner.right(), base));
    }
}

QSize pushButtonSize(const QStyleOptionButton &option, const QWidget *widget)
{
    const Button::Kind kind = kindOf(option, widget);
    const QFontMetricsF metrics(buttonFont(kind));
    int width = static_cast<int>(std::ceil(metrics.horizontalAdvance(QString(option.text).remove(u'&'))));
    if (const auto *button = qobject_cast<const Button *>(widget); button && button->glyph())
        width += px(16) + (option.text.isEmpty() ? 0 : px(8));
    if (kind == Button::Kind::Link)
        return { width + px(4), px(22) };
    return { width + px(28), px(kind == Button::Kind::Primary ? 36 : 32) };
}

void toolButton(QPainter &painter, const QStyleOptionToolButton &option)
{
    const Tokens &t = tokens();
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool over = enabled && (option.state & QStyle::State_MouseOver);
    const bool down = enabled && (option.state & (QStyle::State_Sunken | QStyle::State_On));
    if (down || over)
        paintBox(painter, option.rect, px(radius::m), down ? mixed(t.raised, t.faint, 0.12) : t.raised);
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange))
        paintBox(painter, option.rect, px(radius::m), QColor(Qt::transparent), t.accent);
    const QIcon::Mode mode = !enabled ? QIcon::Disabled : over ? QIcon::Active : QIcon::Normal;
    const QIcon::State state = option.state & QStyle::State_On ? QIcon::On : QIcon::Off;
    QRect icon(QPoint(), option.iconSize);
    icon.moveCenter(option.rect.center());
    option.icon.paint(&painter, icon, Qt::AlignCenter, mode, state);
}

void checkMark(QPainter &painter, const QStyleOption &option)
{
    const Tokens &t = tokens();
    const bool on = option.state & (QStyle::State_On | QStyle::State_NoChange);
    const bool enabled = option.state & QStyle::State_Enabled;
    const QRectF box(option.rect);
    if (!on) {
        const QColor outline = enabled ? mixed(t.outline, t.faint, 0.6) : t.outline;
        paintBox(painter, box, px(radius::s), enabled ? t.surface : t.raised, outline);
        return;
    }
    paintBox(painter, box, px(radius::s), enabled ? t.accent : mixed(t.surface, t.faint, 0.5));
    const Glyph mark = option.state & QStyle::State_NoChange ? Glyph::Minus : Glyph::Check;
    paintGlyph(painter, mark, box.adjusted(2, 2, -2, -2), t.onAccent);
}

void radioMark(QPainter &painter, const QStyleOption &option)
{
    const Tokens &t = tokens();
    const QRectF box(option.rect);
    const bool on = option.state & QStyle::State_On;
    paintBox(painter, box, box.width() / 2, on ? t.accent : t.surface, on ? t.accent : mixed(t.outline, t.faint, 0.6));
    if (on) {
        const double inset = box.width() * 0.32;
        paintBox(painter, box.adjusted(inset, inset, -inset, -inset), box.width() / 2 - inset, t.onAccent);
    }
}

} // namespace hubbub::ui::draw
