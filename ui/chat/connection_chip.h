// SPDX-License-Identifier: GPL-3.0-or-later
// The connection at a glance: colour, shape and word in one pill that is always there.
#pragma once

#include "ui/chat/link_words.h"

#include <QTimer>
#include <QWidget>

namespace hubbub::ui {

class ConnectionChip final : public QWidget {
    Q_OBJECT
public:
    explicit ConnectionChip(QWidget *parent = nullptr);

    void setWords(const ChipWords &words);
    /// Where there is little room: the node or the state, without the round trip.
    void setCompact(bool on);
    [[nodiscard]] const ChipWords &words() const { return m_words; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void clicked(); ///< its story is wanted

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void adopt();
    void turnIfNeeded();

    [[nodiscard]] QString shown() const;

    ChipWords m_words;
    bool m_compact = false;
    QTimer m_turning;
    int m_step = 0; ///< of the turning icon, in twelfths of a turn
};

} // namespace hubbub::ui
