// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes that many places draw: rounded boxes, pills, badges, elided text.
#pragma once

#include "ui/common/icons.h"
#include "ui/common/tokens.h"

#include <QFont>
#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace hubbub::ui {

/// Filled, and outlined where `outline` is valid; the outline lies inside, one device-independent pixel wide.
void paintBox(QPainter &painter, const QRectF &box, double radius, const QColor &fill, const QColor &outline = {});

/// A rounded box with its own radius at each corner.
struct Corners {
    double topLeft = 0;
    double topRight = 0;
    double bottomRight = 0;
    double bottomLeft = 0;
    friend bool operator==(const Corners &, const Corners &) = default;
};
void paintCorners(QPainter &painter, const QRectF &box, const Corners &corners, const QColor &fill);

/// What a pill or a badge means; chooses its colours.
enum class Tone : quint8 { Neutral, Accent, Ok, Warn, Crit };
[[nodiscard]] QColor toneColour(const Tokens &tokens, Tone tone);
[[nodiscard]] QColor toneSoft(const Tokens &tokens, Tone tone);

/// A soft pill with text in its tone's colour and, before it, an icon: state as colour, shape and word.
struct Pill {
    QString text;
    Tone tone = Tone::Neutral;
    std::optional<Glyph> glyph;
    bool bold = true;
    friend bool operator==(const Pill &, const Pill &) = default;
};
[[nodiscard]] QSizeF pillSize(const Pill &pill);
/// Centred in `where`; elided where it does not fit.
void paintPill(QPainter &painter, const QRectF &where, const Pill &pill);

/// "3", "99+", or "@ 5": white on a solid pill. Empty text draws a dot.
[[nodiscard]] QSizeF badgeSize(const QString &text);
/// Its right edge and vertical centre at those of `where`.
void paintBadge(QPainter &painter, const QRectF &where, const QString &text, Tone tone);
/// As people read counts on badges: at most three characters.
[[nodiscard]] QString badgeCount(qint64 count);

/// One line, elided at its end, with the text's own direction kept from leaking out. Returns the width it took.
double paintLine(QPainter &painter, const QRectF &where, int alignment, const QString &text, const QFont &font,
    const QColor &colour);

} // namespace hubbub::ui
