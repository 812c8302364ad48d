// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/redis_server.h"

#include "tests/support/redis_call.h"

#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTest>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace hubbub::testing {
namespace {

/// Any that takes longer is broken; slow machines included.
constexpr int patience = 20'000;

} // namespace

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

RedisServer::RedisServer()
    : RedisServer(Setup())
{
}

RedisServer::RedisServer(Setup setup)
    : m_setup(std::move(setup))
    , m_folder(QDir::tempPath() + u"/hubbub-redis-XXXXXX"_s)
{
}

RedisServer::~RedisServer() = default;

bool RedisServer::start()
{
    if (m_setup.tls && !QFile::exists(caFile()) && !makeCertificate())
        return false;
    // Somebody may take the free port before Redis does: then it ends at once, and another is tried.
    for (int attempt = 0; attempt < 5; ++attempt) {
        writeConfiguration();
        if (!m_process.start(u"redis-server"_s, { m_folder.filePath(u"redis.conf"_s) }))
            return false;
        const bool answered =
            QTest::qWaitFor([this] { return !m_process.isRunning() || run({ "PING" }).bytes() == "PONG"; }, patience);
        if (answered && m_process.isRunning())
            return true;
        m_process.kill();
        m_port = 0;
        m_tlsPort = 0;
    }
    return false;
}

void RedisServer::writeConfiguration()
{
    if (m_setup.tcp && m_port == 0)
        m_port = freePort();
    if (m_setup.tls && m_tlsPort == 0)
        m_tlsPort = freePort();

    QStringList lines { u"port %1"_s.arg(m_port), u"bind 127.0.0.1"_s, u"dir "_s + m_folder.path(),
        u"unixsocket "_s + endpoint().path, u"save \"\""_s,
        u"appendonly "_s + (m_setup.appendOnly ? u"yes"_s : u"no"_s), u"logfile "_s + m_folder.filePath(u"redis.log"_s),
        u"enable-debug-command yes"_s };
    if (!m_setup.password.isEmpty())
        lines << u"requirepass "_s + QString::fromUtf8(m_setup.password);
    if (m_setup.tls) {
        lines << u"tls-port %1"_s.arg(m_tlsPort) << u"tls-cert-file "_s + caFile() << u"tls-key-file "_s + keyFile()
              << u"tls-ca-cert-file "_s + caFile() << u"tls-auth-clients no"_s;
    }
    lines += m_setup.lines;
    QFile file(m_folder.filePath(u"redis.conf"_s));
    if (file.open(QIODevice::WriteOnly))
        file.write(lines.join(u'\n').toUtf8() + '\n');
}

bool RedisServer::makeCertificate()
{
    ChildProcess openssl;
    const QStringList arguments { u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
        u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-days"_s, u"2"_s, u"-subj"_s, u"/CN=hubbub test"_s,
        u"-addext"_s, u"subjectAltName=IP:127.0.0.1"_s, u"-keyout"_s, keyFile(), u"-out"_s, caFile() };
    if (openssl.start(u"openssl"_s, arguments) && openssl.waitForEnd(std::chrono::milliseconds(patience))
        && openssl.exitCode() == 0)
        return true;
    m_problem = openssl.problem();
    return false;
}

void RedisServer::kill() { m_process.kill(); }
void RedisServer::pause() { m_process.pause(); }
void RedisServer::resume() { m_process.resume(); }

void RedisServer::eraseData()
{
    QDir(m_folder.filePath(u"appendonlydir"_s)).removeRecursively();
    QFile::remove(m_folder.filePath(u"dump.rdb"_s));
}

QString RedisServer::appendOnlyFile() const
{
    const QDir folder(m_folder.filePath(u"appendonlydir"_s));
    const auto names = folder.entryList({ u"*.incr.aof"_s }, QDir::Files, QDir::Time);
    return names.isEmpty() ? QString() : folder.filePath(names.first());
}

qint64 RedisServer::appendOnlySize() const { return QFile(appendOnlyFile()).size(); }

bool RedisServer::cutAppendOnly(qint64 size) { return QFile::resize(appendOnlyFile(), size); }

QString RedisServer::problem() const
{
    QFile log(m_folder.filePath(u"redis.log"_s));
    const auto lines = log.open(QIODevice::ReadOnly) ? QString::fromUtf8(log.readAll()) : QString();
    return m_problem + m_process.problem() + QString::fromUtf8(m_process.output()) + lines;
}

redis::Endpoint RedisServer::endpoint() const
{
    redis::Endpoint endpoint;
    endpoint.transport = redis::Endpoint::Transport::Unix;
    endpoint.path = m_folder.filePath(u"redis.sock"_s);
    endpoint.password = m_setup.password;
    return endpoint;
}

QString RedisServer::url() const
{
    const auto password = QString::fromUtf8(m_setup.password.toPercentEncoding());
    return u"unix://"_s + (password.isEmpty() ? QString() : u':' + password + u'@') + endpoint().path;
}

redis::Endpoint RedisServer::tcpEndpoint() const
{
    auto endpoint = redis::Endpoint {};
    endpoint.host = u"127.0.0.1"_s;
    endpoint.port = m_port;
    endpoint.password = m_setup.password;
    return endpoint;
}

redis::Endpoint RedisServer::tlsEndpoint() const
{
    auto endpoint = tcpEndpoint();
    endpoint.transport = redis::Endpoint::Transport::Tls;
    endpoint.port = m_tlsPort;
    endpoint.caFile = caFile();
    return endpoint;
}

QString RedisServer::caFile() const
{
    return m_setup.certificates.isEmpty() ? m_folder.filePath(u"cert.pem"_s) : m_setup.certificates + u"/cert.pem"_s;
}

QString RedisServer::keyFile() const
{
    return m_setup.certificates.isEmpty() ? m_folder.filePath(u"key.pem"_s) : m_setup.certificates + u"/key.pem"_s;
}

redis::Reply RedisServer::run(const QList<QByteArray> &argv) const { return callRedis(endpoint(), argv); }

} // namespace hubbub::testing
