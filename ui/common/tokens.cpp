// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/tokens.h"

#include <algorithm>
#include <cmath>

namespace hubbub::ui {

namespace {

Tokens makeLight()
{
    Tokens t;
    t.app = QColor(0xF6, 0xF7, 0xF9);
    t.surface = QColor(0xFF, 0xFF, 0xFF);
    t.raised = QColor(0xEE, 0xF0, 0xF4);
    t.ownBubble = QColor(0xE1, 0xEB, 0xFF);
    t.hover = QColor(0xF3, 0xF5, 0xF8);
    t.selected = QColor(0xE6, 0xEE, 0xFD);
    t.line = QColor(0xE2, 0xE5, 0xEA);
    t.outline = QColor(0xDD, 0xE1, 0xE8);
    t.text = QColor(0x1B, 0x1F, 0x27);
    t.secondary = QColor(0x5A, 0x63, 0x72);
    t.faint = QColor(0x61, 0x6A, 0x79);
    t.accent = QColor(0x25, 0x60, 0xD8);
    t.accentHover = QColor(0x1F, 0x55, 0xC4);
    t.accentPressed = QColor(0x1A, 0x4A, 0xAE);
    t.onAccent = QColor(0xFF, 0xFF, 0xFF);
    t.ok = QColor(0x17, 0x72, 0x4A);
    t.warn = QColor(0x8F, 0x5A, 0x00);
    t.crit = QColor(0xC4, 0x2B, 0x2B);
    t.accentSoft = QColor(0xE6, 0xEE, 0xFD);
    t.okSoft = QColor(0xE0, 0xF3, 0xE9);
    t.warnSoft = QColor(0xFC, 0xF0, 0xD8);
    t.critSoft = QColor(0xFD, 0xE8, 0xE8);
    t.neutral = QColor(0x5A, 0x63, 0x72);
    t.codeKeyword = QColor(0x7A, 0x3F, 0xC0);
    t.codeString = QColor(0x17, 0x6A, 0x46);
    t.codeNumber = QColor(0x9A, 0x46, 0x00);
    t.selection = QColor(0xBF, 0xD6, 0xFF);
    t.focusRing = QColor(0x25, 0x60, 0xD8, 0x33);
    t.shadow = QColor(0x1B, 0x1F, 0x27, 0x12);
    return t;
}

Tokens makeDark()
{
    Tokens t;
    t.dark = true;
    t.app = QColor(0x14, 0x17, 0x1C);
    t.surface = QColor(0x1B, 0x1F, 0x26);
    t.raised = QColor(0x24, 0x2A, 0x33);
    t.ownBubble = QColor(0x1A, 0x2A, 0x4A);
    t.hover = QColor(0x20, 0x25, 0x2D);
    t.selected = QColor(0x1D, 0x2B, 0x47);
    t.line = QColor(0x2A, 0x30, 0x3A);
    t.outline = QColor(0x31, 0x38, 0x43);
    t.text = QColor(0xE7, 0xEA, 0xF0);
    t.secondary = QColor(0xA3, 0xAC, 0xBA);
    t.faint = QColor(0x8A, 0x94, 0xA4);
    t.accent = QColor(0x6C, 0xA1, 0xFF);
    t.accentHover = QColor(0x82, 0xB0, 0xFF);
    t.accentPressed = QColor(0x9A, 0xC0, 0xFF);
    t.onAccent = QColor(0x0E, 0x16, 0x27);
    t.ok = QColor(0x4C, 0xC3, 0x8A);
    t.warn = QColor(0xF0, 0xB4, 0x4C);
    t.crit = QColor(0xFF, 0x6B, 0x6B);
    t.accentSoft = QColor(0x1D, 0x2B, 0x47);
    t.okSoft = QColor(0x15, 0x2E, 0x25);
    t.warnSoft = QColor(0x30, 0x27, 0x16);
    t.critSoft = QColor(0x38, 0x1C, 0x21);
    t.neutral = QColor(0xA3, 0xAC, 0xBA);
    t.codeKeyword = QColor(0xC3, 0xA6, 0xFF);
    t.codeString = QColor(0x7F, 0xD4, 0xA4);
    t.codeNumber = QColor(0xF0, 0xB4, 0x7A);
    t.selection = QColor(0x2F, 0x4F, 0x8F);
    t.focusRing = QColor(0x6C, 0xA1, 0xFF, 0x44);
    t.shadow = QColor(0x00, 0x00, 0x00, 0x40);
    return t;
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &c)
{
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

} // namespace

const Tokens &lightTokens()
{
    static const Tokens made = makeLight();
    return made;
}

const Tokens &darkTokens()
{
    static const Tokens made = makeDark();
    return made;
}

const std::array<QColor, 8> &avatarColours()
{
    static const std::array<QColor, 8> made { QColor(0xCC, 0x40, 0x34), QColor(0xB4, 0x61, 0x0A),
        QColor(0x2E, 0x85, 0x40), QColor(0x14, 0x80, 0x8C), QColor(0x35, 0x73, 0xD9), QColor(0x7A, 0x55, 0xD3),
        QColor(0xC2, 0x3A, 0x7C), QColor(0x5B, 0x6B, 0x7F) };
    return made;
}

double contrast(const QColor &a, const QColor &b)
{
    const double one = luminance(a);
    const double other = luminance(b);
    return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

QColor readable(const QColor &colour, const QColor &surface, double least)
{
    const QColor end = luminance(surface) > 0.18 ? QColor(Qt::black) : QColor(Qt::white);
    for (int percent = 0; percent < 100; percent += 2) {
        const QColor candidate = mixed(colour, end, percent / 100.0);
        if (contrast(candidate, surface) >= least)
            return candidate;
    }
    return end;
}

QColor mixed(const QColor &bottom, const QColor &top, double opacity)
{
    const auto channel = [opacity](
                             int from, int to) { return static_cast<int>(std::lround(from + (to - from) * opacity)); };
    return QColor(
        channel(bottom.red(), top.red()), channel(bottom.green(), top.green()), channel(bottom.blue(), top.blue()));
}

} // namespace hubbub::ui
