// SPDX-License-Identifier: GPL-3.0-or-later
// What to know and do while the connection is lost: the reason, where the next attempt goes and when, one button.
// Only the countdown changes ten times a second, and only its own pixels are painted then.
#pragma once

#include "core/base/clock.h"
#include "ui/chat/link_words.h"

#include <QTextLayout>
#include <QTimer>
#include <QWidget>

#include <array>

namespace hubbub::ui {

class Button;

class ConnectionBar final : public QWidget {
    Q_OBJECT
public:
    /// `clock` outlives the bar.
    explicit ConnectionBar(const Clock &clock, QWidget *parent = nullptr);

    /// Shows, changes or (nothing) hides the bar. A loss that mends itself at once never shows: see `patience`.
    void setWords(const std::optional<BarWords> &words, Clock::TimePoint retryAt);
    /// The whole sentence as it stands now.
    [[nodiscard]] QString sentence() const;
    /// What is shown for the countdown now; empty where nothing counts.
    [[nodiscard]] QString countdown() const;

    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] QSize sizeHint() const override;

    static constexpr std::chrono::milliseconds patience { 250 }; ///< before a loss is shown

Q_SIGNALS:
    void retryWanted();
    void signInWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void adopt();
    void appear();
    void arrange();
    void act();
    void tick();
    void layOut(QTextLayout &layout, int width) const;
    [[nodiscard]] int textWidth(int width) const;
    [[nodiscard]] QString withCountdown(const QString &countdown) const;
    [[nodiscard]] QRect countdownRect() const;

    const Clock &m_clock;
    BarWords m_words;
    Clock::TimePoint m_retryAt {};
    QString m_slot; ///< what the layout keeps room for in place of the countdown
    QString m_drawn; ///< the countdown that stands on screen
    QTextLayout m_layout;
    QTimer m_appearing;
    QTimer m_ticking;
    Button *m_button;
};

} // namespace hubbub::ui
