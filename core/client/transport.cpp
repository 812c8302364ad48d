// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/transport.h"

#include "core/base/red_hook.h"
#include "core/protocol/limits.h"

#include <QRegularExpression>
#include <QSslConfiguration>
#include <QTimer>
#include <QUrlQuery>
#include <QWebSocket>
#include <QWebSocketHandshakeOptions>

namespace hubbub::client {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds connectTime = 10s;
constexpr milliseconds silence = 10s; ///< after an unanswered ping
constexpr milliseconds closeTime = 5s; ///< QWebSocket::close() itself waits for ever
/// A welcome of 512 rooms or a page of history with its amends; Qt's own limit is 2 GiB.
constexpr quint64 mostMessageBytes = 4 * 1024 * 1024;

const LineTrouble noTrouble;

QUrl withTag(const QUrl &url, const QByteArray &tag)
{
    QUrl dialed = url;
    QUrlQuery query(url);
    query.removeAllQueryItems(QStringLiteral("a"));
    query.addQueryItem(QStringLiteral("a"), QString::fromLatin1(tag));
    dialed.setQuery(query);
    return dialed;
}

/// Qt tells the status of a refused handshake only within a sentence; 0 where it names none.
int httpStatusIn(const QString &sentence)
{
    static const QRegularExpression pattern(QStringLiteral("\\b([1-5][0-9][0-9])\\b"));
    const QRegularExpressionMatch match = pattern.match(sentence);
    return match.hasMatch() ? match.captured(1).toInt() : 0;
}

} // namespace

Transport::Transport(const Options &options, QObject *parent)
    : QObject(parent)
    , m_clock(*options.clock)
    , m_tag(options.tag)
    , m_trouble(options.trouble != nullptr ? *options.trouble : noTrouble)
    , m_out(*options.clock, *options.alarms, m_trouble)
    , m_in(*options.clock, *options.alarms, m_trouble)
    , m_socket(new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this))
    , m_connectAlarm(options.alarms->make(
          [this] { end(EndKind::Unreachable, QStringLiteral("no connection within %1 s").arg(connectTime / 1s)); }))
    , m_pingAlarm(options.alarms->make([this] { onPingDue(); }))
    , m_silenceAlarm(options.alarms->make([this] {
        if (redHook("client_never_doubts"))
            return;
        Q_EMIT
        silent();
    }))
{
    m_socket->setMaxAllowedIncomingFrameSize(mostMessageBytes);
    m_socket->setMaxAllowedIncomingMessageSize(mostMessageBytes);
    QSslConfiguration tls = m_socket->sslConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    m_socket->setSslConfiguration(tls);
    wire();
}

Transport::~Transport()
{
    m_over = true;
    m_socket->disconnect(this);
    m_socket->abort();
}

void Transport::wire()
{
    connect(m_socket, &QWebSocket::connected, this, &Transport::onConnected);
    connect(m_socket, &QWebSocket::disconnected, this, &Transport::onDisconnected);
    connect(m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, &Transport::onError);
    connect(m_socket, &QWebSocket::sslErrors, this, &Transport::onTlsErrors);
    connect(m_socket, &QWebSocket::pong, this, &Transport::onPong);
    connect(m_socket, &QWebSocket::aboutToClose, this, [this] { m_closeSeen = true; });
    connect(m_socket, &QWebSocket::bytesWritten, this, [this] { m_wrote = true; });
    connect(m_socket, &QWebSocket::textFrameReceived, this, [this] { m_in.pass(0, [this] { heard(); }); });
    connect(m_socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        const QByteArray frame = text.toUtf8();
        m_in.pass(frame.size(), [this, frame] {
            if (!m_over && m_open)
                Q_EMIT
            received(frame);
        });
    });
    connect(m_socket, &QWebSocket::binaryMessageReceived, this,
        [this] { end(EndKind::BrokenFrame, QStringLiteral("the node sent a binary message")); });
}

void Transport::dial(const QUrl &url)
{
    QWebSocketHandshakeOptions handshake;
    handshake.setSubprotocols({ QString::fromLatin1(protocol::subprotocol) });
    m_connectAlarm->set(connectTime);
    if (m_trouble.silent)
        return; // nobody answers
    m_socket->open(withTag(url, m_tag), handshake);
}

void Transport::send(const QByteArray &frame)
{
    if (m_open && !m_over)
        m_out.pass(frame.size(), [this, frame] {
            if (m_open && !m_over)
                m_socket->sendTextMessage(QString::fromUtf8(frame));
        });
}

