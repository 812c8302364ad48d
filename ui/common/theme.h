// SPDX-License-Identifier: GPL-3.0-or-later
// The colours of light and dark, which of the two holds, and the user's zoom.
#pragma once

#include "ui/common/tokens.h"

#include <QObject>
#include <QPalette>

namespace hubbub::ui {

class SystemScheme;

/// One for the process, made on first use after the QApplication, owned by it. GUI thread only.
class Theme final : public QObject {
    Q_OBJECT
public:
    enum class Choice : quint8 { System, Light, Dark };

    [[nodiscard]] static Theme &instance();

    /// Style, palette and fonts of the whole program; call once, right after the QApplication was made.
    void install();

    [[nodiscard]] const Tokens &tokens() const { return *m_tokens; }
    [[nodiscard]] bool isDark() const { return m_tokens->dark; }

    [[nodiscard]] Choice choice() const { return m_choice; }
    void setChoice(Choice choice);

    /// 1.0 is 100 %; held within 0.8 to 1.5.
    [[nodiscard]] double zoom() const { return m_zoom; }
    void setZoom(double zoom);

    /// No motion where this is set.
    [[nodiscard]] bool reducesMotion() const { return m_reducesMotion; }
    void setReducesMotion(bool on);

    /// Of those tokens; what widgets that paint themselves with QPalette see.
    [[nodiscard]] static QPalette paletteOf(const Tokens &tokens);

Q_SIGNALS:
    /// Colours or sizes differ: lay out and paint again.
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    explicit Theme(QObject *parent);
    void apply();
    static void tellAllWidgets();
    [[nodiscard]] bool wantsDark() const;
    [[nodiscard]] bool paletteIsDark() const;

    const Tokens *m_tokens;
    SystemScheme *m_system;
    Choice m_choice = Choice::System;
    double m_zoom = 1.0;
    bool m_reducesMotion = false;
    bool m_installed = false;
    bool m_platformIsDark = false;
};

/// The tokens that hold now.
[[nodiscard]] inline const Tokens &tokens() { return Theme::instance().tokens(); }

} // namespace hubbub::ui
