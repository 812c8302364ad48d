// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/chat_words.h"

#include "ui/chat/markdown.h"
#include "ui/chat/text_guard.h"
#include "ui/common/tr.h"

#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

QString shortTime(const QTime &time)
{
    const QLocale locale;
    // The C locale has seconds in its short form.
    return locale.language() == QLocale::C ? time.toString(u"HH:mm"_s) : locale.toString(time, QLocale::ShortFormat);
}

QString roleWords(protocol::Role role)
{
    switch (role) {
    case protocol::Role::Owner:
        return tr("an owner");
    case protocol::Role::Moderator:
        return tr("a moderator");
    default:
        return tr("a member");
    }
}

QString sendStateWords(const client::TimelineItem &item)
{
    if (!item.own)
        return {};
    switch (item.state) {
    case client::SendState::Queued:
        return tr("waiting to be sent");
    case client::SendState::Sending:
        return tr("being sent");
    case client::SendState::Failed:
        return tr("not sent: %1").arg(failureWords(item.error));
    case client::SendState::Stored:
        return item.readByOthers ? tr("read") : tr("sent");
    }
    return {};
}

} // namespace

QString timeWords(qint64 ts) { return shortTime(QDateTime::fromMSecsSinceEpoch(ts).time()); }

QString dayWords(const QDate &day, const QDate &today)
{
    const qint64 ago = day.daysTo(today);
    if (ago == 0)
        return tr("Today");
    if (ago == 1)
        return tr("Yesterday");
    const QLocale locale;
    if (ago > 1 && ago < 7)
        return locale.dayName(day.dayOfWeek());
    if (locale.language() == QLocale::C || locale.language() == QLocale::English) {
        const QString dayAndMonth = locale.toString(day, u"d MMMM"_s);
        return day.year() == today.year() ? dayAndMonth : dayAndMonth + u' ' + QString::number(day.year());
    }
    return locale.toString(day, QLocale::LongFormat);
}

QString fullTimeWords(qint64 ts)
{
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(ts);
    return dayWords(when.date(), QDate::currentDate()) + u", "_s + when.time().toString(u"HH:mm:ss"_s);
}

QString newSinceWords(qint64 ts)
{
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(ts);
    const QDate today = QDate::currentDate();
    if (when.date() == today)
        return tr("New since %1").arg(shortTime(when.time()));
    return tr("New since %1, %2").arg(dayWords(when.date(), today), shortTime(when.time()));
}

QString authorWords(const client::TimelineItem &item)
{
    const QString display = guardedLine(item.display, 80);
    return display.isEmpty() ? guardedLine(item.from.text(), 80) : display;
}

QString memberWords(const client::TimelineItem &item)
{
    const protocol::MemberBody &body = item.member;
    const QString display = guardedLine(body.display, 80);
    const QString who = isolated(display.isEmpty() ? guardedLine(body.user.text(), 80) : display);
    switch (body.change) {
    case protocol::MemberBody::Change::Joined:
        return tr("%1 joined").arg(who);
    case protocol::MemberBody::Change::Left:
        return tr("%1 left").arg(who);
    case protocol::MemberBody::Change::Kicked:
        return tr("%1 was removed").arg(who);
    case protocol::MemberBody::Change::Banned:
        return tr("%1 was banned").arg(who);
    case protocol::MemberBody::Change::Role:
        return tr("%1 is now %2").arg(who, roleWords(body.role));
    }
    return {};
}

QString roomChangeWords(const client::TimelineItem &item)
{
    const protocol::RoomBody &change = item.roomChange;
    const QString who = isolated(item.own ? tr("You") : authorWords(item));
    if (change.closed)
        return tr("%1 closed the room").arg(who);
    if (change.title)
        return tr("%1 named the room “%2”").arg(who, isolated(guardedLine(*change.title)));
    if (!change.topic)
        return tr("%1 changed the room").arg(who);
    const QString topic = guardedLine(*change.topic);
    return topic.isEmpty() ? tr("%1 removed the topic").arg(who) : tr("%1 set the topic: %2").arg(who, isolated(topic));
}

