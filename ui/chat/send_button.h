// SPDX-License-Identifier: GPL-3.0-or-later
// The composer's round-cornered square: solid once there is something to send.
#pragma once

#include <QAbstractButton>

namespace hubbub::ui {

class SendButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit SendButton(QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace hubbub::ui
