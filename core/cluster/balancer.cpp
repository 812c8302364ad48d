// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/balancer.h"

#include <chrono>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace hubbub::cluster {
namespace {

constexpr int places = 16;

// 'noreuseport': a second HAProxy must not share the port in silence. Files: it needs two for each person, and goes on
// with what this machine allows.
constexpr auto head = R"(# Made by hubbub for the cluster on this desk.
global
    maxconn 8000
    no strict-limits
    noreuseport
    hard-stop-after 30s
    stats socket %1 mode 600 level admin

defaults
    mode http
    timeout connect 3s
    timeout client 10s
    timeout server 10s
    # A chat's connection is quiet for as long as its pings are apart; the nodes close what is dead.
    timeout tunnel 1h
    timeout client-fin 5s
    timeout http-request 5s
    option redispatch 1
    retries 2

frontend clients
    bind 127.0.0.1:%2
    # The nodes believe only this balancer, and only what it says itself.
    http-request del-header X-Forwarded-For
    option forwardfor
    http-request deny deny_status 404 unless { path /ws }
    default_backend nodes

backend nodes
    balance url_param a
    hash-type consistent sdbm avalanche
    option httpchk
    http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host balancer
    http-check expect status 200
    default-server check inter 500ms fall 2 rise 1
)"_L1;

} // namespace

QByteArray balancerConfig(quint16 port, const QString &adminSocket, const QList<BalancerServer> &servers)
{
    QString text = QString(head).arg(adminSocket).arg(port);
    for (int number = 1; number <= places; ++number) {
        quint16 at = 0;
        for (const BalancerServer &server : servers) {
            if (server.number == number && server.state != BalancerServer::State::Away)
                at = server.port;
        }
        text += u"    server n%1 127.0.0.1:%2%3\n"_s.arg(number)
                    .arg(at != 0 ? at : 1)
                    .arg(at != 0 ? QString() : u" disabled"_s);
    }
    return text.toUtf8();
}

QByteArray balancerCommands(const QList<BalancerServer> &servers)
{
    using State = BalancerServer::State;
    QByteArrayList commands;
    for (int number = 1; number <= places; ++number) {
        const QByteArray name = "set server nodes/n" + QByteArray::number(number);
        const auto at = std::find_if(
            servers.begin(), servers.end(), [number](const BalancerServer &server) { return server.number == number; });
        if (at == servers.end() || at->state == State::Away) {
            commands << name + " state maint";
            continue;
        }
        commands << name + " addr 127.0.0.1 port " + QByteArray::number(at->port);
        commands << name + (at->state == State::Open ? " state ready" : " state drain");
    }
    return commands.join(';');
}

BalancerTalk::BalancerTalk(QObject *parent)
    : QObject(parent)
{
    m_next.setSingleShot(true);
    m_patience.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &BalancerTalk::ask);
    connect(&m_patience, &QTimer::timeout, this, [this] { answered(false); });
    connect(&m_socket, &QLocalSocket::connected, this, [this] {
        m_asked = m_servers;
        m_socket.write(balancerCommands(m_asked) + ";show info\n");
    });
    connect(&m_socket, &QLocalSocket::readyRead, this, [this] {
        m_answer += m_socket.readAll();
        if (m_asking && m_answer.contains("Uptime_sec:"))
            answered(true);
    });
    connect(&m_socket, &QLocalSocket::errorOccurred, this, [this] {
        if (m_asking)
            answered(false);
    });
}

void BalancerTalk::watch(const QString &adminSocket)
{
    m_path = adminSocket;
    m_next.start(50ms);
}

void BalancerTalk::stop()
{
    m_path.clear();
    m_known.reset();
    m_asking = false;
    m_next.stop();
    m_patience.stop();
    m_socket.abort();
}

void BalancerTalk::setServers(const QList<BalancerServer> &servers)
{
    if (servers == m_servers)
        return;
    m_servers = servers;
    if (!m_path.isEmpty())
        m_next.start(0ms);
}

void BalancerTalk::ask()
{
    m_asking = false; // whatever is under way knows less
    m_socket.abort();
    m_answer.clear();
    m_asking = true;
    m_patience.start(1500ms);
    m_socket.connectToServer(m_path);
}

void BalancerTalk::answered(bool good)
{
    m_asking = false;
    m_patience.stop();
    if (good)
        m_known = m_asked;
    m_next.start(!good ? 100ms : isUpToDate() ? 1000ms : 0ms);
    if (good)
        Q_EMIT
    ready();
    else Q_EMIT
    unready(u"does not answer"_s);
}

} // namespace hubbub::cluster
