// SPDX-License-Identifier: GPL-3.0-or-later
// The narrow column at the left: the pages of the window, and oneself.
#pragma once

#include "ui/common/avatar.h"

#include <QWidget>

#include <array>

class QVBoxLayout;

namespace hubbub::ui {

class RailButton;

class Rail final : public QWidget {
    Q_OBJECT
public:
    enum class Page : quint8 { Chat, Console, Cluster, Inbox, Settings };
    static constexpr int pageCount = 5;

    explicit Rail(QWidget *parent = nullptr);

    void setPage(Page page);
    void setShown(Page page, bool on);
    void setUnread(Page page, qint64 count);
    void setMe(const AvatarLook &look, const QString &spoken);
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void pageWanted(hubbub::ui::Rail::Page page);
    void meClicked(const QPoint &globalPlace);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void adopt();
    [[nodiscard]] RailButton *button(Page page) const { return m_buttons.at(static_cast<size_t>(page)); }

    std::array<RailButton *, pageCount> m_buttons {};
    class MeButton;
    MeButton *m_me;
    QVBoxLayout *m_column;
};

} // namespace hubbub::ui
