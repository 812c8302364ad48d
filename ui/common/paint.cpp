// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/paint.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

constexpr int pillHeight = 24;
constexpr int badgeHeight = 18;

QFont pillFont(const Pill &pill) { return typeface(Type::Caption, pill.bold ? Weight::SemiBold : Weight::Regular); }
QFont badgeFont() { return typeface(Type::Caption, Weight::SemiBold); }

void addCorner(QPainterPath &path, double x, double y, double radius, double start)
{
    if (radius > 0)
        path.arcTo(x, y, 2 * radius, 2 * radius, start, -90);
}

} // namespace

void paintBox(QPainter &painter, const QRectF &box, double radius, const QColor &fill, const QColor &outline)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (outline.isValid()) {
        painter.setPen(QPen(outline, 1));
        painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5);
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(box, radius, radius);
    }
    painter.restore();
}

void paintCorners(QPainter &painter, const QRectF &box, const Corners &c, const QColor &fill)
{
    QPainterPath path;
    path.moveTo(box.left(), box.top() + c.topLeft);
    addCorner(path, box.left(), box.top(), c.topLeft, 180);
    path.lineTo(box.right() - c.topRight, box.top());
    addCorner(path, box.right() - 2 * c.topRight, box.top(), c.topRight, 90);
    path.lineTo(box.right(), box.bottom() - c.bottomRight);
    addCorner(path, box.right() - 2 * c.bottomRight, box.bottom() - 2 * c.bottomRight, c.bottomRight, 0);
    path.lineTo(box.left() + c.bottomLeft, box.bottom());
    addCorner(path, box.left(), box.bottom() - 2 * c.bottomLeft, c.bottomLeft, 270);
    path.closeSubpath();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(path, fill);
}

QColor toneColour(const Tokens &t, Tone tone)
{
    switch (tone) {
    case Tone::Neutral:
        return t.secondary;
    case Tone::Accent:
        return t.accent;
    case Tone::Ok:
        return t.ok;
    case Tone::Warn:
        return t.warn;
    case Tone::Crit:
        return t.crit;
    }
    return t.secondary;
}

QColor toneSoft(const Tokens &t, Tone tone)
{
    switch (tone) {
    case Tone::Neutral:
        return t.raised;
    case Tone::Accent:
        return t.accentSoft;
    case Tone::Ok:
        return t.okSoft;
    case Tone::Warn:
        return t.warnSoft;
    case Tone::Crit:
        return t.critSoft;
    }
    return t.raised;
}

QSizeF pillSize(const Pill &pill)
{
    const double icon = pill.glyph ? px(13) + px(5) : 0;
    return { std::ceil(QFontMetricsF(pillFont(pill)).horizontalAdvance(pill.text)) + icon + px(20),
        double(px(pillHeight)) };
}

void paintPill(QPainter &painter, const QRectF &where, const Pill &pill)
{
    const QSizeF wanted = pillSize(pill);
    QRectF box(0, 0, qMin(wanted.width(), where.width()), wanted.height());
    box.moveCenter(where.center());
    box.moveTopLeft(QPointF(qRound(box.x()), qRound(box.y())));
    const QColor colour = toneColour(tokens(), pill.tone);
    paintBox(painter, box, box.height() / 2, toneSoft(tokens(), pill.tone));
    QRectF inner = box.adjusted(px(10), 0, -px(10), 0);
    if (pill.glyph) {
        paintGlyph(painter, *pill.glyph, QRectF(inner.left(), box.center().y() - px(13) / 2.0, px(13), px(13)), colour);
        inner.setLeft(inner.left() + px(18));
    }
    paintLine(painter, inner, Qt::AlignLeft | Qt::AlignVCenter, pill.text, pillFont(pill), colour);
}

QSizeF badgeSize(const QString &text)
{
    if (text.isEmpty())
        return QSizeF(px(8), px(8));
    const double width = std::ceil(QFontMetricsF(badgeFont()).horizontalAdvance(text)) + px(12);
    return { qMax<double>(px(badgeHeight), width), double(px(badgeHeight)) };
}

void paintBadge(QPainter &painter, const QRectF &where, const QString &text, Tone tone)
{
    const QSizeF size = badgeSize(text);
    const QRectF box(
        where.right() - size.width(), qRound(where.center().y() - size.height() / 2), size.width(), size.height());
    const QColor fill = tone == Tone::Neutral ? tokens().neutral : toneColour(tokens(), tone);
    paintBox(painter, box, box.height() / 2, fill);
    if (!text.isEmpty())
        paintLine(painter, box, Qt::AlignCenter, text, badgeFont(), tokens().onAccent);
}

QString badgeCount(qint64 count) { return count > 99 ? u"99+"_s : QString::number(count); }

double paintLine(
    QPainter &painter, const QRectF &where, int alignment, const QString &text, const QFont &font, const QColor &colour)
{
    const QFontMetricsF metrics(font);
    // Measured before eliding: most texts fit, and eliding is the dearer of the two.
    double width = metrics.horizontalAdvance(text);
    QString shown = text;
    if (width > where.width()) {
        shown = metrics.elidedText(text, Qt::ElideRight, where.width());
        width = metrics.horizontalAdvance(shown);
    }
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(where, alignment | Qt::TextSingleLine | Qt::TextDontClip, shown);
    return width;
}

} // namespace hubbub::ui
