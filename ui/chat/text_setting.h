// SPDX-License-Identifier: GPL-3.0-or-later
// Sets a block of rich text into lines: fonts and colours of its spans, an even pitch, wrapping anywhere if need be.
#pragma once

#include "ui/chat/rich_text.h"

#include <QColor>
#include <QRectF>
#include <QTextLayout>

#include <array>
#include <memory>
#include <vector>

namespace hubbub::ui {

struct TextInks {
    QColor text;
    QColor link;
    QColor mention;
    QColor code; ///< behind inline code
    QColor mentionOfMe; ///< behind a mention of me
    std::array<QColor, 6> ofCode; ///< by CodeInk
};

struct SetBlock {
    std::unique_ptr<QTextLayout> layout;
    double width = 0; ///< of the widest line
    double lastLine = 0; ///< width of the last line
    double height = 0;
    double baseline = 0; ///< of the last line, from the top
    bool rightToLeft = false;
};

[[nodiscard]] SetBlock setBlock(const Block &block, double width, const TextInks &inks);

/// Boxes behind those spans of the block that have one, from the layout's origin.
struct SpanBox {
    QRectF box;
    QColor fill;
};
[[nodiscard]] std::vector<SpanBox> spanBoxes(const Block &block, const QTextLayout &layout, const TextInks &inks);

/// Height of a line of body text at the user's zoom.
[[nodiscard]] int bodyPitch();

} // namespace hubbub::ui
