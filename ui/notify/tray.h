// SPDX-License-Identifier: GPL-3.0-or-later
// The program in the desktop's tray: how much is unread, and the way back to the window.
#pragma once

#include <QObject>

#include <memory>

class QAction;
class QMenu;
class QSystemTrayIcon;
class QIcon;

namespace hubbub::ui {

class Settings;

/// The program's icon with the number of unread messages on it; 0: none. At 22 and 44 pixels.
[[nodiscard]] QIcon trayIcon(qint64 unread, bool quiet);

class Tray final : public QObject {
    Q_OBJECT
public:
    /// Borrowed. `isThere`: whether the desktop has a tray; without one nothing is shown.
    Tray(Settings &settings, bool isThere, QObject *parent = nullptr);
    ~Tray() override;

    [[nodiscard]] bool isThere() const { return m_icon != nullptr; }
    void setUnread(qint64 unread);
    [[nodiscard]] QMenu &menu() const { return *m_menu; }
    [[nodiscard]] QString toolTip() const;

Q_SIGNALS:
    void windowWanted();
    void quitWanted();

private:
    void refresh();

    Settings &m_settings;
    std::unique_ptr<QMenu> m_menu;
    QAction *m_quiet = nullptr;
    std::unique_ptr<QSystemTrayIcon> m_icon;
    qint64 m_unread = 0;
};

} // namespace hubbub::ui
