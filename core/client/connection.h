// SPDX-License-Identifier: GPL-3.0-or-later
// The thin shell round link_state: owns the transport of the moment, says hello, keeps the tokens fresh, and pairs
// commands with their answers. Knows nothing of rooms.
#pragma once

#include "core/client/alarms.h"
#include "core/client/link_state.h"
#include "core/client/requests.h"
#include "core/protocol/codec.h"

#include <QObject>

namespace hubbub::client {

struct LineTrouble;
class Transport;

class Connection final : public QObject {
    Q_OBJECT
public:
    struct Options {
        const Clock *clock = nullptr;
        const Alarms *alarms = nullptr;
        std::function<double()> dice; ///< uniform in [0, 1)
        DeviceId device;
        QByteArray tag;
        QString app;
        const LineTrouble *trouble = nullptr; ///< see Transport
        std::function<protocol::Positions()> positions; ///< asked for at each `hello`
    };
    /// Who signs in: by password the first time, by the kept refresh token later.
    struct Account {
        QUrl url;
        QList<QUrl> nodes;
        UserId user;
        QString password;
        bool create = false;
        QString display;
        QByteArray refresh; ///< where given, instead of the password
    };

    explicit Connection(Options options, QObject *parent = nullptr);
    ~Connection() override;

    void start(const Account &account);
    void stop();
    void retryNow();
    /// The machine woke, or its network changed.
    void awake();
    /// As if the cable were cut.
    void cut();
    /// The trouble of the options is another.
    void troubleChanged() { updateView(); }
    /// An answer is overdue although the connection looks alive: begin anew.
    void distrust();

    [[nodiscard]] const LinkView &view() const { return m_view; }
    [[nodiscard]] bool isOnline() const { return m_state.phase == Phase::Online; }
    [[nodiscard]] bool isLeaving() const { return m_state.leaving; }
    [[nodiscard]] protocol::Decoder &decoder() { return m_decoder; }

    /// Asks the node; the callback gets its answer, or Unavailable where there is no connection or none came in time.
    void ask(const protocol::Command &command, std::chrono::milliseconds patience, QObject *context,
        Requests::Callback callback);
    /// Asks without caring for the answer; nothing where there is no connection.
    void tell(const protocol::Command &command);

Q_SIGNALS:
    void viewChanged();
    void welcomed(const hubbub::protocol::Welcome &welcome);
    void pushed(const hubbub::protocol::NodeFrame &frame);
    void lost(); ///< a session that was online is over; requests have failed before
    void failed(const hubbub::Error &error); ///< see link::Fail
    /// A new refresh token: keep it before the next one comes.
    void refreshChanged(const QByteArray &refresh);

private:
    void handle(LinkEvent::What what);
    void run(const LinkAction &action);
    void dial(const QUrl &url);
    void greet(const link::Greet &greet);
    void hangUp(bool politely);
    void onFrame(const QByteArray &frame);
    void onWelcome(const protocol::Welcome &welcome);
    void onError(const protocol::ErrorReply &reply);
    void onEnded(const link::Ended &how);
    void keepToken(const QByteArray &token, qint64 ttlSeconds, const QByteArray &refresh);
    void refreshToken();
    void updateView();

    Options m_options;
    Account m_account;
    QByteArray m_token;
    protocol::Decoder m_decoder;
    Requests m_requests;
    LinkState m_state;
    LinkView m_view;
    Transport *m_transport = nullptr; ///< a child; ended ones delete themselves later
    std::unique_ptr<Alarm> m_retryAlarm;
    std::unique_ptr<Alarm> m_helloAlarm;
    std::unique_ptr<Alarm> m_tokenAlarm;
    std::optional<std::chrono::milliseconds> m_lastRetryAfter; ///< told by an error that no command caused
    std::optional<std::chrono::milliseconds> m_roundTrip;
    bool m_redisUp = true;
    bool m_handling = false;
    std::vector<LinkEvent::What> m_later;
};

} // namespace hubbub::client
