// SPDX-License-Identifier: GPL-3.0-or-later
// What a person chose for one profile, kept in its folder.
#pragma once

#include "core/base/ids.h"
#include "ui/common/theme.h"
#include "ui/notify/attention.h"

#include <QByteArray>
#include <QFileSystemWatcher>
#include <QObject>
#include <QSettings>

namespace hubbub::ui {

class Settings final : public QObject {
    Q_OBJECT
public:
    enum class SendKey : quint8 { Enter, CtrlEnter };
    static constexpr int leastZoom = 80; ///< percent
    static constexpr int mostZoom = 150;

    /// `profileDir` is made where it does not exist.
    explicit Settings(const QString &profileDir, QObject *parent = nullptr);

    [[nodiscard]] Theme::Choice theme() const;
    [[nodiscard]] int zoom() const; ///< percent, within the limits whatever the file says
    [[nodiscard]] bool reduceMotion() const;
    [[nodiscard]] SendKey sendKey() const;
    void setTheme(Theme::Choice theme);
    void setZoom(int percent);
    void setReduceMotion(bool on);
    void setSendKey(SendKey key);

    // Of one room. What is pinned stands first in the list.
    [[nodiscard]] Attention attention(const RoomId &room) const;
    void setAttention(const RoomId &room, Attention attention);
    [[nodiscard]] bool isPinned(const RoomId &room) const;
    void setPinned(const RoomId &room, bool on);

    // Do not disturb: until that moment, in ms since 1970; 0: it is off.
    static constexpr qint64 quietForGood = -1;
    /// The window's close button leaves the program in the tray, where there is one.
    [[nodiscard]] bool staysInTray() const;
    void setStaysInTray(bool on);
    [[nodiscard]] qint64 quietUntil() const;
    void setQuietUntil(qint64 ms);
    [[nodiscard]] bool isQuiet(qint64 now) const;

    // One's own status, until that moment in ms since 1970; 0: for good.
    [[nodiscard]] QString status() const;
    [[nodiscard]] qint64 statusUntil() const;
    void setStatus(const QString &text, qint64 until);
    /// Minutes without input after which somebody is away; 0: never.
    [[nodiscard]] int awayAfter() const;
    void setAwayAfter(int minutes);

    /// Hands theme, zoom and motion on to the program, now and whenever they change.
    void ruleTheme();

    // The window as it was left; these tell nobody.
    [[nodiscard]] QByteArray geometry() const;
    void setGeometry(const QByteArray &geometry);
    [[nodiscard]] QByteArray splitter() const;
    void setSplitter(const QByteArray &state);
    [[nodiscard]] bool membersShown() const;
    void setMembersShown(bool on);
    // What the first screen was last told, so that it need not be typed again.
    [[nodiscard]] QString lastServer() const;
    [[nodiscard]] QString lastName() const;
    void setLastSignIn(const QString &server, const QString &name);
    [[nodiscard]] QString lastRoom() const;
    void setLastRoom(const QString &room);
    /// Whom this person blocked from here: no node gives the list away again.
    [[nodiscard]] bool isBlocked(const QString &user) const;
    void setBlocked(const QString &user, bool on);

Q_SIGNALS:
    void themeChanged();
    void zoomChanged();
    void reduceMotionChanged();
    void sendKeyChanged();
    void roomChoicesChanged(); ///< attention or pins
    void quietChanged();
    void staysInTrayChanged();
    void awayAfterChanged();

private:
    struct Choices {
        Theme::Choice theme;
        int zoom;
        bool reduceMotion;
        SendKey sendKey;
        int awayAfter;
        QStringList muted;
        QStringList mentionsOnly;
        QStringList pinned;
        qint64 quietUntil;
        bool staysInTray;
    };
    [[nodiscard]] bool isListed(const QString &list, const RoomId &room) const;
    void setListed(const QString &list, const RoomId &room, bool on);
    [[nodiscard]] Choices choices() const;
    void tell();
    void follow();

    QSettings m_store;
    QFileSystemWatcher m_watcher; ///< the file may be edited by hand, or by a program that sets up desktops
    Choices m_told {}; ///< what everybody was told last
};

} // namespace hubbub::ui
