// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/chaos_proxy.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QTcpSocket>

#include <algorithm>
#include <deque>
#include <sys/socket.h>

namespace hubbub::testing {

using namespace std::chrono_literals;

namespace {

constexpr auto tick = 5ms;

void endHard(QTcpSocket *socket)
{
    const linger now { 1, 0 }; // close() sends RST
    if (socket->socketDescriptor() >= 0)
        ::setsockopt(static_cast<int>(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    socket->abort();
}

} // namespace

struct ChaosProxy::Pair {
    struct Parcel {
        QDeadlineTimer due;
        QByteArray bytes;
    };
    QTcpSocket *ends[2] {}; ///< where Up and Down lead: the node's, the client's
    std::deque<Parcel> queue[2];
    QElapsedTimer quiet;
};

ChaosProxy::ChaosProxy()
{
    connect(&m_server, &QTcpServer::newConnection, this, &ChaosProxy::accept);
    connect(&m_ticks, &QTimer::timeout, this, &ChaosProxy::pump);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("the proxy cannot listen: %s", qPrintable(m_server.errorString()));
    m_ticks.start(tick);
}

ChaosProxy::~ChaosProxy()
{
    for (const auto &pair : m_pairs)
        for (QTcpSocket *end : pair->ends)
            end->disconnect(this);
}

void ChaosProxy::setTarget(const QUrl &node) { m_target = node; }

QUrl ChaosProxy::url() const { return QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(m_server.serverPort())); }

void ChaosProxy::hold(Direction way, bool on)
{
    m_held[way] = on;
    m_allowed[way] = -1;
}

void ChaosProxy::holdAfter(Direction way, qint64 bytes) { m_allowed[way] = bytes; }
void ChaosProxy::lose(Direction way, bool on) { m_lost[way] = on; }
void ChaosProxy::delay(std::chrono::milliseconds time) { m_delay = time; }
void ChaosProxy::slowDown(int bytesPerSecond) { m_rate = bytesPerSecond; }
void ChaosProxy::chop(int bytes) { m_piece = bytes; }
void ChaosProxy::cutIdleAfter(std::chrono::milliseconds time) { m_idle = time; }

void ChaosProxy::resetAll()
{
    while (!m_pairs.empty())
        drop(m_pairs.back().get(), true);
}

void ChaosProxy::endAll()
{
    while (!m_pairs.empty())
        drop(m_pairs.back().get(), false);
}

void ChaosProxy::accept()
{
    while (QTcpSocket *client = m_server.nextPendingConnection()) {
        ++m_accepted;
        auto made = std::make_unique<Pair>();
        Pair *pair = made.get();
        client->setParent(this);
        auto *node = new QTcpSocket(this);
        pair->ends[Up] = node;
        pair->ends[Down] = client;
        pair->quiet.start();
        m_pairs.push_back(std::move(made));
        connect(client, &QTcpSocket::readyRead, this, [this, pair] { take(*pair, Up); });
        connect(node, &QTcpSocket::readyRead, this, [this, pair] { take(*pair, Down); });
        for (QTcpSocket *end : pair->ends) {
            connect(end, &QTcpSocket::disconnected, this, [this, pair] { drop(pair, false); });
            connect(end, &QTcpSocket::errorOccurred, this, [this, pair] { drop(pair, false); });
        }
        node->connectToHost(m_target.host(), static_cast<quint16>(m_target.port()));
    }
}

void ChaosProxy::take(Pair &pair, Direction way)
{
    const QByteArray bytes = pair.ends[way == Up ? Down : Up]->readAll();
    if (!m_lost[way])
        pair.queue[way].push_back({ QDeadlineTimer(m_delay), bytes });
    if (m_delay == 0ms && m_rate == 0 && m_piece == 0)
        pump();
}

void ChaosProxy::pump()
{
    std::vector<Pair *> idle;
    for (const auto &pair : m_pairs) {
        for (const Direction way : { Up, Down }) {
            std::deque<Pair::Parcel> &queue = pair->queue[way];
            qint64 budget = m_rate > 0 ? std::max<qint64>(1, m_rate * tick.count() / 1000) : -1;
            while (!queue.empty() && queue.front().due.hasExpired() && !m_held[way] && budget != 0
                && pair->ends[way]->state() == QAbstractSocket::ConnectedState) {
                Pair::Parcel &parcel = queue.front();
                qint64 most = parcel.bytes.size();
                for (const qint64 limit : { budget, m_piece > 0 ? qint64(m_piece) : -1, m_allowed[way] })
                    most = limit >= 0 ? std::min(most, limit) : most;
                pair->ends[way]->write(parcel.bytes.left(most));
                pair->ends[way]->flush();
                pair->quiet.restart();
                parcel.bytes.remove(0, most);
                m_passed[way] += most;
                budget = budget > 0 ? budget - most : budget;
                if (m_allowed[way] >= 0 && (m_allowed[way] -= most) == 0)
                    m_held[way] = true;
                if (parcel.bytes.isEmpty())
                    queue.pop_front();
                if (m_piece > 0)
                    break; // one piece a tick
            }
        }
        if (m_idle > 0ms && pair->quiet.hasExpired(m_idle.count()))
            idle.push_back(pair.get());
    }
    for (Pair *pair : idle)
        drop(pair, true);
}

void ChaosProxy::drop(Pair *gone, bool hard)
{
    const auto found =
        std::find_if(m_pairs.begin(), m_pairs.end(), [&](const auto &pair) { return pair.get() == gone; });
    if (found == m_pairs.end())
        return;
    const std::unique_ptr<Pair> pair = std::move(*found);
    m_pairs.erase(found);
    for (const Direction way : { Up, Down }) {
        QTcpSocket *end = pair->ends[way];
        end->disconnect(this);
        if (hard) {
            endHard(end);
        } else if (end->state() == QAbstractSocket::ConnectedState) {
            if (!m_held[way]) // what came before the end passes before it
                for (const Pair::Parcel &parcel : pair->queue[way])
                    end->write(parcel.bytes);
            end->disconnectFromHost();
        }
        end->deleteLater();
    }
}

} // namespace hubbub::testing
