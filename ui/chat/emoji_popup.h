// SPDX-License-Identifier: GPL-3.0-or-later
// A small board of the emoji that people use most; arrows move, Enter takes.
#pragma once

#include <QWidget>

namespace hubbub::ui {

class EmojiPopup final : public QWidget {
    Q_OBJECT
public:
    explicit EmojiPopup(QWidget *parent);

    /// False where no font has emoji in colour.
    [[nodiscard]] static bool isUseful();
    /// Its bottom right corner at that point of the screen.
    void popupAt(const QPoint &bottomRight);

Q_SIGNALS:
    void picked(const QString &emoji);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    [[nodiscard]] int cellAt(const QPoint &point) const;
    [[nodiscard]] QRect cell(int index) const;
    void take(int index);

    int m_at = -1;
};

} // namespace hubbub::ui
