// SPDX-License-Identifier: GPL-3.0-or-later
// A raised panel with a hairline around it.
#pragma once

#include <QFrame>

namespace hubbub::ui {

class Card final : public QFrame {
    Q_OBJECT
public:
    explicit Card(int cornerRadius, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_radius;
};

} // namespace hubbub::ui
