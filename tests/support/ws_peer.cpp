// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ws_peer.h"

#include <QJsonDocument>
#include <QTest>
#include <QUuid>
#include <QWebSocketHandshakeOptions>

using namespace Qt::StringLiterals;

namespace hubbub::testing {
namespace {

bool hasAll(const QJsonObject &frame, const QJsonObject &fields)
{
    for (auto field = fields.begin(); field != fields.end(); ++field) {
        if (frame.value(field.key()) != field.value())
            return false;
    }
    return true;
}

bool isReply(const QJsonObject &frame)
{
    const auto op = frame.value("op"_L1).toString();
    return op == u"ok" || op == u"error" || op == u"welcome";
}

} // namespace

WsPeer::WsPeer(QObject *parent)
    : QObject(parent)
{
    replaceSocket();
}

WsPeer::~WsPeer() { m_socket->disconnect(this); }

void WsPeer::replaceSocket()
{
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket.release()->deleteLater();
    }
    m_socket = std::make_unique<QWebSocket>();
    m_sawClose = false;
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, &WsPeer::keep);
    connect(m_socket.get(), &QWebSocket::aboutToClose, this, [this] { m_sawClose = true; });
}

bool WsPeer::connectTo(const QUrl &url, const QString &protocol, std::chrono::milliseconds limit)
{
    replaceSocket();
    m_frames.clear();
    m_taken.clear();
    QWebSocketHandshakeOptions options;
    if (!protocol.isEmpty())
        options.setSubprotocols({ protocol });
    bool failed = false;
    const auto error = connect(m_socket.get(), QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), this,
        [&failed] { failed = true; });
    const auto end = connect(m_socket.get(), &QWebSocket::disconnected, this, [&failed] { failed = true; });
    m_socket->open(url, options);
    const bool ended = QTest::qWaitFor([&] { return failed || isOpen(); }, static_cast<int>(limit.count()));
    disconnect(error);
    disconnect(end);
    return ended && isOpen();
}

QJsonObject WsPeer::signIn(const QString &user, const QString &password, const QJsonObject &more)
{
    QJsonObject hello { { "op"_L1, "hello"_L1 }, { "user"_L1, user }, { "password"_L1, password },
        { "device"_L1, QUuid::createUuid().toString(QUuid::WithoutBraces) }, { "app"_L1, "test/1"_L1 } };
    for (auto field = more.begin(); field != more.end(); ++field)
        hello.insert(field.key(), field.value());
    return request(hello);
}

int WsPeer::send(QJsonObject command)
{
    command.insert("id"_L1, ++m_lastId);
    sendText(QString::fromUtf8(QJsonDocument(command).toJson(QJsonDocument::Compact)));
    return m_lastId;
}

QJsonObject WsPeer::reply(int id, std::chrono::milliseconds limit)
{
    QJsonObject found;
    const bool answered = QTest::qWaitFor(
        [&] {
            for (const auto &frame : std::as_const(m_frames)) {
                if (isReply(frame) && frame.value("id"_L1).toInt() == id)
                    found = frame;
            }
            return !found.isEmpty() || !isOpen();
        },
        static_cast<int>(limit.count()));
    return answered ? found : QJsonObject();
}

QJsonObject WsPeer::request(const QJsonObject &command, std::chrono::milliseconds limit)
{
    return reply(send(command), limit);
}

QJsonObject WsPeer::take(const QString &op, const QJsonObject &fields, std::chrono::milliseconds limit)
{
    qsizetype found = -1;
    const auto look = [&] {
        for (qsizetype i = 0; i < m_frames.size() && found < 0; ++i) {
            const auto &frame = m_frames.at(i);
            if (!m_taken.at(i) && !isReply(frame) && frame.value("op"_L1) == op && hasAll(frame, fields))
                found = i;
        }
        return found >= 0;
    };
    if (!QTest::qWaitFor(look, static_cast<int>(limit.count())))
        return {};
    m_taken[found] = true;
    return m_frames.at(found);
}

QList<QJsonObject> WsPeer::all(const QString &op) const
{
    QList<QJsonObject> those;
    for (const auto &frame : m_frames) {
        if (frame.value("op"_L1) == op)
            those.append(frame);
    }
    return those;
}

bool WsPeer::waitForCount(const QString &op, qsizetype count, std::chrono::milliseconds limit)
{
    return QTest::qWaitFor([&] { return all(op).size() >= count; }, static_cast<int>(limit.count()));
}

bool WsPeer::waitForClose(std::chrono::milliseconds limit)
{
    return QTest::qWaitFor(
        [this] { return m_socket->state() == QAbstractSocket::UnconnectedState; }, static_cast<int>(limit.count()));
}

/// QWebSocket says 1000 where the connection was lost without a Close.
int WsPeer::closeCode() const { return m_sawClose ? int(m_socket->closeCode()) : 1006; }
void WsPeer::close() { m_socket->close(); }
void WsPeer::abort() { m_socket->abort(); }

void WsPeer::keep(const QString &text)
{
    const auto document = QJsonDocument::fromJson(text.toUtf8());
    // What is no JSON object breaks the protocol; the test sees it as a frame that it can't explain.
    m_frames.append(document.isObject() ? document.object() : QJsonObject { { "op"_L1, "not JSON: "_L1 + text } });
    m_taken.append(false);
}

} // namespace hubbub::testing
