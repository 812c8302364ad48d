// SPDX-License-Identifier: GPL-3.0-or-later
// One entry of the rail: an icon over a word, a tinted ground where it is the open page, a dot where something waits.
#pragma once

#include "ui/common/icons.h"

#include <QAbstractButton>

namespace hubbub::ui {

class RailButton final : public QAbstractButton {
    Q_OBJECT
public:
    RailButton(Glyph glyph, const QString &word, QWidget *parent = nullptr);
    void setCount(qint64 count);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Glyph m_glyph;
    qint64 m_count = 0;
};

} // namespace hubbub::ui
