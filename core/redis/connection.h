// SPDX-License-Identifier: GPL-3.0-or-later
// One connection to Redis that greets, notices its end, and is made again: what Link and Subscription share.
#pragma once

#include "core/redis/codec.h"
#include "core/redis/greeting.h"
#include "core/redis/options.h"

#include <QObject>
#include <QTimer>

#include <array>
#include <deque>
#include <memory>

namespace hubbub::redis {

class Socket;

class Connection final : public QObject {
    Q_OBJECT

public:
    using Instant = std::chrono::steady_clock::time_point;

    explicit Connection(Options options, QObject *parent = nullptr);
    ~Connection() override;

    /// Gets every reply that is not part of the greeting, in order, while the connection is up. Set before open().
    std::function<void(Reply &)> onReply;
    /// Runs after all replies of one reading were handed out.
    std::function<void()> afterReplies;

    void setScripts(std::vector<Script> scripts) { m_scripts = std::move(scripts); }
    void open();
    void close();
    /// Ends this connection, tells so, and makes the next one after a pause.
    void drop(const QString &reason);
    void refuse(const QString &reason); ///< as drop(), because Redis no longer takes our credentials

    [[nodiscard]] bool isUp() const { return m_phase == Phase::Up; }
    [[nodiscard]] bool isRefused() const { return m_refused; }
    [[nodiscard]] const QString &reason() const { return m_reason; }
    [[nodiscard]] const Options &options() const { return m_options; } ///< with the endpoint dialled last
    [[nodiscard]] Instant lastHeard() const { return m_lastHeard; }
    [[nodiscard]] qint64 unsent() const;

    /// Only while up. The socket takes the bytes at once; its end is told later.
    void write(QByteArrayView bytes);

Q_SIGNALS:
    void up();
    /// Whatever was written and not answered has an unknown end.
    void lost(const QString &reason);
    /// As Link::down(): for people, so not for each attempt that fails as the one before did.
    void down(const QString &reason);

private:
    enum class Phase : quint8 { Closed, Waiting, Resolving, Dialling, Greeting, Up };

    void attempt();
    void dial(const Endpoint &endpoint);
    void greet();
    void takeGreeting(const Reply &reply);
    void rise();
    void readAll();
    enum class Cause : quint8 { Ended, Refused };
    void fail(const QString &reason, Cause cause = Cause::Ended);
    void discardSocket();
    void tell(const QString &reason);

    Options m_options;
    std::vector<Script> m_scripts;
    Phase m_phase = Phase::Closed;
    Socket *m_socket = nullptr;
    ReplyReader m_reader;
    Reply m_reply; ///< kept, so that each reading does not make one
    std::array<char, 16'384> m_chunk;
    std::deque<Courtesy> m_greeting; ///< whose answers are still to come
    QTimer m_timer; ///< the pause before an attempt, or the end of the time that it has
    quint64 m_ticket = 0; ///< of the present attempt; an answer of an older one is void
    int m_attempts = 0;
    bool m_refused = false;
    std::optional<QByteArray> m_password; ///< as configured or read again; wins over what the resolver says
    Instant m_upSince;
    Instant m_lastHeard;
    QString m_reason;
    QString m_toldReason;
};

} // namespace hubbub::redis
