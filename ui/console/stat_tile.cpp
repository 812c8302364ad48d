// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/stat_tile.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace hubbub::ui {

namespace {

constexpr int tileHeight = 92;
constexpr int tilePad = 14;

} // namespace

void paintSparkline(
    QPainter &painter, const QRectF &where, const QList<ops::Series::Point> &points, const QColor &colour)
{
    double most = 0;
    for (const auto &point : points) {
        if (!std::isnan(point.value))
            most = std::max(most, point.value);
    }
    if (points.size() < 2)
        return;
    QPainterPath path;
    bool open = false;
    const double from = static_cast<double>(points.first().second);
    const double span = static_cast<double>(points.last().second) - from;
    for (const auto &point : points) {
        if (std::isnan(point.value)) {
            open = false;
            continue;
        }
        const double x = where.left() + where.width() * (static_cast<double>(point.second) - from) / span;
        const double y = most > 0 ? where.bottom() - where.height() * point.value / most : where.bottom();
        if (open)
            path.lineTo(x, y);
        else
            path.moveTo(x, y);
        open = true;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.restore();
}

StatTile::StatTile(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMinimumWidth(1);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QSize StatTile::sizeHint() const { return { px(150), px(tileHeight) }; }

void StatTile::setValue(const QString &value, Tone tone)
{
    if (m_value == value && m_tone == tone)
        return;
    m_value = value;
    m_tone = tone;
    setAccessibleName(m_title + QStringLiteral(": ") + value);
    update();
}

void StatTile::setLine(QList<ops::Series::Point> points)
{
    m_points = std::move(points);
    update();
}

void StatTile::setNote(const QString &note)
{
    if (m_note == note)
        return;
    m_note = note;
    update();
}

void StatTile::setStale(bool stale)
{
    if (std::exchange(m_stale, stale) != stale)
        update();
}

void StatTile::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    paintBox(painter, rect(), px(radius::l), t.surface, t.line);
    const double pad = px(tilePad);
    const double wide = width() - 2 * pad;
    const int flags = Qt::AlignLeft | Qt::AlignVCenter;
    paintLine(painter, QRectF(pad, px(10), wide, px(18)), flags, m_title, typeface(Type::Small), t.secondary);
    const QColor ink = m_stale ? t.faint : m_tone == Tone::Neutral ? t.text : toneColour(t, m_tone);
    const QFont large = typeface(Type::Display, Weight::SemiBold);
    const bool fits = QFontMetricsF(large).horizontalAdvance(m_value) <= wide;
    paintLine(painter, QRectF(pad, px(28), wide, px(32)), flags, m_value,
        fits ? large : typeface(Type::Lead, Weight::SemiBold), ink);
    const QRectF below(pad, height() - px(26), wide, px(14));
    if (!m_note.isEmpty())
        paintLine(painter, below, flags, m_note, typeface(Type::Caption), m_tone == Tone::Neutral ? t.secondary : ink);
    else
        paintSparkline(painter, below, m_points, m_stale ? t.faint : t.accent);
}

} // namespace hubbub::ui
