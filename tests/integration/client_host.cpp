// SPDX-License-Identifier: GPL-3.0-or-later
// The chat engine as a program that a test may kill: continues what a profile folder keeps, does what standard input
// says, and says on standard output how it goes.
#include "core/client/chat_client.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <cstdio>
#include <unistd.h>

using namespace hubbub;
using namespace hubbub::client;
using namespace Qt::StringLiterals;

namespace {

void report(const QString &line)
{
    std::fputs(qPrintable(line + u'\n'), stdout);
    std::fflush(stdout);
}

/// "queued TEXT", "sending TEXT", "stored TEXT" or "failed TEXT" for each own message.
void reportRows(const RoomFeed &feed, int first, int count)
{
    static constexpr std::array words { "stored", "queued", "sending", "failed" };
    for (int i = first; i < first + count; ++i)
        if (const TimelineItem &row = feed.at(i); row.own && row.kind == TimelineItem::Kind::Message)
            report(QLatin1StringView(words.at(static_cast<size_t>(row.state))) + u' ' + row.message.text);
}

} // namespace

/// Usage: client_host PROFILE ROOM. On standard input: "say TEXT".
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 3)
        return 2;
    const RoomId room(arguments.at(2));
    ChatClient::Options options;
    options.profileDir = arguments.at(1);
    options.app = u"test"_s;
    options.keychain = false;
    options.networkHints = false;
    ChatClient client(options);
    QObject::connect(&client, &ChatClient::signInFailed, &client, [](const Error &error) {
        report(u"refused "_s + error.detail);
        QCoreApplication::exit(1);
    });
    QObject::connect(&client, &ChatClient::signedIn, &client, [&client, &room] {
        RoomFeed *feed = client.feed(room);
        const auto tell = [feed](int first, int count) { reportRows(*feed, first, count); };
        QObject::connect(feed, &RoomFeed::rowsInserted, feed, tell);
        QObject::connect(feed, &RoomFeed::rowsChanged, feed, tell);
        report(u"signed in"_s);
    });
    QObject::connect(&client, &ChatClient::linkChanged, &client, [&client, was = Phase::Offline]() mutable {
        const Phase now = client.link().phase;
        if (std::exchange(was, now) != now && now == Phase::Online)
            report(u"online "_s + client.link().node.text());
    });
    client.resumeStored();

    QByteArray rest;
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &client, [&] {
        std::array<char, 4096> bytes {};
        const ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
        if (got <= 0)
            return QCoreApplication::quit();
        rest.append(bytes.data(), static_cast<qsizetype>(got));
        for (qsizetype end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
            const QString line = QString::fromUtf8(rest.left(end));
            rest.remove(0, end + 1);
            protocol::MessageBody body;
            body.text = line.mid(4);
            if (!line.startsWith(u"say "_s) || !client.send(room, body).ok())
                report(u"not taken "_s + line);
        }
    });
    return QCoreApplication::exec();
}
