// SPDX-License-Identifier: GPL-3.0-or-later
// The HAProxy in front of a local cluster: its configuration, and which nodes it sends people to, which it is told
// while it runs. So nobody loses a connection when nodes come and go.
#pragma once

#include <QList>
#include <QLocalSocket>
#include <QObject>
#include <QTimer>

#include <optional>

namespace hubbub::cluster {

/// A place for a node. Configurations have all places there can be: a running HAProxy is given no new ones.
struct BalancerServer {
    enum class State : quint8 {
        Open, ///< gets people while its /readyz says yes
        Draining, ///< keeps those it has
        Away, ///< nobody is there
    };
    int number = 1; ///< of node nNUMBER, from 1 to 16
    quint16 port = 0; ///< on 127.0.0.1; 0 where nobody is there
    State state = State::Away;

    friend bool operator==(const BalancerServer &, const BalancerServer &) = default;
};

/// The text of a configuration: people come to 127.0.0.1:`port`, `adminSocket` is for BalancerTalk. It says of people
/// and nodes what packaging/haproxy-config says.
[[nodiscard]] QByteArray balancerConfig(quint16 port, const QString &adminSocket, const QList<BalancerServer> &servers);

/// What a running one is told so that its places are as `servers` says, in one line of its command language.
[[nodiscard]] QByteArray balancerCommands(const QList<BalancerServer> &servers);

/// Tells a running HAProxy by its admin socket how its places are: at once after a change, and again and again, so that
/// one that was started anew knows it too. That it answers is its readiness.
class BalancerTalk final : public QObject {
    Q_OBJECT
public:
    explicit BalancerTalk(QObject *parent = nullptr);

    void watch(const QString &adminSocket);
    void stop();
    void setServers(const QList<BalancerServer> &servers);
    /// It has answered to the newest of them.
    [[nodiscard]] bool isUpToDate() const { return m_known == m_servers; }

Q_SIGNALS:
    void ready();
    void unready(const QString &reason);

private:
    void ask();
    void answered(bool good);

    QString m_path;
    QList<BalancerServer> m_servers;
    QList<BalancerServer> m_asked; ///< said with the question that is under way
    std::optional<QList<BalancerServer>> m_known; ///< answered
    QLocalSocket m_socket;
    QByteArray m_answer;
    QTimer m_next;
    QTimer m_patience;
    bool m_asking = false;
};

} // namespace hubbub::cluster
