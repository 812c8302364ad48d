// SPDX-License-Identifier: GPL-3.0-or-later
// A real hubbub-gateway as a child of one test.
#pragma once

#include "tests/support/child_process.h"

#include <QUrl>

namespace hubbub::testing {

class GatewayProcess final {
public:
    struct Setup {
        QString redisUrl; ///< as RedisServer::url()
        QString node = QStringLiteral("n1");
        QString listen = QStringLiteral("127.0.0.1:0");
        QStringList options {}; ///< more of the command line
        QMap<QString, QString> environment {};
    };

    /// What one call of the program came to.
    struct Ended {
        int exitCode = -1; ///< -1: did not end in time, or a signal ended it
        QByteArray output;
        QByteArray log;
    };
    /// Runs the program with just these arguments until it ends, as for bad usage or `user add`.
    static Ended run(const QStringList &arguments, const QMap<QString, QString> &environment = {},
        std::chrono::milliseconds limit = std::chrono::seconds(30));

    explicit GatewayProcess(Setup setup);

    /// True once it printed `ready ws://HOST:PORT/ws`; else problem() says why. Called again after its end, it takes
    /// the same port as before.
    [[nodiscard]] bool start(std::chrono::milliseconds limit = std::chrono::seconds(20));
    /// start() without waiting, to see how it ends.
    [[nodiscard]] bool launch();

    [[nodiscard]] QUrl url() const { return m_url; } ///< as printed
    [[nodiscard]] QUrl http(const QString &path) const; ///< the same place, as in http("/healthz")

    void terminate() { m_process.signal(SIGTERM); }
    void kill() { m_process.kill(); }
    void pause() { m_process.pause(); }
    void resume() { m_process.resume(); }
    void signal(int number) { m_process.signal(number); }
    [[nodiscard]] bool waitForEnd(std::chrono::milliseconds limit) { return m_process.waitForEnd(limit); }

    [[nodiscard]] bool isRunning() const { return m_process.isRunning(); }
    [[nodiscard]] int exitCode() const { return m_process.exitCode(); }
    [[nodiscard]] qint64 pid() const { return m_process.pid(); }
    [[nodiscard]] const QByteArray &output() const { return m_process.output(); }
    [[nodiscard]] const QByteArray &log() const { return m_process.log(); }
    [[nodiscard]] QString problem() const { return m_process.problem(); }

private:
    [[nodiscard]] bool readReadyLine();

    Setup m_setup;
    ChildProcess m_process;
    QUrl m_url;
};

} // namespace hubbub::testing
