// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/icons.h"

#include "ui/common/resources.h"
#include "ui/common/theme.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

/// Renders on demand; keeps nothing but what it shows, since glyphPixmap() remembers.
class GlyphEngine final : public QIconEngine {
public:
    GlyphEngine(Glyph glyph, std::optional<QColor> colour)
        : m_glyph(glyph)
        , m_colour(std::move(colour))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        paintGlyph(*painter, m_glyph, rect, colourFor(mode, state));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }

    // Qt hands in device pixels here.
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        return glyphPixmap(m_glyph, qMin(size.width(), size.height()), colourFor(mode, state), 1.0);
    }

    [[nodiscard]] QIconEngine *clone() const override { return new GlyphEngine(*this); }
    [[nodiscard]] QString key() const override { return u"hubbub-glyph"_s; }

private:
    [[nodiscard]] QColor colourFor(QIcon::Mode mode, QIcon::State state) const
    {
        const Tokens &t = tokens();
        if (mode == QIcon::Disabled)
            return mixed(t.surface, t.faint, 0.55);
        if (m_colour)
            return *m_colour;
        if (state == QIcon::On)
            return t.accent;
        return mode == QIcon::Active || mode == QIcon::Selected ? t.text : t.secondary;
    }

    Glyph m_glyph;
    std::optional<QColor> m_colour;
};

struct PixmapKey {
    Glyph glyph;
    int pixels;
    QRgb colour;
    friend bool operator==(const PixmapKey &, const PixmapKey &) = default;
    friend size_t qHash(const PixmapKey &key, size_t seed = 0)
    {
        return qHashMulti(seed, static_cast<int>(key.glyph), key.pixels, key.colour);
    }
};

QPixmap rendered(Glyph glyph, int pixels, const QColor &colour)
{
    initResources();
    QFile file(glyphPath(glyph));
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("no such icon: %s", qPrintable(file.fileName()));
        return {};
    }
    QByteArray svg = file.readAll();
    svg.replace("currentColor", colour.name(QColor::HexRgb).toLatin1());
    // A little lighter than Lucide's own 2, to sit well beside 13 px text.
    svg.replace("stroke-width=\"2\"", "stroke-width=\"1.8\"");
    QSvgRenderer renderer(svg);
    QPixmap pixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(colour.alphaF());
    renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    return pixmap;
}

} // namespace

QString glyphPath(Glyph glyph)
{
    // In the order of Glyph.
    static constexpr std::array names {
        "activity",
        "arrow-down",
        "arrow-right",
        "at-sign",
        "bell-off",
        "bell",
        "boxes",
        "check-check",
        "check",
        "chevron-down",
        "chevron-left",
        "chevron-right",
        "chevron-up",
        "circle-alert",
        "circle-check",
        "circle-minus",
        "circle-pause",
        "circle-x",
        "circle",
        "clock",
        "code",
        "copy",
        "database",
        "door-open",
        "download",
        "ellipsis-vertical",
        "ellipsis",
        "external-link",
        "eye-off",
        "eye",
        "folder",
        "globe",
        "hash",
        "history",
        "hourglass",
        "inbox",
        "info",
        "key-round",
        "link",
        "list",
        "loader-circle",
        "loader",
        "lock",
        "log-in",
        "log-out",
        "message-circle",
        "message-square",
        "minus",
        "monitor",
        "moon",
        "network",
        "octagon-alert",
        "panel-right",
        "paperclip",
        "pause",
        "pencil",
        "pin",
        "play",
        "plug",
        "plus",
        "power",
        "radio",
        "refresh-cw",
        "reply",
        "rotate-cw",
        "route",
        "search",
        "send",
        "server",
        "settings",
        "shield-check",
        "smile",
        "square",
        "sun",
        "terminal",
        "timer",
        "trash-2",
        "triangle-alert",
        "unplug",
        "user-plus",
        "user",
        "users",
        "wifi-off",
        "wifi",
        "x",
        "zap",
    };
    static_assert(names.size() == glyphCount);
    return u":/icons/"_s + QLatin1StringView(names[static_cast<size_t>(glyph)]) + u".svg"_s;
}

QIcon glyphIcon(Glyph glyph) { return QIcon(new GlyphEngine(glyph, std::nullopt)); }

QIcon glyphIcon(Glyph glyph, const QColor &colour) { return QIcon(new GlyphEngine(glyph, colour)); }

QIcon appIcon()
{
    initResources();
    return QIcon(u":/hubbub.svg"_s);
}

QPixmap glyphPixmap(Glyph glyph, int size, const QColor &colour, qreal ratio)
{
    static QHash<PixmapKey, QPixmap> kept;
    const int pixels = qMax(1, qRound(size * ratio));
    const PixmapKey key { glyph, pixels, colour.rgba() };
    auto found = kept.find(key);
    if (found == kept.end()) {
        if (kept.size() > 512) // themes, zooms and screens come and go
            kept.clear();
        found = kept.insert(key, rendered(glyph, pixels, colour));
    }
    QPixmap pixmap = *found;
    pixmap.setDevicePixelRatio(ratio);
    return pixmap;
}

void paintGlyph(QPainter &painter, Glyph glyph, const QRectF &where, const QColor &colour)
{
    const int size = qRound(qMin(where.width(), where.height()));
    const qreal ratio = painter.device() ? painter.device()->devicePixelRatioF() : 1.0;
    const QPixmap pixmap = glyphPixmap(glyph, size, colour, ratio);
    // On whole device pixels, or the strokes blur.
    const QPointF corner(where.x() + (where.width() - size) / 2, where.y() + (where.height() - size) / 2);
    painter.drawPixmap(QPointF(qRound(corner.x() * ratio) / ratio, qRound(corner.y() * ratio) / ratio), pixmap);
}

} // namespace hubbub::ui
