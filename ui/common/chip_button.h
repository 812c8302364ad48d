// SPDX-License-Identifier: GPL-3.0-or-later
// A small pill that says what is chosen and opens a menu of what else there is.
#pragma once

#include <QAbstractButton>

namespace hubbub::ui {

class ChipButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit ChipButton(QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace hubbub::ui
