// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin.h"

#include "core/base/clock.h"
#include "core/redis/keys.h"
#include "server/accounts.h"
#include "server/gateway.h"
#include "server/redis_options.h"

namespace hubbub::server {

namespace keys = redis::keys;
using namespace Qt::StringLiterals;
using redis::Reply;
using Kind = AdminCommand::Kind;

namespace {

QByteArray nowText() { return QByteArray::number(qint64(systemClock().wall().count())); }

} // namespace

Admin::Admin(const Config &config, AdminCommand command, QString password)
    : m_command(std::move(command))
    , m_password(std::move(password))
    , m_link(redisOptions(config, "hubbub:admin"))
    , m_hasher(config.argonMemoryKib)
    , m_redisName(redisName(config))
{
    m_scripts.registerWith(m_link);
    m_limit.setSingleShot(true);
    m_limit.setInterval(config.startTimeout);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        end(static_cast<int>(ExitCode::NoRedis), {},
            u"--redis: %1 was not reached: %2"_s.arg(
                m_redisName, m_link.lastReason().isEmpty() ? u"no answer"_s : m_link.lastReason()));
    });
    connect(&m_link, &redis::Link::up, this, &Admin::run, Qt::SingleShotConnection);
}

Admin::~Admin() = default;

void Admin::start()
{
    if (m_command.needsPassword()) {
        if (const auto problem = passwordProblem(m_password))
            return end(static_cast<int>(ExitCode::BadConfig), {}, problem->detail);
    }
    m_limit.start();
    m_link.open();
}

void Admin::end(int exitCode, const QString &output, const QString &problem)
{
    if (std::exchange(m_over, true))
        return;
    m_limit.stop();
    Q_EMIT
    ended(exitCode, output, problem);
}

bool Admin::failed(const Result<Reply> &reply)
{
    if (!reply.ok())
        end(refusedCode, {}, u"--redis: %1 did not do it: %2"_s.arg(m_redisName, reply.error().detail));
    return !reply.ok();
}

void Admin::run()
{
    switch (m_command.kind) {
    case Kind::AddUser:
    case Kind::SetPassword:
        return m_hasher.hash(m_password.toUtf8(), [this](const Result<QByteArray> &hash) {
            if (!hash.ok())
                end(refusedCode, {}, hash.error().detail);
            else if (m_command.kind == Kind::AddUser)
                addUser(*hash);
            else
                setPassword(*hash);
        });
    case Kind::DisableUser:
        return setDisabled(true);
    case Kind::EnableUser:
        return setDisabled(false);
    case Kind::Invite:
        return invite();
    case Kind::PrintAcl:
    case Kind::Top:
        return; // not done here
    }
}

void Admin::addUser(const QByteArray &hash)
{
    const QString display = m_command.display.isEmpty() ? m_command.user.text() : m_command.display;
    m_link.run(m_scripts.registerAccount, { keys::account(m_command.user) },
        { hash, display.toUtf8(), nowText(), m_command.isAdmin ? "admin" : "" }, this,
        [this](const Result<Reply> &reply) {
            if (failed(reply))
                return;
            if (reply->at(0).bytes() == "exists")
                return end(refusedCode, {}, u"the name '%1' is taken"_s.arg(m_command.user.text()));
            end(0, u"%1 may sign in"_s.arg(m_command.user.text()), {});
        });
}

void Admin::setPassword(const QByteArray &hash)
{
    const UserId &user = m_command.user;
    m_link.post({ "DEL", keys::failures('{' + user.bytes() + '}') }); // whoever guessed no longer delays the owner
    m_link.run(m_scripts.changeAccount, { keys::account(user), keys::accountSessions(user) },
        { keys::account(user), "password", hash }, this, [this](const Result<Reply> &reply) {
            if (failed(reply))
                return;
            if (reply->at(0).bytes() != "ok")
                return end(refusedCode, {}, u"there is no user '%1'"_s.arg(m_command.user.text()));
            end(0, u"%1 has a new password, and must sign in with it everywhere"_s.arg(m_command.user.text()), {});
        });
}

void Admin::setDisabled(bool disabled)
{
    const UserId &user = m_command.user;
    m_link.run(m_scripts.changeAccount, { keys::account(user), keys::accountSessions(user) },
        { keys::account(user), "disabled", disabled ? "1" : "" }, this, [this, disabled](const Result<Reply> &reply) {
            if (failed(reply))
                return;
            if (reply->at(0).bytes() != "ok")
                return end(refusedCode, {}, u"there is no user '%1'"_s.arg(m_command.user.text()));
            end(0, (disabled ? u"%1 can no longer sign in"_s : u"%1 may sign in again"_s).arg(m_command.user.text()),
                {});
        });
}

void Admin::invite()
{
    const QByteArray code = randomHex(8);
    const auto until = systemClock().wall() + std::chrono::hours(24) * m_command.days;
    m_link.run(m_scripts.makeCode, { keys::codes() },
        { code, QByteArray::number(m_command.uses), QByteArray::number(qint64(until.count())), nowText() }, this,
        [this, code](const Result<Reply> &reply) {
            if (!failed(reply))
                end(0, QString::fromLatin1(code), {});
        });
}

} // namespace hubbub::server
