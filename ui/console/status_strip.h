// SPDX-License-Identifier: GPL-3.0-or-later
// The line above every screen of the console: is anything broken, and how old is what is shown.
#pragma once

#include "ui/console/console_words.h"

#include <QWidget>

namespace hubbub::ui {

class StatusStrip final : public QWidget {
    Q_OBJECT
public:
    explicit StatusStrip(QWidget *parent = nullptr);
    void setVerdict(const Verdict &verdict);
    [[nodiscard]] const Verdict &verdict() const { return m_verdict; }
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void clicked(); ///< the alerts are wanted

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    Verdict m_verdict;
};

} // namespace hubbub::ui
