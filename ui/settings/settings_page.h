// SPDX-License-Identifier: GPL-3.0-or-later
// What a person can choose: look, zoom, motion, the key that sends; who is signed in, and the way out.
#pragma once

#include "core/client/chat_client.h"

#include <QWidget>

class QVBoxLayout;

namespace hubbub::ui {

class Avatar;
class Button;
class IconButton;
class Label;
class Segments;
class Settings;
class Switch;

class SettingsPage final : public QWidget {
    Q_OBJECT
public:
    explicit SettingsPage(Settings &settings, QWidget *parent = nullptr);

    /// Whether the desktop has a tray: without one there is nothing to choose.
    void setHasTray(bool has);
    void setMe(const client::Me &me, const QString &server);

Q_SIGNALS:
    void signOutWanted();
    void signOutEverywhereWanted();
    void nameWanted(); ///< another one
    void passwordWanted(); ///< another one
    void shortcutsWanted(); ///< to see them

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    QWidget *accountRow();
    QWidget *accountLinks();
    QWidget *shortcutsRow();
    void wire();
    void adopt();
    void refresh();
    QWidget *row(const QString &title, const QString &line, QWidget *control);
    QWidget *card(const QString &title, const QList<QWidget *> &rows);

    Settings &m_settings;
    Segments *m_theme;
    QWidget *m_zoomBox;
    IconButton *m_smaller;
    Label *m_zoom;
    IconButton *m_larger;
    Switch *m_motion;
    Segments *m_sendKey;
    Switch *m_quiet;
    Switch *m_tray;
    QWidget *m_trayRow = nullptr;
    Segments *m_away;
    Avatar *m_avatar;
    Label *m_name;
    Label *m_account;
    Button *m_signOut;
    QWidget *m_middle;
    QVBoxLayout *m_column;
};

} // namespace hubbub::ui
