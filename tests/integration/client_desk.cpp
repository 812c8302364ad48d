// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/client_desk.h"

#include "core/client/store_reader.h"
#include "core/redis/keys.h"

#include <QJsonDocument>
#include <QTest>

namespace hubbub::testing {

using namespace client;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString lineOf(const Epoch &epoch, qint64 seq, const Mid &mid, const UserId &from, const QString &text)
{
    return u"%1/%2 %3 %4: %5"_s.arg(epoch.text()).arg(seq).arg(mid.text(), from.text(), text);
}

/// The first line in which the two part.
QString parting(const QString &what, const QStringList &found, const QStringList &expected)
{
    for (qsizetype i = 0; i < std::max(found.size(), expected.size()); ++i)
        if (found.value(i) != expected.value(i))
            return u"%1, line %2 of %3 (the log has %4): '%5', not '%6'\n"_s.arg(what)
                .arg(i)
                .arg(found.size())
                .arg(expected.size())
                .arg(found.value(i), expected.value(i));
    return {};
}

} // namespace

QList<LogEntry> logOf(const RedisServer &redis, const RoomId &room)
{
    QList<LogEntry> log;
    const redis::Reply reply = redis.run({ "XRANGE", redis::keys::log(room), "-", "+" });
    for (const redis::Reply &item : reply.items()) {
        const redis::Reply &fields = item.at(1);
        for (qsizetype i = 0; i + 1 < fields.size(); i += 2) {
            if (fields.at(i).bytes() != "f")
                continue;
            const QJsonObject frame = QJsonDocument::fromJson(fields.at(i + 1).bytes()).object();
            log.append({ Epoch(frame[u"epoch"].toString()), frame[u"seq"].toInteger(), Mid(frame[u"mid"].toString()),
                frame[u"kind"].toString(), UserId(frame[u"from"].toString()),
                frame[u"kind"] == u"message"_s ? frame[u"body"][u"text"].toString() : QString() });
        }
    }
    return log;
}

QStringList saidBy(const QList<LogEntry> &log, const UserId &user)
{
    QStringList texts;
    for (const LogEntry &entry : log)
        if (entry.kind == u"message" && entry.from == user)
            texts.append(entry.text);
    return texts;
}

QStringList messagesOf(const QList<LogEntry> &log)
{
    QStringList texts;
    for (const LogEntry &entry : log)
        if (entry.kind == u"message")
            texts.append(entry.text);
    return texts;
}

Desk::Desk(const UserId &user)
    : m_user(user)
{
    m_talking.setInterval(15ms);
    connect(&m_talking, &QTimer::timeout, this, [this] { say(u"%1 %2"_s.arg(m_word).arg(m_said.size() + 1)); });
}

Desk::~Desk() { end(); }

void Desk::make()
{
    end();
    ChatClient::Options options = optionsFor(m_dir);
    if (adjust)
        adjust(options);
    m_client = std::make_unique<ChatClient>(options);
    connect(m_client.get(), &ChatClient::signInFailed, this, [this](const Error &error) {
        qInfo("%s is refused: %s %s", qPrintable(m_user.text()), nameOf(error.code).constData(),
            qPrintable(error.detail));
    });
}

bool Desk::signIn(const QUrl &server, bool create)
{
    make();
    SignIn how = signInTo(server, m_user);
    how.create = create;
    how.display = m_user.text();
    m_client->signIn(how);
    return QTest::qWaitFor([this] { return isOnline(); }, patience);
}

bool Desk::startAgain()
{
    make();
    QSignalSpy signedIn(m_client.get(), &ChatClient::signedIn);
    m_client->resumeStored();
    return QTest::qWaitFor([&] { return signedIn.count() > 0; }, patience);
}

void Desk::end()
{
    hush();
    m_mirror.reset();
    m_feed = nullptr;
    m_client.reset();
}

bool Desk::makeRoom(const RoomId &room)
{
    bool done = false;
    m_client->createRoom(room, room.text(), protocol::Visibility::Public, this,
        [&done](const Result<RoomId> &outcome) { done = outcome.ok(); });
    return QTest::qWaitFor([&] { return done; }, patience);
}

bool Desk::joinRoom(const RoomId &room)
{
    bool done = false;
    m_client->joinRoom(room, this, [&done](const Result<RoomId> &outcome) { done = outcome.ok(); });
    return QTest::qWaitFor([&] { return done; }, patience);
}

void Desk::look(const RoomId &room)
{
    m_room = room;
    m_feed = m_client->feed(room);
    m_mirror = std::make_unique<Mirror>(*m_feed);
    m_resets = 0;
    connect(m_feed, &RoomFeed::rowsReset, m_mirror.get(), [this] { ++m_resets; });
}

void Desk::say(const QString &text)
{
    const Result<Mid> taken = m_client->send(m_room, body(text));
    if (taken.ok())
        m_said.append(text);
    else
        qWarning("not taken: %s", qPrintable(taken.error().detail));
}

void Desk::talk(const QString &word)
{
    m_word = word;
    m_talking.start();
}

int Desk::gaps() const
{
    int count = 0;
    for (int i = 0; i < m_feed->count(); ++i)
        count += m_feed->at(i).kind == TimelineItem::Kind::Gap ? 1 : 0;
    return count;
}

QString Desk::differs(const RedisServer &redis)
{
    if (m_feed->hasOlder())
        m_feed->fetchOlder();
    QStringList log;
    QStringList logMessages;
    for (const LogEntry &entry : logOf(redis, m_room)) {
        log.append(lineOf(entry.epoch, entry.seq, entry.mid, entry.from, entry.text));
        if (entry.kind == u"message")
            logMessages.append(log.constLast());
    }
    if (log.isEmpty())
        return u"no log"_s;

    QStringList kept;
    const Result<QList<StoreRow>> rows = readStore(m_client->storePath());
    if (!rows)
        return rows.error().detail;
    for (const StoreRow &row : *rows)
        if (row.room == m_room)
            kept.append(lineOf(row.epoch, row.seq, row.mid, row.from, row.text));

    QStringList shown;
    const Epoch epoch = rows->isEmpty() ? Epoch() : rows->constLast().epoch;
    for (int i = 0; i < m_feed->count(); ++i) {
        const TimelineItem &row = m_feed->at(i);
        if (row.kind == TimelineItem::Kind::Message)
            shown.append(lineOf(epoch, row.seq, row.mid, row.from, row.message.text));
    }
    return parting(u"store"_s, kept, log) + parting(u"screen"_s, shown, logMessages)
        + (m_mirror->agrees() ? QString() : u"the screen heard of changes that were none\n"_s);
}

} // namespace hubbub::testing
