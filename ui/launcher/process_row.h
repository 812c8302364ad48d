// SPDX-License-Identifier: GPL-3.0-or-later
// One process of the table.
#pragma once

#include "core/cluster/local_cluster.h"

#include <QWidget>

namespace hubbub::ui {

class Button;
class IconButton;

class ProcessRow final : public QWidget {
    Q_OBJECT
public:
    explicit ProcessRow(QWidget *parent = nullptr);

    /// `removable`: it is not the last node.
    void setProcess(const cluster::ProcessView &process, bool paused, bool removable = true);
    [[nodiscard]] QString stateText() const; ///< as on its pill
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void stopWanted(const QString &id);
    void killWanted(const QString &id);
    void restartWanted(const QString &id);
    void pauseWanted(const QString &id);
    void continueWanted(const QString &id);
    void removeWanted(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void openMenu();
    [[nodiscard]] QString sinceWords() const;
    [[nodiscard]] QString shownAddress() const;

    cluster::ProcessView m_process;
    bool m_paused = false;
    bool m_removable = false;
    IconButton *m_pause;
    IconButton *m_kill;
    IconButton *m_more;
    Button *m_restart;
};

} // namespace hubbub::ui
