// SPDX-License-Identifier: GPL-3.0-or-later
// One line of a list of findings: an icon that says how it is, and a sentence.
#pragma once

#include "ui/common/paint.h"

#include <QWidget>

namespace hubbub::ui {

class CheckLine final : public QWidget {
    Q_OBJECT
public:
    CheckLine(Glyph glyph, Tone tone, const QString &text, const QString &faint = {}, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int textHeight(int width) const;
    [[nodiscard]] double padding() const;

    Glyph m_glyph;
    Tone m_tone;
    QString m_text;
    QString m_faint; ///< at the right, in faint ink
};

} // namespace hubbub::ui
