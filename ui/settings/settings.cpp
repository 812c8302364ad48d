// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <utility>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostAwayAfter = 24 * 60; // minutes
const QString mutedRooms = u"rooms/muted"_s;
const QString mentionRooms = u"rooms/mentionsOnly"_s;
const QString pinnedRooms = u"rooms/pinned"_s;

QString settingsFile(const QString &profileDir)
{
    const QDir dir(profileDir);
    dir.mkpath(u"."_s);
    return dir.filePath(u"settings.ini"_s);
}

} // namespace

Settings::Settings(const QString &profileDir, QObject *parent)
    : QObject(parent)
    , m_store(settingsFile(profileDir), QSettings::IniFormat)
    , m_told(choices())
{
    // The folder too: the file may come later, and is replaced whole when it is written.
    m_watcher.addPath(profileDir);
    if (QFile::exists(m_store.fileName()))
        m_watcher.addPath(m_store.fileName());
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &Settings::follow);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &Settings::follow);
}

Settings::Choices Settings::choices() const
{
    const auto list = [this](const QString &name) { return m_store.value(name).toStringList(); };
    return { theme(), zoom(), reduceMotion(), sendKey(), awayAfter(), list(mutedRooms), list(mentionRooms),
        list(pinnedRooms), quietUntil(), staysInTray() };
}

/// Tells of everything that is not as it was told last.
void Settings::tell()
{
    const Choices before = std::exchange(m_told, choices());
    if (m_told.theme != before.theme)
        Q_EMIT
    themeChanged();
    if (m_told.zoom != before.zoom)
        Q_EMIT
    zoomChanged();
    if (m_told.reduceMotion != before.reduceMotion)
        Q_EMIT
    reduceMotionChanged();
    if (m_told.sendKey != before.sendKey)
        Q_EMIT
    sendKeyChanged();
    if (m_told.awayAfter != before.awayAfter)
        Q_EMIT
    awayAfterChanged();
    if (m_told.muted != before.muted || m_told.mentionsOnly != before.mentionsOnly || m_told.pinned != before.pinned)
        Q_EMIT
    roomChoicesChanged();
    if (m_told.quietUntil != before.quietUntil)
        Q_EMIT
    quietChanged();
    if (m_told.staysInTray != before.staysInTray)
        Q_EMIT
    staysInTrayChanged();
}

void Settings::follow()
{
    if (QFile::exists(m_store.fileName()) && !m_watcher.files().contains(m_store.fileName()))
        m_watcher.addPath(m_store.fileName());
    m_store.sync();
    tell();
}

Theme::Choice Settings::theme() const
{
    const QString name = m_store.value(u"look/theme"_s).toString();
    if (name == "light"_L1)
        return Theme::Choice::Light;
    return name == "dark"_L1 ? Theme::Choice::Dark : Theme::Choice::System;
}

void Settings::setTheme(Theme::Choice theme)
{
    if (theme == this->theme())
        return;
    m_store.setValue(u"look/theme"_s,
        theme == Theme::Choice::Light      ? u"light"_s
            : theme == Theme::Choice::Dark ? u"dark"_s
                                           : u"system"_s);
    tell();
}

int Settings::zoom() const { return std::clamp(m_store.value(u"look/zoom"_s, 100).toInt(), leastZoom, mostZoom); }

void Settings::setZoom(int percent)
{
    const int zoom = std::clamp(percent, leastZoom, mostZoom);
    if (zoom == this->zoom())
        return;
    m_store.setValue(u"look/zoom"_s, zoom);
    tell();
}

bool Settings::reduceMotion() const { return m_store.value(u"look/reduceMotion"_s, false).toBool(); }

void Settings::setReduceMotion(bool on)
{
    if (on == reduceMotion())
        return;
    m_store.setValue(u"look/reduceMotion"_s, on);
    tell();
}

Settings::SendKey Settings::sendKey() const
{
    return m_store.value(u"chat/sendKey"_s).toString() == "ctrl+enter"_L1 ? SendKey::CtrlEnter : SendKey::Enter;
}

void Settings::setSendKey(SendKey key)
{
    if (key == sendKey())
        return;
    m_store.setValue(u"chat/sendKey"_s, key == SendKey::Enter ? u"enter"_s : u"ctrl+enter"_s);
    tell();
}

bool Settings::isListed(const QString &list, const RoomId &room) const
{
    return m_store.value(list).toStringList().contains(room.text());
}

