// SPDX-License-Identifier: GPL-3.0-or-later
// ChatPage, the part that asks the person something: which room, whom, whether really.
#include "core/client/desks.h"
#include "ui/chat/browse_rooms_sheet.h"
#include "ui/chat/case_words.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/connection_sheet.h"
#include "ui/chat/error_words.h"
#include "ui/chat/help_sheet.h"
#include "ui/chat/leave_room_sheet.h"
#include "ui/chat/new_room_sheet.h"
#include "ui/chat/person_actions.h"
#include "ui/chat/person_card.h"
#include "ui/chat/person_sheet.h"
#include "ui/chat/quick_switcher.h"
#include "ui/chat/room_pane.h"
#include "ui/chat/room_sheet.h"
#include "ui/chat/room_talk.h"
#include "ui/chat/room_words.h"
#include "ui/chat/search_sheet.h"
#include "ui/chat/text_guard.h"
#include "ui/common/button.h"
#include "ui/common/confirm_sheet.h"
#include "ui/common/message_sheet.h"

#include <QDateTime>
#include <QMenu>
#include <QSet>

namespace hubbub::ui {

using client::Person;
using namespace Qt::StringLiterals;

void ChatPage::openSwitcher()
{
    auto *switcher = new QuickSwitcher(m_client.rooms(), window());
    connect(switcher, &QuickSwitcher::roomChosen, this, &ChatPage::openRoom);
    connect(switcher, &QuickSwitcher::newRoomWanted, this, &ChatPage::openNewRoom);
    connect(switcher, &QuickSwitcher::publicRoomsWanted, this, &ChatPage::openPublicRooms);
    switcher->present();
}

void ChatPage::openConnection() { (new ConnectionSheet(m_client, window()))->present(); }

void ChatPage::openNewRoom(const QString &title)
{
    auto *sheet = new NewRoomSheet(m_client, title, window());
    connect(sheet, &NewRoomSheet::roomMade, this, &ChatPage::openRoom);
    sheet->present();
}

void ChatPage::openPublicRooms()
{
    auto *sheet = new BrowseRoomsSheet(m_client, window());
    connect(sheet, &BrowseRoomsSheet::roomChosen, this, &ChatPage::openRoom);
    connect(sheet, &BrowseRoomsSheet::newRoomWanted, this, &ChatPage::openNewRoom);
    connect(sheet, &BrowseRoomsSheet::helpWanted, this, &ChatPage::openHelp);
    sheet->present();
}

void ChatPage::openHelp(const RoomId &desk, const QString &title)
{
    auto *sheet = new HelpSheet(m_client, desk, title, window());
    connect(sheet, &HelpSheet::opened, this, &ChatPage::openRoom);
    sheet->present();
}

void ChatPage::openHand(const RoomId &desk, const RoomId &conversation)
{
    QList<client::Person> agents = m_client.people(desk);
    agents.removeIf([](const client::Person &person) { return person.me; });
    auto *sheet = new PersonSheet(tr("Hand over"),
        tr("They get the conversation and you leave it. Without a name it goes back into the queue."), tr("Hand over"),
        agents, window());
    Button *back = sheet->addDanger(tr("Back to the queue"));
    back->setObjectName(u"backToQueueButton"_s);
    const auto hand = [this, sheet, desk, conversation](const UserId &user) {
        m_client.desks().hand(desk, conversation, user, sheet, [this, sheet](const Outcome &outcome) {
            sheet->finish(outcome);
            if (outcome)
                m_pane->talk().note(tr("The conversation is handed over"));
        });
    };
    connect(back, &Button::clicked, sheet, [hand] { hand({}); });
    connect(sheet, &PersonSheet::wanted, this, hand);
    sheet->present();
}

void ChatPage::confirmLeave(const RoomId &room)
{
    if (const client::RoomSummary *summary = m_client.room(room))
        (new LeaveRoomSheet(m_client, *summary, window()))->present();
}

void ChatPage::openMessage(const RoomId &room, qint64 seq)
{
    openRoom(room);
    if (room != m_room || seq <= 0)
        return;
    m_pane->talk().showMessage(seq);
}

void ChatPage::openSearch()
{
    if (const auto *open = window()->findChild<SearchSheet *>(); open != nullptr && open->isVisible())
        return;
    auto *sheet = new SearchSheet(m_client, m_room, window());
    connect(sheet, &SearchSheet::messageChosen, this, &ChatPage::openMessage);
    sheet->present();
}

void ChatPage::openFind() { m_pane->talk().openFind(); }

void ChatPage::openDirect(const UserId &user) { m_people->message(user); }

/// Everybody whom any room shows, each once, without oneself.
QList<client::Person> ChatPage::knownPeople() const
{
    QList<client::Person> all;
    QSet<UserId> seen { m_client.me().user };
    for (const client::RoomSummary &room : m_client.rooms()) {
        for (const client::Person &person : m_client.people(room.room)) {
            if (seen.contains(person.user))
                continue;
            seen.insert(person.user);
            all.append(person);
        }
    }
    return all;
}

void ChatPage::openDirectSheet()
{
    auto *sheet = new PersonSheet(
        tr("Message someone"), tr("Only the two of you can read it."), tr("Open"), knownPeople(), window());
    connect(sheet, &PersonSheet::wanted, this, [this, sheet](const UserId &user) {
        m_client.openDirect(user, sheet, [this, sheet](const Result<RoomId> &opened) {
            sheet->finish(opened ? Outcome(Done {}) : Outcome(opened.error()));
            if (opened)
                openRoom(*opened);
        });
    });
    sheet->present();
}

void ChatPage::openInvite()
{
    const client::RoomSummary *room = m_client.room(m_room);
    if (room == nullptr)
        return;
    QSet<UserId> members;
    for (const client::Person &person : m_client.people(m_room))
        members.insert(person.user);
    QList<client::Person> others = knownPeople();
    others.removeIf([&](const client::Person &person) { return members.contains(person.user); });
    auto *sheet = new PersonSheet(tr("Invite to %1").arg(isolated(roomTitle(*room))),
        tr("They find the invitation in their inbox, and see the room once they join."), tr("Invite"), others,
        window());
    connect(sheet, &PersonSheet::wanted, this, [this, sheet, id = m_room](const UserId &user) {
        m_client.invite(id, user, sheet, [this, sheet, user](const Outcome &outcome) {
            sheet->finish(outcome);
            if (outcome)
                m_pane->talk().note(tr("%1 is invited").arg(isolated(personName(m_client.displayOf(user), user))));
        });
    });
    sheet->present();
}

void ChatPage::openUnban()
{
    const client::RoomSummary *room = m_client.room(m_room);
    if (room == nullptr)
        return;
    auto *sheet = new PersonSheet(tr("Lift a ban"),
        tr("They may come back to %1, where it is open or by an invitation.").arg(isolated(roomTitle(*room))),
        tr("Lift"), knownPeople(), window());
    connect(sheet, &PersonSheet::wanted, this, [this, sheet, id = m_room](const UserId &user) {
        m_client.unban(id, user, sheet, [this, sheet, user](const Outcome &outcome) {
            sheet->finish(outcome);
            if (outcome)
                m_pane->talk().note(tr("%1 may come back").arg(isolated(personName(m_client.displayOf(user), user))));
        });
    });
    sheet->present();
}

void ChatPage::openRoomSettings()
{
    const client::RoomSummary *room = m_client.room(m_room);
    if (room == nullptr)
        return;
    auto *sheet = new RoomSheet(m_client, *room, window());
    connect(sheet, &RoomSheet::closeWanted, this, [this, id = m_room] { confirmClose(id); });
    sheet->present();
}

void ChatPage::confirmClose(const RoomId &id)
{
    const client::RoomSummary *room = m_client.room(id);
    if (room == nullptr)
        return;
    auto *sheet = new ConfirmSheet(tr("Close %1?").arg(isolated(roomTitle(*room))),
        tr("It ends for all %1. What was said there can’t be read any more.").arg(headcountWords(room->members, 0)),
        tr("Close room"), window());
    connect(sheet, &ConfirmSheet::confirmed, this, [this, id] {
        m_client.closeRoom(id, this, [this](const Outcome &outcome) {
            if (!outcome)
                (new MessageSheet(tr("That did not work"), roomErrorWords(outcome.error()), window()))->present();
        });
    });
    sheet->present();
}

/// At most one is open, and not of a room that is left.
void ChatPage::openCard(const Person &person, bool member, const QRect &place, bool focus)
{
    if (m_card)
        m_card->close();
    auto *card = new PersonCard(window());
    m_card = card;
    const auto refresh = [this, card](const Person &now, bool isMember) {
        card->setPerson(now, isMember, m_known, QDateTime::fromMSecsSinceEpoch(m_clock.wall().count()));
    };
    refresh(person, member);
    connect(card, &PersonCard::messageWanted, this, &ChatPage::openDirect);
    connect(card, &PersonCard::menuWanted, this, &ChatPage::openPersonMenu);
    connect(&m_client, &client::ChatClient::peopleChanged, card, [this, card, refresh](const RoomId &room) {
        if (room != m_room)
            return;
        for (const Person &one : m_client.people(room)) {
            if (one.user == card->person().user)
                return refresh(one, true);
        }
    });
    connect(this, &ChatPage::roomOpened, card, &QWidget::close);
    card->openBeside(place, focus);
}

/// Also of somebody who wrote here once and is gone.
void ChatPage::openCardOf(const UserId &user, const QRect &place, bool focus)
{
    for (const Person &person : m_client.people(m_room)) {
        if (person.user == user)
            return openCard(person, true, place, focus);
    }
    Person gone;
    gone.user = user;
    gone.display = m_client.displayOf(user);
    gone.me = user == m_client.me().user;
    openCard(gone, false, place, focus);
}

void ChatPage::openPersonMenu(const client::Person &person, const QPoint &at)
{
    const client::RoomSummary *room = m_client.room(m_room);
    if (QMenu *menu = room ? m_people->menuFor(*room, person) : nullptr)
        menu->popup(at);
}

} // namespace hubbub::ui
