// SPDX-License-Identifier: GPL-3.0-or-later
// On or off at once, without an OK button.
#pragma once

#include <QAbstractButton>
#include <QVariantAnimation>

namespace hubbub::ui {

class Switch final : public QAbstractButton {
    Q_OBJECT
public:
    explicit Switch(const QString &accessibleName, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void slide(bool on);

    QVariantAnimation m_slide;
    double m_at = 0; ///< 0 off, 1 on
};

} // namespace hubbub::ui
