// SPDX-License-Identifier: GPL-3.0-or-later
// One fault of the 'Break it' card, as a wide button.
#pragma once

#include "ui/common/icons.h"

#include <QAbstractButton>

namespace hubbub::ui {

class ChaosRow final : public QAbstractButton {
    Q_OBJECT
public:
    ChaosRow(Glyph glyph, const QString &title, const QString &line, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Glyph m_glyph;
    QString m_line;
};

} // namespace hubbub::ui
