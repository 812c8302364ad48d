// SPDX-License-Identifier: GPL-3.0-or-later
// Push buttons that say how weighty they are; the style draws them accordingly.
#pragma once

#include "ui/common/icons.h"

#include <QPushButton>
#include <QToolButton>

#include <optional>

namespace hubbub::ui {

class Button final : public QPushButton {
    Q_OBJECT
public:
    enum class Kind : quint8 {
        Primary, ///< what this place is for; at most one
        Secondary, ///< outlined
        Ghost, ///< bare until the pointer is over it
        Danger, ///< outlined, in crit
        Link, ///< accent text, no frame
    };
    explicit Button(const QString &text, Kind kind = Kind::Secondary, QWidget *parent = nullptr);

    [[nodiscard]] Kind kind() const { return m_kind; }
    void setKind(Kind kind);
    /// In the colour of the button's text.
    void setGlyph(std::optional<Glyph> glyph);
    [[nodiscard]] std::optional<Glyph> glyph() const { return m_glyph; }

private:
    Kind m_kind;
    std::optional<Glyph> m_glyph;
};

/// A square button with an icon only. Its name is its tool tip and what a screen reader says.
class IconButton final : public QToolButton {
    Q_OBJECT
public:
    IconButton(Glyph glyph, const QString &name, QWidget *parent = nullptr);
    void setGlyph(Glyph glyph);
    void setName(const QString &name);
};

} // namespace hubbub::ui
