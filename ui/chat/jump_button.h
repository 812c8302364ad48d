// SPDX-License-Identifier: GPL-3.0-or-later
// Floats over the timeline while it is scrolled up: back to the newest row, with how many came meanwhile.
#pragma once

#include <QAbstractButton>

namespace hubbub::ui {

class JumpButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit JumpButton(QWidget *parent);
    void setUnread(int count);
    [[nodiscard]] int unread() const { return m_unread; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void rename();
    int m_unread = 0;
};

} // namespace hubbub::ui
