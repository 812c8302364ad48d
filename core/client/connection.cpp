// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/connection.h"

#include "core/base/log.h"
#include "core/client/transport.h"

#include <QMetaObject>

#include <algorithm>
#include <utility>

namespace hubbub::client {
namespace {

using namespace std::chrono_literals;
using protocol::NodeFrame;
using std::chrono::milliseconds;

constexpr milliseconds helloTime = 15s; ///< a password takes a node's queue and some 60 ms of argon2id
constexpr milliseconds probeTime = 4s; ///< after waking: elsewhere within 5 s
constexpr milliseconds refreshTime = 10s;
constexpr milliseconds refreshAgain = 30s;
constexpr qint64 helloId = Requests::firstId - 1;

QList<QUrl> urlsOf(const QStringList &texts)
{
    QList<QUrl> urls;
    for (const QString &text : texts) {
        const QUrl url(text, QUrl::StrictMode);
        // A node's word is input from outside: it may only name WebSocket addresses.
        if (url.isValid() && !url.host().isEmpty()
            && (url.scheme() == QLatin1StringView("ws") || url.scheme() == QLatin1StringView("wss")))
            urls.append(url);
    }
    return urls;
}

} // namespace

Connection::Connection(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_requests(*m_options.clock, *m_options.alarms)
    , m_retryAlarm(m_options.alarms->make([this] { handle(link::RetryDue {}); }))
    , m_helloAlarm(m_options.alarms->make([this] { handle(link::Silent {}); }))
    , m_tokenAlarm(m_options.alarms->make([this] { refreshToken(); }))
{
}

Connection::~Connection() = default;

void Connection::start(const Account &account)
{
    m_account = account;
    m_token.clear();
    handle(link::Start {
        account.url, account.nodes, account.refresh.isEmpty() ? Credential::Password : Credential::Refresh });
}

void Connection::stop()
{
    handle(link::Stop {});
    m_account = {};
    m_token.clear();
}

void Connection::retryNow() { handle(link::RetryNow {}); }
void Connection::awake() { handle(link::Awoke {}); }
void Connection::cut()
{
    if (m_transport)
        m_transport->cut();
}

void Connection::distrust() { handle(link::Silent {}); }

void Connection::ask(
    const protocol::Command &command, milliseconds patience, QObject *context, Requests::Callback callback)
{
    if (isOnline() && m_transport) {
        const qint64 id = m_requests.add(patience, context, std::move(callback));
        m_transport->send(protocol::encode(id, command));
        return;
    }
    QMetaObject::invokeMethod(
        context,
        [callback = std::move(callback)] {
            callback(Error { ErrorCode::Unavailable, QStringLiteral("not connected") });
        },
        Qt::QueuedConnection);
}

void Connection::tell(const protocol::Command &command)
{
    if (isOnline())
        ask(command, 30s, this, [](const Result<protocol::OkReply> &) {});
}

void Connection::handle(LinkEvent::What what)
{
    // An action may cause the next event at once; it is handled after the rest of the actions.
    m_later.push_back(std::move(what));
    if (m_handling)
        return;
    m_handling = true;
    while (!m_later.empty()) {
        const LinkEvent event { m_later.front(), m_options.clock->now(), m_options.dice(), m_options.dice() };
        m_later.erase(m_later.begin());
        const Phase before = m_state.phase;
        const LinkStep step = advance(m_state, event);
        m_state = step.next;
        if (before != m_state.phase)
            log::debug("link", QStringLiteral("phase"),
                { { "from", static_cast<int>(before) }, { "to", static_cast<int>(m_state.phase) },
                    { "reason", static_cast<int>(m_state.reason) }, { "url", m_state.url.toString() } });
        if (before == Phase::Online && m_state.phase != Phase::Online) {
            m_roundTrip.reset();
            m_redisUp = true;
            m_tokenAlarm->cancel();
            m_requests.failAll(QStringLiteral("the connection was lost"));
            Q_EMIT
            lost();
        }
        for (const LinkAction &action : step.actions)
            run(action);
        if (m_state.phase == Phase::Offline || m_state.phase == Phase::Waiting)
            m_helloAlarm->cancel();
        updateView();
    }
    m_handling = false;
}

void Connection::run(const LinkAction &action)
{
    if (const auto *dialAction = std::get_if<link::Dial>(&action))
        dial(dialAction->url);
    else if (const auto *greetAction = std::get_if<link::Greet>(&action))
        greet(*greetAction);
    else if (const auto *hangup = std::get_if<link::Hangup>(&action))
        hangUp(hangup->politely);
    else if (const auto *retry = std::get_if<link::SetRetry>(&action))
        m_retryAlarm->set(retry->wait);
    else if (std::holds_alternative<link::CancelRetry>(action))
        m_retryAlarm->cancel();
    else if (std::holds_alternative<link::Probe>(action))
        m_transport->probe(probeTime);
    else if (const auto *fail = std::get_if<link::Fail>(&action)) {
        updateView(); // whoever hears of it looks there for the reason
        Q_EMIT
        failed(fail->error);
    }
}

void Connection::dial(const QUrl &url)
{
    hangUp(false);
    m_lastRetryAfter.reset();
    m_transport = new Transport({ m_options.tag, m_options.clock, m_options.alarms, m_options.trouble }, this);
    Transport *const dialed = m_transport;
    connect(dialed, &Transport::opened, this, [this] { handle(link::Opened {}); });
    connect(dialed, &Transport::received, this, &Connection::onFrame);
    connect(dialed, &Transport::ended, this, &Connection::onEnded);
    connect(dialed, &Transport::silent, this, [this] { handle(link::Silent {}); });
    connect(dialed, &Transport::roundTrip, this, [this](milliseconds time) {
        m_roundTrip = time;
        updateView();
    });
    dialed->dial(url);
}

void Connection::hangUp(bool politely)
{
    if (!m_transport)
        return;
    Transport *const gone = std::exchange(m_transport, nullptr);
    gone->disconnect(this);
    if (politely)
        gone->closePolitely();
    gone->deleteLater(); // we may be inside one of its signals
}

void Connection::greet(const link::Greet &greet)
{
    protocol::Hello hello;
    switch (greet.credential) {
    case Credential::Password:
        hello.user = m_account.user;
        hello.password = m_account.password;
        hello.create = m_account.create && greet.mayCreate;
        if (hello.create)
            hello.display = m_account.display;
        break;
    case Credential::Token:
        hello.token = m_token;
        break;
    case Credential::Refresh:
        hello.refresh = m_account.refresh;
        break;
    }
    hello.device = m_options.device;
    hello.app = m_options.app;
    hello.resume = m_options.positions();
    m_helloAlarm->set(helloTime);
    m_transport->send(protocol::encode(helloId, hello));
}

void Connection::onFrame(const QByteArray &frame)
{
    Result<protocol::NodeMessage> message = m_decoder.nodeFrame(frame);
    if (!message) {
        log::warning("link", QStringLiteral("the node broke the protocol"), { { "why", message.error().detail } });
        return handle(link::Ended { EndKind::BrokenFrame, 0, message.error().detail });
    }
    NodeFrame &what = message->frame;
    if (const auto *ok = std::get_if<protocol::OkReply>(&what)) {
        m_requests.answer(*ok);
    } else if (const auto *error = std::get_if<protocol::ErrorReply>(&what)) {
        onError(*error);
    } else if (const auto *welcome = std::get_if<protocol::Welcome>(&what)) {
        onWelcome(*welcome);
    } else if (m_state.phase != Phase::Online) {
        return; // before the welcome a node says nothing else
    } else if (const auto *status = std::get_if<protocol::Status>(&what)) {
        m_redisUp = status->redisUp;
        updateView();
        Q_EMIT
        pushed(what);
    } else if (const auto *nodes = std::get_if<protocol::NodesPush>(&what)) {
        handle(link::Nodes { urlsOf(nodes->nodes) });
        Q_EMIT
        pushed(what);
    } else if (const auto *goodbye = std::get_if<protocol::Goodbye>(&what)) {
        handle(link::Goodbye { milliseconds(goodbye->retryMs), urlsOf(goodbye->nodes) });
    } else if (!std::holds_alternative<protocol::UnknownPush>(what)) {
        Q_EMIT
        pushed(what);
    }
}

void Connection::onWelcome(const protocol::Welcome &welcome)
{
    if (m_state.phase != Phase::Greeting)
        return;
    m_helloAlarm->cancel();
    m_account.password.clear(); // tokens speak from here on
    m_account.create = false;
    keepToken(welcome.token, welcome.tokenTtlSeconds, welcome.refresh);
    m_transport->watch(std::chrono::seconds(std::clamp(welcome.pingSeconds, 1, 300)));
    handle(link::Welcomed { welcome.node, urlsOf(welcome.nodes) });
    Q_EMIT
    welcomed(welcome);
}

void Connection::onError(const protocol::ErrorReply &reply)
{
    if (m_state.phase == Phase::Greeting && reply.id.value_or(helloId) == helloId) {
        m_helloAlarm->cancel();
        return handle(link::Refused { reply.error });
    }
    if (!reply.id) {
        m_lastRetryAfter = reply.error.retryAfter;
        log::warning("link", QStringLiteral("the node reports an error"),
            { { "code", QString::fromLatin1(nameOf(reply.error.code)) }, { "why", reply.error.detail } });
        return;
    }
    m_requests.answer(*reply.id, reply.error);
}

void Connection::onEnded(const link::Ended &how)
{
    link::Ended ended = how;
    ended.retryAfter = m_lastRetryAfter;
    hangUp(false);
    handle(ended);
}

void Connection::keepToken(const QByteArray &token, qint64 ttlSeconds, const QByteArray &refresh)
{
    m_token = token;
    if (!refresh.isEmpty() && refresh != m_account.refresh) {
        m_account.refresh = refresh;
        Q_EMIT
        refreshChanged(refresh);
    }
    // At four fifths of its life: time enough to try again before it ends.
    m_tokenAlarm->set(std::max(std::chrono::seconds(ttlSeconds) * 4 / 5, 5s));
}

void Connection::refreshToken()
{
    if (!isOnline() || m_account.refresh.isEmpty())
        return;
    ask(protocol::Refresh { m_account.refresh }, refreshTime, this, [this](const Result<protocol::OkReply> &outcome) {
        if (outcome.ok()) {
            if (const Result<protocol::RefreshOk> ok = m_decoder.refreshOk(*outcome))
                return keepToken(ok->token, ok->tokenTtlSeconds, ok->refresh);
        } else if (!isRetryable(outcome.error().code)) {
            log::warning(
                "link", QStringLiteral("the token cannot be refreshed"), { { "why", outcome.error().detail } });
        }
        if (isOnline())
            m_tokenAlarm->set(refreshAgain);
    });
}

void Connection::updateView()
{
    LinkView view;
    view.phase = m_state.phase;
    view.url = m_state.url;
    view.node = m_state.node;
    view.roundTrip = m_roundTrip;
    view.redisUp = m_redisUp;
    view.troubled = m_options.trouble != nullptr && m_options.trouble->isOn();
    view.reason = m_state.reason;
    view.detail = m_state.detail;
    view.attempt = m_state.attempt;
    view.retryAt = m_state.retryAt;
    view.next = m_state.next;
    if (view == m_view)
        return;
    m_view = view;
    Q_EMIT
    viewChanged();
}

} // namespace hubbub::client
