// SPDX-License-Identifier: GPL-3.0-or-later
// A line to search in: magnifier, text, and while it is empty the keys that lead here.
#pragma once

#include <QLineEdit>

namespace hubbub::ui {

class SearchField final : public QLineEdit {
    Q_OBJECT
public:
    /// `keys`: such as "Ctrl K"; empty: none.
    SearchField(const QString &placeholder, const QString &keys, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Up, Down, Page Up and Page Down: the list below moves while the text keeps the focus.
    void stepped(int rows);
    /// Escape in an empty field; in a filled one it empties it.
    void escaped();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void adopt();

    QString m_keys;
};

} // namespace hubbub::ui
