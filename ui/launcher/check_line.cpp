// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/check_line.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QPainter>

#include <cmath>

namespace hubbub::ui {

namespace {

constexpr int glyphSide = 16;
constexpr int textLeft = 24;
constexpr int leastHeight = 20;

} // namespace

CheckLine::CheckLine(Glyph glyph, Tone tone, const QString &text, const QString &faint, QWidget *parent)
    : QWidget(parent)
    , m_glyph(glyph)
    , m_tone(tone)
    , m_text(text)
    , m_faint(faint)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(faint.isEmpty() ? text : QStringLiteral("%1, %2").arg(text, faint));
}

int CheckLine::textHeight(int width) const
{
    const QFontMetricsF metrics(typeface(Type::Base));
    const QRectF box = metrics.boundingRect(QRectF(0, 0, width - px(textLeft), 1e6), Qt::TextWordWrap, m_text);
    return static_cast<int>(std::ceil(box.height()));
}

/// Above the first line and below the last, so that one line is as high as the least.
double CheckLine::padding() const
{
    return qMax(0.0, (px(leastHeight) - QFontMetricsF(typeface(Type::Base)).height()) / 2);
}

int CheckLine::heightForWidth(int width) const
{
    return qMax(px(leastHeight), textHeight(width) + static_cast<int>(std::ceil(2 * padding())));
}

QSize CheckLine::sizeHint() const { return { px(260), heightForWidth(qMax(width(), px(200))) }; }

void CheckLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    const double line = QFontMetricsF(typeface(Type::Base)).height();
    const double top = padding();
    paintGlyph(painter, m_glyph, QRectF(0, top + (line - px(glyphSide)) / 2, px(glyphSide), px(glyphSide)),
        toneColour(t, m_tone));
    const QRectF where(px(textLeft), top, width() - px(textLeft), height() - top);
    painter.setFont(typeface(Type::Base));
    painter.setPen(t.text);
    painter.drawText(where, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_text);
    if (!m_faint.isEmpty())
        paintLine(painter, QRectF(0, top, width(), line), static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), m_faint,
            typeface(Type::Small), t.faint);
}

} // namespace hubbub::ui
