// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/button.h"

#include "ui/common/metrics.h"
#include "ui/common/tool_tip.h"

namespace hubbub::ui {

Button::Button(const QString &text, Kind kind, QWidget *parent)
    : QPushButton(text, parent)
    , m_kind(kind)
{
    setAutoDefault(false);
    setCursor(Qt::PointingHandCursor);
}

void Button::setKind(Kind kind)
{
    if (m_kind == kind)
        return;
    m_kind = kind;
    updateGeometry();
    update();
}

void Button::setGlyph(std::optional<Glyph> glyph)
{
    m_glyph = glyph;
    updateGeometry();
    update();
}

IconButton::IconButton(Glyph glyph, const QString &name, QWidget *parent)
    : QToolButton(parent)
{
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setGlyph(glyph);
    setName(name);
}

void IconButton::setGlyph(Glyph glyph) { setIcon(glyphIcon(glyph)); }

void IconButton::setName(const QString &name)
{
    setToolTip(plainTip(name));
    setAccessibleName(name);
}

} // namespace hubbub::ui
