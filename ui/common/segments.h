// SPDX-License-Identifier: GPL-3.0-or-later
// A few choices side by side, one of which holds.
#pragma once

#include <QStringList>
#include <QWidget>

class QAbstractButton;

namespace hubbub::ui {

class Segments final : public QWidget {
    Q_OBJECT
public:
    Segments(const QString &name, const QStringList &choices, QWidget *parent = nullptr);
    [[nodiscard]] int chosen() const;
    void setChosen(int index); ///< says nothing

Q_SIGNALS:
    void choiceMade(int index); ///< by the person

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<QAbstractButton *> m_buttons;
};

} // namespace hubbub::ui
