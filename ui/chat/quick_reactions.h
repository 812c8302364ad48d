// SPDX-License-Identifier: GPL-3.0-or-later
// A row of the emoji that people answer with most, at the top of a message's menu.
#pragma once

#include <QStringList>
#include <QWidget>

namespace hubbub::ui {

class QuickReactions final : public QWidget {
    Q_OBJECT
public:
    /// `chosen`: those that I gave already.
    explicit QuickReactions(const QStringList &chosen, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] static const QStringList &emoji();

Q_SIGNALS:
    void picked(const QString &emoji, bool on);
    void moreWanted(const QPoint &at); ///< of the screen

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QRect cell(int index) const; ///< the one after the last emoji is for more
    [[nodiscard]] int cellAt(const QPoint &point) const;
    void take(int index);

    QStringList m_chosen;
    int m_at = -1;
};

} // namespace hubbub::ui
