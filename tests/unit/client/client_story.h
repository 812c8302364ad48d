// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of ChatClient share: a room with two people, options without surprises, and what a timeline says.
#pragma once

#include "core/client/chat_client.h"
#include "tests/support/fake_node.h"

#include <QTemporaryDir>

namespace hubbub::testing {

inline const UserId mara { QByteArrayLiteral("mara") };
inline const UserId olek { QByteArrayLiteral("olek") };
inline const RoomId general { QByteArrayLiteral("general") };

inline void furnish(FakeCluster &cluster)
{
    cluster.addUser(mara, QStringLiteral("Mara"));
    cluster.addUser(olek, QStringLiteral("Olek"));
    cluster.addRoom(general, QStringLiteral("General"), { mara, olek });
}

inline client::ChatClient::Options optionsFor(const QTemporaryDir &dir)
{
    client::ChatClient::Options options;
    options.profileDir = dir.path();
    options.app = QStringLiteral("test");
    options.keychain = false;
    options.networkHints = false;
    options.dice = [] { return 0.0; }; // every wait is the shortest: 100 ms
    return options;
}

inline client::SignIn signInTo(const QUrl &server, const UserId &user)
{
    client::SignIn how;
    how.server = server;
    how.user = user;
    how.password = QStringLiteral("a long password");
    return how;
}

inline protocol::MessageBody body(const QString &text)
{
    protocol::MessageBody made;
    made.text = text;
    return made;
}

/// The messages of the timeline; a gap is "(first-last)", a message that waits has a '~' before it, a failed one a '!'.
inline QStringList textsOf(const client::RoomFeed &feed)
{
    QStringList texts;
    for (int i = 0; i < feed.count(); ++i) {
        const client::TimelineItem &row = feed.at(i);
        if (row.kind == client::TimelineItem::Kind::Gap)
            texts.append(QStringLiteral("(%1-%2)").arg(row.gapFrom).arg(row.gapTo));
        if (row.kind != client::TimelineItem::Kind::Message)
            continue;
        const bool waits = row.state == client::SendState::Queued || row.state == client::SendState::Sending;
        const bool failed = row.state == client::SendState::Failed;
        texts.append((waits ? QStringLiteral("~") : failed ? QStringLiteral("!") : QString()) + row.message.text);
    }
    return texts;
}

inline QStringList numbered(const QString &word, int from, int to)
{
    QStringList texts;
    for (int i = from; i <= to; ++i)
        texts.append(word + QString::number(i));
    return texts;
}

/// The rows as a view would keep them that hears of every change and never looks again.
class Mirror : public QObject {
    Q_OBJECT
public:
    explicit Mirror(const client::RoomFeed &feed);
    [[nodiscard]] bool agrees() const;
    [[nodiscard]] int changes() const { return m_changes; }

private:
    void take(int first, int count);

    const client::RoomFeed &m_feed;
    std::vector<client::TimelineItem> m_rows;
    int m_changes = 0;
    bool m_broken = false;
};

} // namespace hubbub::testing
