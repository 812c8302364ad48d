// SPDX-License-Identifier: GPL-3.0-or-later
// A tab of the console: its name, a count behind it, and a line below the chosen one.
#pragma once

#include <QAbstractButton>

namespace hubbub::ui {

class ConsoleTab final : public QAbstractButton {
    Q_OBJECT
public:
    explicit ConsoleTab(const QString &name, QWidget *parent = nullptr);
    void setCount(int count);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    [[nodiscard]] QString shown() const;
    int m_count = 0;
};

} // namespace hubbub::ui
