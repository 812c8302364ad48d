// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/person_actions.h"

#include "ui/chat/error_words.h"
#include "ui/chat/room_words.h"
#include "ui/chat/text_guard.h"
#include "ui/common/confirm_sheet.h"
#include "ui/common/menu_action.h"
#include "ui/common/message_sheet.h"
#include "ui/settings/settings.h"

#include <QMenu>
#include <QWidget>

namespace hubbub::ui {

using client::Person;
using client::RoomSummary;
using protocol::Role;

PersonRights rightsOver(const RoomSummary &room, const Person &person)
{
    PersonRights may;
    if (person.me)
        return may;
    may.block = true;
    if (room.kind == protocol::RoomKind::Direct)
        return may;
    may.message = true;
    const bool above = room.role > person.role;
    may.remove = above && room.role >= Role::Moderator;
    may.promote = room.role == Role::Owner && person.role == Role::Member;
    may.demote = above && room.role == Role::Owner && person.role == Role::Moderator;
    may.own = above && room.role == Role::Owner;
    return may;
}

PersonActions::PersonActions(client::ChatClient &client, Settings &settings, QWidget *parent)
    : QObject(parent)
    , m_client(client)
    , m_settings(settings)
{
}

QWidget *PersonActions::window() const { return static_cast<QWidget *>(parent())->window(); }

void PersonActions::report(const Outcome &outcome)
{
    if (!outcome)
        (new MessageSheet(tr("That did not work"), personErrorWords(outcome.error()), window()))->present();
}

void PersonActions::message(const UserId &user)
{
    m_client.openDirect(user, this, [this](const Result<RoomId> &room) {
        if (!room) {
            report(room.error());
            return;
        }
        const RoomId opened = *room;
        Q_EMIT
        roomWanted(opened);
    });
}

QMenu *PersonActions::menuFor(const RoomSummary &room, const Person &person)
{
    if (rightsOver(room, person) == PersonRights {})
        return nullptr;
    auto *menu = new QMenu(static_cast<QWidget *>(parent()));
    menu->setObjectName(QStringLiteral("personMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addTo(*menu, room, person);
    return menu;
}

void PersonActions::addTo(QMenu &menu, const RoomSummary &room, const Person &person)
{
    const PersonRights may = rightsOver(room, person);
    const auto add = [&](bool shown, Glyph glyph, const QString &words, auto act) {
        if (shown)
            connect(ui::addAction(menu, glyph, words), &QAction::triggered, this, act);
    };
    const auto danger = [&](bool shown, Glyph glyph, const QString &words, auto act) {
        if (shown)
            connect(addDangerAction(menu, glyph, words), &QAction::triggered, this, act);
    };
    const RoomId id = room.room;
    add(true, Glyph::User, tr("About this person"), [this, user = person.user] {
        Q_EMIT
        cardWanted(user);
    });
    add(may.message, Glyph::MessageCircle, tr("Message"), [this, user = person.user] { message(user); });
    if (may.promote || may.demote || may.own)
        menu.addSeparator();
    add(may.promote, Glyph::ShieldCheck, tr("Make a moderator"),
        [this, id, person] { setRole(id, person, Role::Moderator); });
    add(may.demote, Glyph::User, tr("Make a plain member"), [this, id, person] { setRole(id, person, Role::Member); });
    add(may.own, Glyph::KeyRound, tr("Make an owner…"), [this, id, person] { setRole(id, person, Role::Owner); });
    menu.addSeparator();
    danger(may.remove, Glyph::CircleMinus, tr("Remove from the room…"),
        [this, room, person] { confirmRemoval(room, person, false); });
    danger(may.remove, Glyph::CircleX, tr("Ban…"), [this, room, person] { confirmRemoval(room, person, true); });
    const bool blocked = m_settings.isBlocked(person.user.text());
    danger(may.block && !blocked, Glyph::BellOff, tr("Block…"), [this, person] { confirmBlock(person); });
    add(may.block && blocked, Glyph::Bell, tr("Unblock"), [this, person] { unblock(person); });
}

void PersonActions::unblock(const Person &person)
{
    m_client.unblock(person.user, this, [this, person](const Outcome &outcome) {
        report(outcome);
        if (!outcome)
            return;
        m_settings.setBlocked(person.user.text(), false);
        Q_EMIT
        done(tr("%1 is no longer blocked").arg(isolated(personName(person.display, person.user))));
    });
}

void PersonActions::setRole(const RoomId &room, const Person &person, Role role)
{
    const auto go = [this, room, user = person.user, role] {
        m_client.setRole(room, user, role, this, [this](const Outcome &outcome) { report(outcome); });
    };
    if (role != Role::Owner) {
        go();
        return;
    }
    const QString name = isolated(personName(person.display, person.user));
    auto *sheet = new ConfirmSheet(tr("Make %1 an owner?").arg(name),
        tr("An owner may do everything here, and you can’t take it back."), tr("Make an owner"), window());
    connect(sheet, &ConfirmSheet::confirmed, this, go);
    sheet->present();
}

void PersonActions::confirmRemoval(const RoomSummary &room, const Person &person, bool ban)
{
    const QString name = isolated(personName(person.display, person.user));
    const QString title = isolated(roomTitle(room));
    auto *sheet = new ConfirmSheet(ban ? tr("Ban %1?").arg(name) : tr("Remove %1?").arg(name),
        ban ? tr("%1 is removed from %2 and can’t come back until the ban is lifted.").arg(name, title)
            : tr("%1 is removed from %2 and may come back, where it is open or by an invitation.").arg(name, title),
        ban ? tr("Ban") : tr("Remove"), window());
    connect(sheet, &ConfirmSheet::confirmed, this, [this, id = room.room, user = person.user, ban] {
        const auto done = [this](const Outcome &outcome) { report(outcome); };
        if (ban)
            m_client.ban(id, user, {}, this, done);
        else
            m_client.kick(id, user, {}, this, done);
    });
    sheet->present();
}

void PersonActions::confirmBlock(const Person &person)
{
    const QString name = isolated(personName(person.display, person.user));
    auto *sheet = new ConfirmSheet(tr("Block %1?").arg(name),
        tr("No more direct messages, invitations and mentions from %1. What is said in rooms you share stays in sight.")
            .arg(name),
        tr("Block"), window());
    connect(sheet, &ConfirmSheet::confirmed, this, [this, user = person.user, name] {
        m_client.block(user, this, [this, user, name](const Outcome &outcome) {
            report(outcome);
            if (!outcome)
                return;
            m_settings.setBlocked(user.text(), true);
            Q_EMIT
            done(tr("%1 is blocked").arg(name));
        });
    });
    sheet->present();
}

} // namespace hubbub::ui
