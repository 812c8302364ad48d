// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/card_head.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>

namespace hubbub::ui {

namespace {

constexpr int side = 44;

} // namespace

CardHead::CardHead(Glyph glyph, Mark mark, const QString &title, const QString &line, QWidget *parent)
    : QWidget(parent)
    , m_glyph(glyph)
    , m_mark(mark)
    , m_title(title)
    , m_line(line)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(title);
    setAccessibleDescription(line);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QSize CardHead::sizeHint() const { return { px(260), px(side) }; }

void CardHead::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    const bool solid = m_mark == Mark::Solid;
    const QRectF mark(0, 0, px(side), px(side));
    paintBox(painter, mark, px(10), solid ? t.accent : t.accentSoft);
    const double glyph = px(26);
    paintGlyph(painter, m_glyph, QRectF(mark.center() - QPointF(glyph / 2, glyph / 2), QSizeF(glyph, glyph)),
        solid ? t.onAccent : t.accent);
    const int x = px(side) + px(space::m);
    const int flags = Qt::AlignLeft | Qt::AlignVCenter;
    paintLine(painter, QRectF(x, px(1), width() - x, px(24)), flags, m_title, typeface(Type::Title, Weight::SemiBold),
        t.text);
    paintLine(painter, QRectF(x, px(25), width() - x, px(18)), flags, m_line, typeface(Type::Small), t.secondary);
}

} // namespace hubbub::ui