void Settings::setListed(const QString &list, const RoomId &room, bool on)
{
    QStringList all = m_store.value(list).toStringList();
    all.removeAll(room.text());
    if (on)
        all.append(room.text());
    m_store.setValue(list, all);
}

Attention Settings::attention(const RoomId &room) const
{
    if (isListed(mutedRooms, room))
        return Attention::Muted;
    return isListed(mentionRooms, room) ? Attention::Mentions : Attention::All;
}

void Settings::setAttention(const RoomId &room, Attention attention)
{
    if (attention == this->attention(room))
        return;
    setListed(mutedRooms, room, attention == Attention::Muted);
    setListed(mentionRooms, room, attention == Attention::Mentions);
    tell();
}

bool Settings::isPinned(const RoomId &room) const { return isListed(pinnedRooms, room); }

void Settings::setPinned(const RoomId &room, bool on)
{
    if (on == isPinned(room))
        return;
    setListed(pinnedRooms, room, on);
    tell();
}

bool Settings::staysInTray() const { return m_store.value(u"notify/staysInTray"_s, false).toBool(); }

void Settings::setStaysInTray(bool on)
{
    if (on == staysInTray())
        return;
    m_store.setValue(u"notify/staysInTray"_s, on);
    tell();
}

qint64 Settings::quietUntil() const { return m_store.value(u"notify/quietUntil"_s, 0).toLongLong(); }

void Settings::setQuietUntil(qint64 ms)
{
    if (ms == quietUntil())
        return;
    m_store.setValue(u"notify/quietUntil"_s, ms);
    tell();
}

bool Settings::isQuiet(qint64 now) const
{
    const qint64 until = quietUntil();
    return until == quietForGood || until > now;
}

QString Settings::status() const { return m_store.value(u"me/status"_s).toString(); }
qint64 Settings::statusUntil() const { return m_store.value(u"me/statusUntil"_s, 0).toLongLong(); }

void Settings::setStatus(const QString &text, qint64 until)
{
    m_store.setValue(u"me/status"_s, text);
    m_store.setValue(u"me/statusUntil"_s, until);
}

int Settings::awayAfter() const { return std::clamp(m_store.value(u"me/awayAfter"_s, 10).toInt(), 0, mostAwayAfter); }

void Settings::setAwayAfter(int minutes)
{
    if (minutes == awayAfter())
        return;
    m_store.setValue(u"me/awayAfter"_s, minutes);
    tell();
}

void Settings::ruleTheme()
{
    Theme &look = Theme::instance();
    connect(this, &Settings::themeChanged, &look, [this, &look] { look.setChoice(theme()); });
    connect(this, &Settings::zoomChanged, &look, [this, &look] { look.setZoom(zoom() / 100.0); });
    connect(this, &Settings::reduceMotionChanged, &look, [this, &look] { look.setReducesMotion(reduceMotion()); });
    look.setReducesMotion(reduceMotion());
    look.setZoom(zoom() / 100.0);
    look.setChoice(theme());
}

QByteArray Settings::geometry() const { return m_store.value(u"window/geometry"_s).toByteArray(); }
void Settings::setGeometry(const QByteArray &geometry) { m_store.setValue(u"window/geometry"_s, geometry); }
QByteArray Settings::splitter() const { return m_store.value(u"window/splitter"_s).toByteArray(); }
void Settings::setSplitter(const QByteArray &state) { m_store.setValue(u"window/splitter"_s, state); }
bool Settings::membersShown() const { return m_store.value(u"window/members"_s, true).toBool(); }
void Settings::setMembersShown(bool on) { m_store.setValue(u"window/members"_s, on); }
QString Settings::lastServer() const { return m_store.value(u"signIn/server"_s).toString(); }
QString Settings::lastName() const { return m_store.value(u"signIn/name"_s).toString(); }

void Settings::setLastSignIn(const QString &server, const QString &name)
{
    m_store.setValue(u"signIn/server"_s, server);
    m_store.setValue(u"signIn/name"_s, name);
}

QString Settings::lastRoom() const { return m_store.value(u"chat/room"_s).toString(); }
void Settings::setLastRoom(const QString &room) { m_store.setValue(u"chat/room"_s, room); }

bool Settings::isBlocked(const QString &user) const
{
    return m_store.value(u"people/blocked"_s).toStringList().contains(user);
}

void Settings::setBlocked(const QString &user, bool on)
{
    QStringList all = m_store.value(u"people/blocked"_s).toStringList();
    all.removeAll(user);
    if (on)
        all.append(user);
    m_store.setValue(u"people/blocked"_s, all);
}

} // namespace hubbub::ui
