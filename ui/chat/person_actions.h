// SPDX-License-Identifier: GPL-3.0-or-later
// What one may do with a person of a room: the menu, what it asks first, and what is said where it did not work.
#pragma once

#include "core/client/chat_client.h"

#include <QObject>

class QMenu;
class QWidget;

namespace hubbub::ui {

/// What the rights of a room allow: nobody acts on an equal or higher role, and a direct room has no roles.
class Settings;

struct PersonRights {
    bool message = false;
    bool promote = false; ///< to a moderator
    bool demote = false; ///< to a member
    bool own = false; ///< to an owner
    bool remove = false; ///< from the room, and ban
    bool block = false;

    friend bool operator==(const PersonRights &, const PersonRights &) = default;
};
[[nodiscard]] PersonRights rightsOver(const client::RoomSummary &room, const client::Person &person);

class PersonActions final : public QObject {
    Q_OBJECT
public:
    /// Sheets cover the parent's window.
    PersonActions(client::ChatClient &client, Settings &settings, QWidget *parent);

    /// Owned by the parent, gone once closed; nullptr where there is nothing to do.
    [[nodiscard]] QMenu *menuFor(const client::RoomSummary &room, const client::Person &person);
    /// The same entries, in a menu that has others.
    void addTo(QMenu &menu, const client::RoomSummary &room, const client::Person &person);
    /// Opens the room of two.
    void message(const UserId &user);

Q_SIGNALS:
    void cardWanted(const hubbub::UserId &user); ///< who they are
    void roomWanted(const hubbub::RoomId &room);
    void done(const QString &sentence); ///< what has no other trace in sight

private:
    [[nodiscard]] QWidget *window() const;
    void report(const Outcome &outcome);
    void setRole(const RoomId &room, const client::Person &person, protocol::Role role);
    void confirmRemoval(const client::RoomSummary &room, const client::Person &person, bool ban);
    void confirmBlock(const client::Person &person);
    void unblock(const client::Person &person);

    client::ChatClient &m_client;
    Settings &m_settings;
};

} // namespace hubbub::ui
