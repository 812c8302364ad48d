// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/room_words.h"

#include "ui/chat/markdown.h"
#include "ui/chat/text_guard.h"
#include "ui/common/time_words.h"
#include "ui/common/tr.h"

#include <QDateTime>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::RoomSummary;

namespace {

constexpr qsizetype lineLength = 160;

/// "Ines Roth" is "Ines" where there is little room.
QString givenName(const QString &name)
{
    const QString line = guardedLine(name, 80);
    const qsizetype space = line.indexOf(u' ');
    return space > 0 ? line.left(space) : line;
}

} // namespace

QString personName(const QString &display, const UserId &user)
{
    const QString name = guardedLine(display, 80);
    return name.isEmpty() ? user.text() : name;
}

QString plainTitle(const RoomSummary &room)
{
    const QString title = guardedLine(room.title);
    return title.isEmpty() ? room.room.text() : title;
}

std::optional<client::Person> otherOf(const client::ChatClient &client, const RoomSummary &room)
{
    if (room.kind != protocol::RoomKind::Direct)
        return std::nullopt;
    for (const client::Person &person : client.people(room.room)) {
        if (!person.me)
            return person;
    }
    return std::nullopt;
}

QString presenceLine(const client::Person &person)
{
    const QString words = guardedLine(person.text);
    switch (person.state) {
    case protocol::Presence::Online:
        return words.isEmpty() ? tr("here") : words;
    case protocol::Presence::Away:
        return words.isEmpty() ? tr("away") : words;
    case protocol::Presence::Busy:
        return words.isEmpty() ? tr("busy") : words;
    case protocol::Presence::Offline:
        break;
    }
    const QString seen = lastSeenWords(person.lastSeen, QDateTime::currentDateTime());
    return seen.isEmpty() ? tr("offline") : seen;
}

bool mayInvite(const RoomSummary &room)
{
    const bool open = room.visibility == protocol::Visibility::Public;
    if (room.kind == protocol::RoomKind::Support)
        return room.role >= protocol::Role::Moderator;
    return room.kind == protocol::RoomKind::Chat
        && (room.role >= protocol::Role::Moderator || (open && room.role == protocol::Role::Member));
}

QString topicLine(const RoomSummary &room) { return guardedLine(room.topic, 500); }

QString roomTitle(const RoomSummary &room)
{
    const bool plain = room.kind == protocol::RoomKind::Direct || room.kind == protocol::RoomKind::Case;
    return plain ? plainTitle(room) : u"# "_s + plainTitle(room);
}

QString typingWords(const QStringList &names)
{
    switch (names.size()) {
    case 0:
        return {};
    case 1:
        return tr("%1 is typing…").arg(givenName(names.first()));
    case 2:
        return tr("%1 and %2 are typing…").arg(givenName(names.at(0)), givenName(names.at(1)));
    default:
        return tr("%1 people are typing…").arg(names.size());
    }
}

RoomPreview roomPreview(const RoomSummary &room, const UserId &me, const QStringList &typingNames)
{
    using Kind = RoomPreview::Kind;
    if (!typingNames.isEmpty()) {
        const bool direct = room.kind == protocol::RoomKind::Direct;
        return { Kind::Typing, {}, direct ? tr("typing…") : typingWords(typingNames) };
    }
    if (const QString draft = markdownLine(room.draft, lineLength); !draft.isEmpty())
        return { Kind::Draft, tr("Draft: "), draft };
    if (room.lastTs == 0 && room.lastText.isEmpty())
        return { Kind::Nothing, {}, room.topic.isEmpty() ? tr("Nothing said yet") : topicLine(room) };
    if (room.lastFrom == me)
        return { Kind::Own, tr("You: "), markdownLine(room.lastText, lineLength) };
    const bool named = room.kind == protocol::RoomKind::Chat && !room.lastFrom.isEmpty();
    const QString name = givenName(personName(room.lastDisplay, room.lastFrom));
    return { Kind::Said, named ? tr("%1: ").arg(name) : QString(), markdownLine(room.lastText, lineLength) };
}

QString headcountWords(qint64 members, qint64 present)
{
    const QString all = members == 1 ? tr("1 member") : tr("%1 members").arg(groupedNumber(members));
    return present <= 0 ? all : tr("%1, %2 here").arg(all, groupedNumber(present));
}

} // namespace hubbub::ui
