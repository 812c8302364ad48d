// SPDX-License-Identifier: GPL-3.0-or-later
// A private redis-server for one test, in a folder of its own, on a unix socket and where asked for on a free port.
#pragma once

#include "core/redis/reply.h"
#include "core/redis/url.h"
#include "tests/support/child_process.h"

#include <QTemporaryDir>

namespace hubbub::testing {

class RedisServer final {
public:
    struct Setup {
        bool tcp = false; ///< also on 127.0.0.1, port()
        bool tls = false; ///< also over TLS on 127.0.0.1, tlsPort(), with a certificate made for this run
        QString certificates {}; ///< folder of another one's certificate, to be used in place of its own
        bool appendOnly = true;
        QByteArray password {};
        QStringList lines {}; ///< more of redis.conf
    };

    RedisServer();
    explicit RedisServer(Setup setup);
    ~RedisServer();

    /// True once it answers PING; else problem() says why. Turns the event loop meanwhile. After kill() it starts again
    /// in the same folder with what it kept.
    [[nodiscard]] bool start();
    void kill(); ///< SIGKILL, and waits for the end
    void pause(); ///< SIGSTOP: connections stay, nothing answers
    void resume();
    /// After kill(): everything that it kept is gone.
    void eraseData();
    /// Bytes of the newest append-only file: all that Redis has written so far, since it writes before it answers.
    [[nodiscard]] qint64 appendOnlySize() const;
    /// After kill(): loses what was written beyond `size`, as a crash of the machine does.
    [[nodiscard]] bool cutAppendOnly(qint64 size);

    [[nodiscard]] bool isRunning() const { return m_process.isRunning(); }
    [[nodiscard]] qint64 pid() const { return m_process.pid(); }
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] QString problem() const;

    /// On the unix socket, with the password.
    [[nodiscard]] redis::Endpoint endpoint() const;
    [[nodiscard]] QString url() const; ///< of endpoint(), as programs take it, with the password
    [[nodiscard]] redis::Endpoint tcpEndpoint() const; ///< where Setup asked for it
    [[nodiscard]] redis::Endpoint tlsEndpoint() const; ///< where Setup asked for it; trusts its certificate
    [[nodiscard]] QString caFile() const;
    [[nodiscard]] QString keyFile() const;

    /// One command over a connection of its own, waiting up to 5 s; an error reply saying so where there is no answer.
    redis::Reply run(const QList<QByteArray> &argv) const;

private:
    [[nodiscard]] bool makeCertificate();
    void writeConfiguration();
    [[nodiscard]] QString appendOnlyFile() const;

    Setup m_setup;
    QTemporaryDir m_folder;
    ChildProcess m_process;
    quint16 m_port = 0;
    quint16 m_tlsPort = 0;
    QString m_problem;
};

/// A port of 127.0.0.1 that was free a moment ago.
[[nodiscard]] quint16 freePort();

} // namespace hubbub::testing