void Transport::watch(milliseconds ping)
{
    m_ping = ping;
    sendPing(); // so that the round trip is known from the start
    m_pingAlarm->set(m_ping);
}

void Transport::probe(milliseconds patience)
{
    sendPing();
    if (!m_silenceAlarm->isSet() || patience < silence)
        m_silenceAlarm->set(patience);
}

void Transport::closePolitely()
{
    if (m_over)
        return;
    m_over = true;
    m_connectAlarm->cancel();
    m_pingAlarm->cancel();
    m_silenceAlarm->cancel();
    m_socket->disconnect(this);
    // The socket says its goodbye alone, and not for longer than closeTime.
    QWebSocket *leaving = m_socket;
    m_socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    leaving->setParent(nullptr);
    connect(leaving, &QWebSocket::disconnected, leaving, &QObject::deleteLater);
    QTimer::singleShot(closeTime, leaving, [leaving] {
        leaving->abort();
        leaving->deleteLater();
    });
    leaving->close(QWebSocketProtocol::CloseCodeNormal);
}

void Transport::onConnected()
{
    if (m_over)
        return;
    m_connectAlarm->cancel();
    if (!redHook("any_server") && m_socket->subprotocol() != QLatin1StringView(protocol::subprotocol))
        return end(EndKind::NotHubbub, QStringLiteral("a WebSocket server that does not speak hubbub.v1"));
    m_open = true;
    Q_EMIT
    opened();
}

void Transport::onDisconnected()
{
    // After an error before the handshake was done, onError() has spoken already.
    if (!m_open)
        return end(EndKind::Unreachable, QStringLiteral("the connection ended before the handshake was done"));
    // Qt reports 1000 where the peer just went away; aboutToClose tells that a Close really came.
    constexpr quint16 abnormal = 1006;
    end(EndKind::Closed, m_socket->closeReason(), m_closeSeen ? static_cast<quint16>(m_socket->closeCode()) : abnormal);
}

void Transport::onError()
{
    if (m_over)
        return;
    const QString detail = m_socket->errorString();
    if (m_open) {
        // disconnected() follows for what ends the connection; what does not must not linger.
        QTimer::singleShot(0, this, [this, detail] { end(EndKind::Closed, detail, 1006); });
        return;
    }
    if (m_socket->error() == QAbstractSocket::SslHandshakeFailedError)
        return end(EndKind::Tls, detail);
    // A failed handshake leaves the socket open: then somebody answered who is no gateway.
    if (!m_wrote || m_socket->error() == QAbstractSocket::RemoteHostClosedError)
        return end(EndKind::Unreachable, detail);
    const int status = httpStatusIn(detail);
    const bool noNodeBehind = status == 429 || status >= 500;
    end(noNodeBehind ? EndKind::Unreachable : EndKind::NotHubbub, detail);
}

void Transport::onTlsErrors(const QList<QSslError> &errors)
{
    if (redHook("any_certificate"))
        return m_socket->ignoreSslErrors();
    end(EndKind::Tls, errors.isEmpty() ? m_socket->errorString() : errors.constFirst().errorString());
}

void Transport::onPong()
{
    m_in.pass(0, [this] { ponged(); });
}

void Transport::cut() { end(EndKind::Closed, QStringLiteral("cut on purpose"), 1006); }

void Transport::ponged()
{
    if (m_over)
        return;
    heard();
    if (m_pingedAt != Clock::TimePoint {})
        Q_EMIT
    roundTrip(std::chrono::duration_cast<milliseconds>(m_clock.now() - m_pingedAt));
    m_pingedAt = {};
}

void Transport::heard() { m_silenceAlarm->cancel(); }

void Transport::onPingDue()
{
    // Also while much is heard: the person sees the round trip.
    sendPing();
    if (!m_silenceAlarm->isSet())
        m_silenceAlarm->set(redHook("impatient_client") ? 500ms : silence);
    m_pingAlarm->set(m_ping);
}

void Transport::sendPing()
{
    if (!m_open || m_over || redHook("client_never_pings"))
        return;
    m_pingedAt = m_clock.now();
    m_out.pass(0, [this] {
        if (m_open && !m_over)
            m_socket->ping();
    });
}

void Transport::end(EndKind kind, const QString &detail, quint16 code)
{
    if (m_over)
        return;
    m_over = true;
    m_open = false;
    m_connectAlarm->cancel();
    m_pingAlarm->cancel();
    m_silenceAlarm->cancel();
    m_socket->abort();
    Q_EMIT
    ended(link::Ended { kind, code, detail });
}

} // namespace hubbub::client
