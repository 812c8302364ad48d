// SPDX-License-Identifier: GPL-3.0-or-later
// The colours that everything is drawn with, as plain data, and the arithmetic of contrast.
#pragma once

#include <QColor>

#include <array>

namespace hubbub::ui {

struct Tokens {
    bool dark = false;

    // Surfaces, from back to front.
    QColor app; ///< behind everything
    QColor surface; ///< lists, cards, bubbles of others
    QColor raised; ///< fields, pills, code
    QColor ownBubble;
    QColor hover; ///< over surface, under the pointer
    QColor selected; ///< the chosen row; accent's tint
    QColor line; ///< hairlines between surfaces
    QColor outline; ///< around fields and buttons

    // Text, readable (4.5 : 1) on app, surface, raised and ownBubble.
    QColor text;
    QColor secondary;
    QColor faint;

    // Meaning.
    QColor accent;
    QColor accentHover;
    QColor accentPressed;
    QColor onAccent; ///< text on accent
    QColor ok;
    QColor warn;
    QColor crit;
    QColor accentSoft; ///< tints of the above, to write on in the same colour
    QColor okSoft;
    QColor warnSoft;
    QColor critSoft;
    QColor neutral; ///< badges without meaning; onAccent is readable on it

    // Code, on raised and on own bubbles.
    QColor codeKeyword;
    QColor codeString;
    QColor codeNumber;

    QColor selection; ///< behind selected text
    QColor focusRing; ///< the soft ring around a focused field
    QColor shadow; ///< under bubbles and pop-ups

    friend bool operator==(const Tokens &, const Tokens &) = default;
};

[[nodiscard]] const Tokens &lightTokens();
[[nodiscard]] const Tokens &darkTokens();

/// Discs behind white initials; the same in both themes.
[[nodiscard]] const std::array<QColor, 8> &avatarColours();

/// WCAG 2.1 contrast of two opaque colours, 1 to 21.
[[nodiscard]] double contrast(const QColor &a, const QColor &b);
/// `colour`, moved towards white or black just as far as it takes to reach `least` on `surface`.
[[nodiscard]] QColor readable(const QColor &colour, const QColor &surface, double least = 4.5);
/// `top` laid over `bottom` with that opacity; opaque.
[[nodiscard]] QColor mixed(const QColor &bottom, const QColor &top, double opacity);

} // namespace hubbub::ui
