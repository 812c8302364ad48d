// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/room_words.h"

#include "ui/common/time_words.h"

#include <QCoreApplication>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::RoomSummary;

namespace {

constexpr qsizetype lineLength = 160;

QString tr(const char *text) { return QCoreApplication::translate("RoomWords", text); }

/// "Ines Roth" is "Ines" where there is little room.
QString givenName(const QString &name)
{
    const qsizetype space = name.indexOf(u' ');
    return space > 0 ? name.left(space) : name;
}

} // namespace

QString plainTitle(const RoomSummary &room) { return room.title.isEmpty() ? room.room.text() : room.title; }

QString roomTitle(const RoomSummary &room)
{
    return room.kind == protocol::RoomKind::Direct ? plainTitle(room) : u"# "_s + plainTitle(room);
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
    if (const QString draft = oneLine(room.draft); !draft.isEmpty())
        return { Kind::Draft, tr("Draft: "), draft };
    if (room.lastTs == 0 && room.lastText.isEmpty())
        return { Kind::Nothing, {}, room.topic.isEmpty() ? tr("Nothing said yet") : oneLine(room.topic) };
    if (room.lastFrom == me)
        return { Kind::Own, tr("You: "), oneLine(room.lastText) };
    const bool named = room.kind == protocol::RoomKind::Chat && !room.lastFrom.isEmpty();
    const QString name = room.lastDisplay.isEmpty() ? room.lastFrom.text() : givenName(room.lastDisplay);
    return { Kind::Said, named ? tr("%1: ").arg(name) : QString(), oneLine(room.lastText) };
}

QString oneLine(const QString &markdown)
{
    QString line;
    line.reserve(std::min<qsizetype>(markdown.size(), lineLength) + 1);
    bool lineStart = true;
    for (qsizetype i = 0; i < markdown.size() && line.size() < lineLength; ++i) {
        const QChar c = markdown.at(i);
        if (c == u'\n' || c == u'\r' || c.isSpace()) {
            lineStart = lineStart || c == u'\n';
            if (!line.isEmpty() && !line.endsWith(u' '))
                line += u' ';
            continue;
        }
        if (lineStart && c == u'>')
            continue;
        lineStart = false;
        if (c == u'`' || (c == u'*' && i + 1 < markdown.size() && markdown.at(i + 1) == u'*')
            || (c == u'*' && i > 0 && markdown.at(i - 1) == u'*'))
            continue;
        line += c;
    }
    return line.trimmed();
}

QString headcountWords(qint64 members, qint64 present)
{
    const QString all = members == 1 ? tr("1 member") : tr("%1 members").arg(groupedNumber(members));
    return present <= 0 ? all : tr("%1, %2 here").arg(all, groupedNumber(present));
}

} // namespace hubbub::ui
