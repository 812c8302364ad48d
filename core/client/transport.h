// SPDX-License-Identifier: GPL-3.0-or-later
// One attempt to reach one node: a WebSocket from dialing to its end, with what QWebSocket itself does not watch
// (connect time, liveness, answers that are no gateway). Never used twice.
#pragma once

#include "core/client/alarms.h"
#include "core/client/link_state.h"
#include "core/client/slow_line.h"

#include <QObject>
#include <QSslError>
#include <QUrl>

class QWebSocket;

namespace hubbub::client {

class Transport final : public QObject {
    Q_OBJECT
public:
    struct Options {
        QByteArray tag; ///< 16 hex digits of the profile: what a balancer hashes
        const Clock *clock = nullptr;
        const Alarms *alarms = nullptr;
        const LineTrouble *trouble = nullptr; ///< a bad network on purpose; nullptr: none ever
    };
    explicit Transport(const Options &options, QObject *parent = nullptr);
    /// Drops the connection where it still lives.
    ~Transport() override;

    void dial(const QUrl &url);
    void send(const QByteArray &frame);
    /// Begins to watch: a ping after `ping` without hearing, silent() after 10 s more without an answer.
    void watch(std::chrono::milliseconds ping);
    /// Pings now; silent() if nothing is heard within `patience`.
    void probe(std::chrono::milliseconds patience);
    /// As if the cable were cut; ended() follows.
    void cut();
    /// A Close with code 1000, then the end; ended() does not follow.
    void closePolitely();

    [[nodiscard]] bool isOpen() const { return m_open; }

Q_SIGNALS:
    void opened(); ///< the handshake is done and the node speaks our subprotocol
    void received(const QByteArray &frame);
    void ended(const hubbub::client::link::Ended &how); ///< once; nothing follows
    void silent();
    void roundTrip(std::chrono::milliseconds time);

private:
    void wire();
    void onConnected();
    void onDisconnected();
    void onError();
    void onTlsErrors(const QList<QSslError> &errors);
    void onPong();
    void heard();
    void ponged();
    void onPingDue();
    void sendPing();
    void end(EndKind kind, const QString &detail, quint16 code = 0);

    const Clock &m_clock;
    QByteArray m_tag;
    const LineTrouble &m_trouble;
    SlowLine m_out;
    SlowLine m_in;
    QWebSocket *m_socket; ///< a child; outlives a polite close
    std::unique_ptr<Alarm> m_connectAlarm;
    std::unique_ptr<Alarm> m_pingAlarm;
    std::unique_ptr<Alarm> m_silenceAlarm;
    std::chrono::milliseconds m_ping {};
    Clock::TimePoint m_pingedAt {};
    bool m_wrote = false; ///< the request went out: somebody listens there
    bool m_closeSeen = false;
    bool m_open = false;
    bool m_over = false;
};

} // namespace hubbub::client
