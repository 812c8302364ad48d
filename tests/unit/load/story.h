// SPDX-License-Identifier: GPL-3.0-or-later
// A small record to plant faults in.
#pragma once

#include "app/load/checker.h"

#include <QTest>

#include <algorithm>

namespace hubbub::testing {

using load::Entry;
using load::LogEntry;
using load::Record;

/// Two users, one room, three messages of the first user, all seen by both: nothing is wrong with it.
class Story {
public:
    Story()
    {
        room = record.rooms.indexOf("general");
        mara = record.users.indexOf("mara");
        jon = record.users.indexOf("jon");
        epoch = record.epochs.indexOf("e1");
        record.lives.resize(2);
        record.owed = { true, true };
        record.online = { true, true };
        record.ends.resize(1);
        record.ends[room].read = true;
        record.ends[room].present = { mara, jon };
        for (const quint32 user : { mara, jon }) {
            tell(user, { .kind = Entry::Kind::Connected });
            tell(user, { .kind = Entry::Kind::Follows, .room = room, .epoch = epoch, .seq = 0 });
            list(user, { mara, jon });
        }
        for (quint32 seq = 1; seq <= 3; ++seq) {
            const quint32 mid = record.mids.indexOf("m" + QByteArray::number(seq));
            send(mara, mid);
            log(seq, mid, mara);
            apply(mara, seq, mid);
            apply(jon, seq, mid);
            ack(mara, seq, mid);
        }
    }

    void tell(quint32 user, const Entry &entry) { record.lives[user].push_back(entry); }
    void send(quint32 user, quint32 mid) { tell(user, { .kind = Entry::Kind::Sent, .room = room, .mid = mid }); }
    void refuse(quint32 user, quint32 mid) { tell(user, { .kind = Entry::Kind::Refused, .room = room, .mid = mid }); }
    void ack(quint32 user, quint32 seq, quint32 mid)
    {
        tell(user, { .kind = Entry::Kind::Acked, .room = room, .epoch = epoch, .seq = seq, .mid = mid });
    }
    void apply(quint32 user, quint32 seq, quint32 mid) { apply(user, seq, mid, mara); }
    void apply(quint32 user, quint32 seq, quint32 mid, quint32 author, bool isMessage = true)
    {
        tell(user,
            { .kind = Entry::Kind::Applied,
                .message = isMessage,
                .room = room,
                .user = author,
                .epoch = epoch,
                .seq = seq,
                .mid = mid });
    }
    void log(quint32 seq, quint32 mid, quint32 author)
    {
        record.ends[room].log.push_back({ epoch, seq, mid, author, true });
    }
    void list(quint32 observer, const std::vector<quint32> &users)
    {
        tell(observer, { .kind = Entry::Kind::ResetBegins, .room = room });
        for (const quint32 user : users)
            tell(observer, { .kind = Entry::Kind::Listed, .room = room, .user = user });
        tell(observer, { .kind = Entry::Kind::ResetEnds, .room = room });
    }
    void presence(quint32 observer, Entry::Kind kind, quint32 user)
    {
        tell(observer, { .kind = kind, .room = room, .user = user });
    }
    /// Takes back the last entry of that kind in the user's life.
    void forget(quint32 user, Entry::Kind kind)
    {
        auto &life = record.lives[user];
        const auto last =
            std::find_if(life.rbegin(), life.rend(), [=](const Entry &entry) { return entry.kind == kind; });
        QVERIFY(last != life.rend());
        life.erase(std::next(last).base());
    }
    Entry &last(quint32 user, Entry::Kind kind)
    {
        auto &life = record.lives[user];
        return *std::find_if(life.rbegin(), life.rend(), [=](const Entry &entry) { return entry.kind == kind; });
    }
    quint32 mid(const QByteArray &name) { return record.mids.indexOf(name); }
    /// The event that says that a user joined or left; mara sees it.
    void moves(quint32 user, quint32 seq, LogEntry::Change change, qint64 ts)
    {
        const quint32 made = mid("m" + QByteArray::number(seq));
        record.ends[room].log.push_back({ epoch, seq, made, user, false, change, user, ts });
        tell(mara,
            { .kind = Entry::Kind::Applied,
                .message = false,
                .room = room,
                .user = user,
                .epoch = epoch,
                .seq = seq,
                .mid = made });
    }
    /// Sent, in the log, and seen by mara.
    void message(quint32 author, quint32 seq, const QByteArray &name, qint64 ts)
    {
        send(author, mid(name));
        record.ends[room].log.push_back({ epoch, seq, mid(name), author, true, LogEntry::Change::None, 0, ts });
        tell(mara,
            { .kind = Entry::Kind::Applied,
                .room = room,
                .user = author,
                .epoch = epoch,
                .seq = seq,
                .mid = mid(name) });
    }

    Record record;
    quint32 room = 0;
    quint32 mara = 0;
    quint32 jon = 0;
    quint32 epoch = 0;
};

} // namespace hubbub::testing
