// SPDX-License-Identifier: GPL-3.0-or-later
// Does one command on the cluster's Redis and says how it ended.
#pragma once

#include "core/redis/link.h"
#include "server/admin_command.h"
#include "server/config.h"
#include "server/password_hasher.h"
#include "server/scripts.h"

#include <QObject>
#include <QTimer>

namespace hubbub::server {

class Admin final : public QObject {
    Q_OBJECT
public:
    /// The program's exit code where the command can't be done: the name is taken, there is no such user.
    static constexpr int refusedCode = 1;

    /// `password` where the command needs one.
    Admin(const Config &config, AdminCommand command, QString password);
    ~Admin() override;

    /// Begins; ended() follows.
    void start();

Q_SIGNALS:
    /// `output` is for standard output, `problem` for standard error; each a line without its newline, or empty.
    void ended(int exitCode, const QString &output, const QString &problem);

private:
    void run();
    void addUser(const QByteArray &hash);
    void setPassword(const QByteArray &hash);
    void setDisabled(bool disabled);
    void invite();
    void end(int exitCode, const QString &output, const QString &problem);
    /// True where it has ended: Redis gave no answer.
    [[nodiscard]] bool failed(const Result<redis::Reply> &reply);

    AdminCommand m_command;
    QString m_password;
    Scripts m_scripts;
    redis::Link m_link;
    PasswordHasher m_hasher;
    QTimer m_limit;
    QString m_redisName; ///< for messages
    bool m_over = false;
};

} // namespace hubbub::server
