// SPDX-License-Identifier: GPL-3.0-or-later
// A small board of the emoji that people use most; what is typed finds others by name. Arrows move, Enter takes.
#pragma once

#include <QWidget>

namespace hubbub::ui {

class SearchField;

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
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] int cellAt(const QPoint &point) const;
    [[nodiscard]] QRect cell(int index) const;
    [[nodiscard]] QRect caption() const; ///< below the board: a name
    void take(int index);
    void find(const QString &typed);
    bool handleKey(int key);

    SearchField *m_field;
    QStringList m_shown;
    int m_at = -1;
};

} // namespace hubbub::ui