QString caseWords(const client::TimelineItem &item)
{
    const QString who = isolated(item.own ? tr("You") : authorWords(item));
    const QString whom = isolated(guardedLine(item.caseChange.display));
    switch (item.caseKind) {
    case protocol::EventKind::Open:
        return tr("%1 asked for help: %2").arg(who, isolated(guardedLine(item.caseChange.text)));
    case protocol::EventKind::Take:
        return tr("%1 took a conversation").arg(who);
    case protocol::EventKind::Hand:
        return item.caseChange.user.isEmpty() ? tr("%1 put a conversation back into the queue").arg(who)
                                              : tr("%1 handed a conversation to %2").arg(who, whom);
    default:
        return tr("%1 closed the conversation").arg(who);
    }
}

QString removedWords(const client::TimelineItem &item, const UserId &me)
{
    const QString author = isolated(authorWords(item));
    QString words;
    if (item.from.isEmpty() || item.redactedBy.isEmpty())
        words = tr("Message removed");
    else if (item.redactedBy == me)
        words = item.from == me ? tr("You removed your message") : tr("You removed a message of %1").arg(author);
    else if (item.redactedBy == item.from)
        words = tr("%1 removed their message").arg(author);
    else
        words = item.from == me ? tr("A moderator removed your message")
                                : tr("A moderator removed a message of %1").arg(author);
    const QString reason = guardedLine(item.reason);
    return reason.isEmpty() ? words : tr("%1: %2").arg(words, isolated(reason));
}

QString gapWords(const client::TimelineItem &item)
{
    const qint64 missing = item.gapTo - item.gapFrom + 1;
    if (item.gapFrom <= 0 || missing <= 0)
        return tr("Older messages are no longer kept here");
    if (missing == 1)
        return tr("1 message is no longer kept here");
    return tr("%1 messages are no longer kept here").arg(QLocale().toString(missing));
}

QString failureWords(const Error &error)
{
    switch (error.code) {
    case ErrorCode::TooLarge:
        return tr("too long");
    case ErrorCode::Forbidden:
    case ErrorCode::NotFound:
        return tr("you may not write here");
    case ErrorCode::Limit:
    case ErrorCode::RateLimited:
        return tr("too many messages");
    case ErrorCode::BadField:
    case ErrorCode::BadFrame:
        return tr("the server did not take it");
    case ErrorCode::Unauthorized:
    case ErrorCode::Expired:
        return tr("signed out");
    default:
        return tr("the server had a problem");
    }
}

QString changeFailureWords(const Error &error)
{
    switch (error.code) {
    case ErrorCode::NotFound:
        return tr("the message is not there any more");
    case ErrorCode::Forbidden:
        return tr("you may not do that here");
    case ErrorCode::Limit:
        return tr("this message was changed as often as it can be");
    default:
        return failureWords(error);
    }
}

QString typingSentence(const QStringList &names)
{
    QStringList safe;
    for (const QString &name : names.first(qMin<qsizetype>(names.size(), 2)))
        safe.append(isolated(guardedLine(name, 40)));
    if (names.isEmpty())
        return {};
    if (names.size() == 1)
        return tr("%1 is typing…").arg(safe[0]);
    if (names.size() == 2)
        return tr("%1 and %2 are typing…").arg(safe[0], safe[1]);
    return tr("%1 people are typing…").arg(names.size());
}

QString spokenWords(const client::TimelineItem &item)
{
    switch (item.kind) {
    case client::TimelineItem::Kind::Message:
        break;
    case client::TimelineItem::Kind::Member:
        return memberWords(item);
    case client::TimelineItem::Kind::Room:
        return roomChangeWords(item);
    case client::TimelineItem::Kind::Case:
        return caseWords(item);
    case client::TimelineItem::Kind::Gap:
        return gapWords(item);
    case client::TimelineItem::Kind::Void:
        return removedWords(item, {});
    }
    QString words =
        tr("%1, %2: %3")
            .arg(item.own ? tr("You") : authorWords(item), timeWords(item.ts), markdownLine(item.message.text, 2000));
    if (item.editedTs > 0)
        words += tr(", edited");
    for (const client::Reaction &reaction : item.reactions)
        words += tr(", %1 by %2").arg(guardedLine(reaction.emoji, 24)).arg(reaction.users.size());
    if (const QString state = sendStateWords(item); !state.isEmpty())
        words += u" ("_s + state + u')';
    return words;
}

} // namespace hubbub::ui
