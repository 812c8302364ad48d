// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/accounts.h"

#include "core/base/red_hook.h"
#include "core/redis/keys.h"
#include "server/scripts.h"

namespace hubbub::server {

namespace keys = redis::keys;
using redis::Reply;

namespace {

constexpr int registrationsPerHour = 5;

/// One answer for 'no such user', 'wrong password', 'revoked' and 'disabled'.
Error notYou() { return { ErrorCode::Unauthorized, QStringLiteral("name, password or token is not right") }; }

/// One answer for a code that never was, is used up, or has run out.
Error notInvited()
{
    return { ErrorCode::Forbidden, QStringLiteral("an account needs an invitation code that is good") };
}

Error wait(qint64 ms)
{
    return { ErrorCode::RateLimited, QStringLiteral("too many attempts"), std::chrono::milliseconds(ms) };
}

} // namespace

std::optional<Error> passwordProblem(const QString &password)
{
    if ((password.size() < 12 || password.size() > 128) && !redHook("any_password"))
        return Error { ErrorCode::BadField, QStringLiteral("a password has 12 to 128 characters") };
    return std::nullopt;
}

Accounts::Accounts(redis::Link &link, const Scripts &scripts, const Tokens &tokens, Options options, const Clock &clock)
    : m_link(link)
    , m_scripts(scripts)
    , m_tokens(tokens)
    , m_options(std::move(options))
    , m_clock(clock)
    , m_hasher(m_options.argonMemoryKib)
{
}

QByteArray Accounts::nowText() const { return QByteArray::number(qint64(m_clock.wall().count())); }
QByteArray Accounts::refreshEnd() const
{
    return QByteArray::number(qint64((m_clock.wall() + m_options.refreshLife).count()));
}

Accounts::Proved Accounts::proved(const UserId &user, const SessionId &session, const QByteArray &refresh) const
{
    return { user, session, m_clock.wall() + m_options.tokenLife, refresh };
}

QByteArray Accounts::accessToken(const Proved &who) const
{
    return m_tokens.issue(who.user, who.session, m_clock.wall(), m_options.tokenLife);
}

void Accounts::prove(const protocol::Hello &hello, const Address &from, ProveDone done)
{
    if (!hello.token.isEmpty()) {
        const auto access = m_tokens.check(hello.token, m_clock.wall());
        if (!access.ok())
            return done(access.error());
        if (sessionOf(access->user, hello.device) != access->session)
            return done(notYou());
        return done(Proved { access->user, access->session, access->expires, {} });
    }
    if (!hello.refresh.isEmpty()) {
        const auto claims = m_tokens.checkRefresh(hello.refresh);
        if (!claims.ok() || sessionOf(claims->user, hello.device) != claims->session)
            return done(notYou());
        return refresh(hello.refresh, std::move(done));
    }
    if (hello.create)
        return create(hello, from, std::move(done));
    signIn(hello, from, std::move(done));
}

// Making an account

void Accounts::create(const protocol::Hello &hello, const Address &from, ProveDone done)
{
    if (const auto problem = passwordProblem(hello.password))
        return done(*problem);
    if (m_options.registration == Registration::Closed)
        return done(Error { ErrorCode::Forbidden, QStringLiteral("this server does not let people make accounts") });
    if (m_options.registration == Registration::Invite && hello.code.isEmpty())
        return done(notInvited());
    if (m_options.noAddressLimits.contains(from) || redHook("no_registration_limit"))
        return redeemCode(hello, std::move(done));
    m_link.run(m_scripts.quota, { keys::failures("reg:{" + from.household().text() + '}') },
        { QByteArray::number(registrationsPerHour), "3600" }, this,
        [this, hello, done = std::move(done)](const Result<Reply> &reply) {
            if (!reply.ok())
                return done(reply.error());
            if (reply->toInteger() > 0)
                return done(wait(reply->toInteger()));
            redeemCode(hello, done);
        });
}

void Accounts::redeemCode(const protocol::Hello &hello, ProveDone done)
{
    if (m_options.registration == Registration::Open)
        return makeAccount(hello, std::move(done));
    m_link.run(m_scripts.redeem, { keys::codes() }, { hello.code, nowText(), "take" }, this,
        [this, hello, done = std::move(done)](const Result<Reply> &reply) {
            if (!reply.ok())
                return done(reply.error());
            if (reply->toInteger() == 0)
                return done(notInvited());
            makeAccount(hello, [this, hello, done, end = reply->bytes()](const Result<Proved> &who) {
                if (!who.ok()) {
                    m_link.run(m_scripts.redeem, { keys::codes() }, { hello.code, nowText(), "back", end }, this,
                        [](const Result<Reply> &) {});
                }
                done(who);
            });
        });
}

void Accounts::makeAccount(const protocol::Hello &hello, ProveDone done)
{
    m_hasher.hash(hello.password.toUtf8(), [this, hello, done = std::move(done)](const Result<QByteArray> &hash) {
        if (!hash.ok())
            return done(hash.error());
        const QString display = hello.display.isEmpty() ? hello.user.text() : hello.display;
        m_link.run(m_scripts.registerAccount, { keys::account(hello.user) }, { *hash, display.toUtf8(), nowText(), "" },
            this, [this, hello, done, hash = *hash](const Result<Reply> &reply) {
                if (!reply.ok())
                    return done(reply.error());
                if (reply->at(0).bytes() == "exists")
                    return done(Error { ErrorCode::Exists, QStringLiteral("that name is taken") });
                beginSession(hello.user, hello.device, hash, done);
            });
    });
}

// Signing in

redis::Arguments Accounts::gateKeys(const UserId &user, const Address &from) const
{
    const QByteArray tag = '{' + user.bytes() + '}';
    return { keys::failures(tag + ':' + from.household().text()), keys::failures(tag) };
}

void Accounts::signIn(const protocol::Hello &hello, const Address &from, ProveDone done)
{
    verify(hello.user, from, hello.password,
        [this, user = hello.user, device = hello.device, done = std::move(done)](const Result<QByteArray> &hash) {
            if (hash.ok())
                beginSession(user, device, *hash, done);
            else
                done(hash.error());
        });
}

void Accounts::verify(const UserId &user, const Address &from, const QString &password, Verified done)
{
    m_link.run(m_scripts.gate, gateKeys(user, from), { "look", nowText() }, this,
        [this, user, from, password, done = std::move(done)](const Result<Reply> &reply) {
            if (!reply.ok())
                return done(reply.error());
            if (reply->toInteger() > 0 && !redHook("no_gate"))
                return done(wait(reply->toInteger()));
            checkPassword(user, from, password, done);
        });
}

void Accounts::checkPassword(const UserId &user, const Address &from, const QString &password, Verified done)
{
    m_link.command({ "HGET", keys::account(user), "password" }, this,
        [this, user, from, password, done = std::move(done)](const Result<Reply> &reply) {
            if (!reply.ok())
                return done(reply.error());
            // A name that nobody has takes the same road and the same time.
            const QByteArray hash = reply->bytes();
            if (hash.isEmpty() && redHook("names_are_told"))
                return done(Error { ErrorCode::NotFound, QStringLiteral("nobody has that name") });
            m_hasher.verify(hash, password.toUtf8(), [this, user, from, hash, done](const Result<bool> &right) {
                if (!right.ok())
                    return done(right.error());
                if (*right) {
                    m_link.run(m_scripts.gate, gateKeys(user, from), { "clear", nowText() }, this,
                        [](const Result<Reply> &) {});
                    return done(hash);
                }
                m_link.run(m_scripts.gate, gateKeys(user, from), { "fail", nowText() }, this,
                    [done](const Result<Reply> &) { done(notYou()); });
            });
        });
}

void Accounts::beginSession(const UserId &user, const DeviceId &device, const QByteArray &hash, ProveDone done)
{
    const SessionId session = sessionOf(user, device);
    const QByteArray family = randomHex(8);
    m_link.run(m_scripts.signIn, { keys::account(user), keys::accountSessions(user) },
        { session.bytes(), family, refreshEnd(), hash }, this,
        [this, user, session, family, done = std::move(done)](const Result<Reply> &reply) {
            if (!reply.ok())
                return done(reply.error());
            if (reply->at(0).bytes() != "ok")
                return done(notYou());
            done(proved(user, session, m_tokens.issueRefresh({ user, session, family, 1 })));
        });
}

void Accounts::refresh(QByteArrayView token, ProveDone done)
{
    const auto claims = m_tokens.checkRefresh(token);
    if (!claims.ok())
        return done(notYou());
    const Refreshing spent = *claims;
    m_link.run(m_scripts.rotate, { keys::account(spent.user), keys::accountSessions(spent.user) },
        { spent.session.bytes(), spent.family, QByteArray::number(spent.number), refreshEnd(), nowText(),
            keys::account(spent.user) },
        this, [this, spent, done = std::move(done)](const Result<Reply> &reply) {
            if (!reply.ok())
                return done(reply.error());
            if (reply->at(0).bytes() != "ok")
                return done(notYou());
            Refreshing next = spent;
            ++next.number;
            done(proved(spent.user, spent.session, m_tokens.issueRefresh(next)));
        });
}

// Sessions

void Accounts::open(const UserId &user, const SessionId &session, OpenDone done)
{
    m_link.run(m_scripts.hello, { keys::account(user), keys::accountRooms(user), keys::accountSessions(user) },
        { session.bytes(), nowText(), keys::account(user) }, this,
        [user, done = std::move(done)](const Result<Reply> &reply) {
            if (!reply.ok())
                return done(reply.error());
            if (reply->at(0).bytes() != "ok")
                return done(notYou());
            Opened out;
            out.display = QString::fromUtf8(reply->at(1).bytes());
            if (out.display.isEmpty())
                out.display = user.text();
            out.roles = QString::fromUtf8(reply->at(2).bytes()).split(u' ', Qt::SkipEmptyParts);
            out.generation = reply->at(3).toInteger();
            for (qsizetype i = 4; i < reply->size(); ++i)
                out.rooms.emplace_back(reply->at(i).bytes());
            done(out);
        });
}

void Accounts::signOut(const UserId &user, const SessionId &session, bool everywhere, Changed done)
{
    m_link.run(m_scripts.signOut, { keys::accountSessions(user) },
        { keys::account(user), everywhere ? QByteArray("*") : session.bytes() }, this,
        [done = std::move(done)](const Result<Reply> &reply) {
            if (reply.ok())
                done(Done {});
            else
                done(reply.error());
        });
}

// Changing an account

void Accounts::change(
    const UserId &user, const SessionId &session, const Address &from, const protocol::Account &account, Changed done)
{
    QByteArray display;
    if (account.display)
        display = account.display->isEmpty() ? user.bytes() : account.display->toUtf8();
    if (account.newPassword.isEmpty())
        return store(user, session, { display, {}, {} }, std::move(done));
    const QByteArray next = account.newPassword.toUtf8();
    verify(user, from, account.password,
        [this, user, session, display, next, done = std::move(done)](const Result<QByteArray> &proved) {
            if (!proved.ok())
                return done(proved.error());
            m_hasher.hash(next, [this, user, session, display, old = *proved, done](const Result<QByteArray> &hash) {
                if (hash.ok())
                    store(user, session, { display, old, *hash }, done);
                else
                    done(hash.error());
            });
        });
}

void Accounts::store(const UserId &user, const SessionId &session, const Changes &changes, Changed done)
{
    m_link.run(m_scripts.account, { keys::account(user), keys::accountSessions(user) },
        { keys::account(user), session.bytes(), changes.display, changes.oldHash, changes.newHash }, this,
        [done = std::move(done)](const Result<Reply> &reply) {
            if (!reply.ok())
                done(reply.error());
            else if (reply->at(0).bytes() != "ok")
                done(notYou());
            else
                done(Done {});
        });
}

void Accounts::isOpen(const UserId &user, const SessionId &session, std::function<void(const Result<bool> &)> done)
{
    m_link.command({ "HEXISTS", keys::accountSessions(user), session.bytes() }, this,
        [done = std::move(done)](const Result<Reply> &reply) {
            if (reply.ok())
                done(reply->toInteger() == 1);
            else
                done(reply.error());
        });
}

} // namespace hubbub::server
