// SPDX-License-Identifier: GPL-3.0-or-later
// Lays the soft ring around the field, or around whatever else the keyboard reached, without taking part in layouts.
#pragma once

#include <QFocusFrame>
#include <QPointer>

namespace hubbub::ui {

class FocusRing final : public QObject {
    Q_OBJECT
public:
    explicit FocusRing(QObject *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void follow(QWidget *now);
    [[nodiscard]] static bool deserves(const QWidget *widget, bool byKeyboard);

    QPointer<QFocusFrame> m_frame; ///< a child of the window it is in, so it may die with it
    bool m_byKeyboard = false;
};

} // namespace hubbub::ui
