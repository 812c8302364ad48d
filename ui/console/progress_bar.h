// SPDX-License-Identifier: GPL-3.0-or-later
// The line below the console's screens that says how the newest command is going.
#pragma once

#include "ui/common/paint.h"

#include <QWidget>

namespace hubbub::ui {

class IconButton;

class ProgressBar final : public QWidget {
    Q_OBJECT
public:
    explicit ProgressBar(QWidget *parent = nullptr);
    void setProgress(const QString &sentence, Tone tone, bool waiting);
    [[nodiscard]] QString sentence() const { return m_sentence; }
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QString m_sentence;
    Tone m_tone = Tone::Neutral;
    bool m_waiting = false;
    IconButton *m_close;
};

} // namespace hubbub::ui
