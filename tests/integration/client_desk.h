// SPDX-License-Identifier: GPL-3.0-or-later
// The real chat engine before a real cluster: somebody at a desk with a profile on disk, and what Redis has to say of
// what that desk believes.
#pragma once

#include "tests/integration/cluster.h"
#include "tests/unit/client/client_story.h"

#include <QSignalSpy>
#include <QTimer>

namespace hubbub::testing {

/// One entry of a room's log, read from Redis itself.
struct LogEntry {
    Epoch epoch;
    qint64 seq = 0;
    Mid mid;
    QString kind;
    UserId from;
    QString text; ///< of messages
    friend bool operator==(const LogEntry &, const LogEntry &) = default;
};
[[nodiscard]] QList<LogEntry> logOf(const RedisServer &redis, const RoomId &room);
/// What that user said, in the order of the log.
[[nodiscard]] QStringList saidBy(const QList<LogEntry> &log, const UserId &user);
[[nodiscard]] QStringList messagesOf(const QList<LogEntry> &log);

class Desk final : public QObject {
    Q_OBJECT
public:
    static constexpr int patience = 30'000; ///< ms

    explicit Desk(const UserId &user);
    ~Desk() override;

    /// Starts the program, makes the account (or signs in where `create` is false), and waits for the welcome.
    [[nodiscard]] bool signIn(const QUrl &server, bool create = true);
    /// The next start of the program, by what was kept. Does not wait for a node.
    [[nodiscard]] bool startAgain();
    /// The program ends.
    void end();

    [[nodiscard]] bool makeRoom(const RoomId &room);
    [[nodiscard]] bool joinRoom(const RoomId &room);
    /// Puts the room's timeline on the screen.
    void look(const RoomId &room);
    void say(const QString &text);
    /// Says "WORD 1", "WORD 2", ... at short intervals until hush() is called.
    void talk(const QString &word);
    void hush() { m_talking.stop(); }
    [[nodiscard]] const QStringList &said() const { return m_said; }

    [[nodiscard]] client::ChatClient &client() { return *m_client; }
    [[nodiscard]] client::RoomFeed &feed() { return *m_feed; }
    [[nodiscard]] const Mirror &mirror() const { return *m_mirror; }
    [[nodiscard]] QStringList texts() const { return textsOf(*m_feed); }
    [[nodiscard]] bool isOnline() const { return m_client->link().phase == client::Phase::Online; }
    [[nodiscard]] NodeId node() const { return m_client->link().node; }
    [[nodiscard]] const QTemporaryDir &dir() const { return m_dir; }
    [[nodiscard]] int resets() const { return m_resets; } ///< of the timeline since look()
    [[nodiscard]] int gaps() const;

    /// How what the store on disk and the screen have of the room differs from the log in Redis; empty: not at all.
    /// Asks for older rows until all are there, so it is to be called again.
    [[nodiscard]] QString differs(const RedisServer &redis);

    /// For options that the next start is to have.
    std::function<void(client::ChatClient::Options &)> adjust;

private:
    void make();

    UserId m_user;
    QTemporaryDir m_dir;
    std::unique_ptr<client::ChatClient> m_client;
    RoomId m_room;
    client::RoomFeed *m_feed = nullptr;
    std::unique_ptr<Mirror> m_mirror;
    int m_resets = 0;
    QTimer m_talking;
    QString m_word;
    QStringList m_said;
};

} // namespace hubbub::testing
