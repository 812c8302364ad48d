// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/gateway_process.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace hubbub::testing {
namespace {

QString program() { return QStringLiteral(HUBBUB_BIN_DIR "/hubbub-gateway"); }

} // namespace

GatewayProcess::GatewayProcess(Setup setup)
    : m_setup(std::move(setup))
{
}

GatewayProcess::Ended GatewayProcess::run(
    const QStringList &arguments, const QMap<QString, QString> &environment, std::chrono::milliseconds limit)
{
    ChildProcess process;
    if (!process.start(program(), arguments, environment) || !process.waitForEnd(limit))
        return { -1, process.output(), process.log() + process.problem().toUtf8() };
    return { process.exitCode(), process.output(), process.log() };
}

bool GatewayProcess::launch()
{
    m_url.clear();
    const QStringList arguments { u"--listen"_s, m_setup.listen, u"--redis"_s, m_setup.redisUrl, u"--node"_s,
        m_setup.node };
    return m_process.start(program(), arguments + m_setup.options, m_setup.environment);
}

bool GatewayProcess::start(std::chrono::milliseconds limit)
{
    if (!launch())
        return false;
    const bool ended =
        QTest::qWaitFor([this] { return readReadyLine() || !m_process.isRunning(); }, static_cast<int>(limit.count()));
    return ended && m_url.isValid() && m_process.isRunning();
}

bool GatewayProcess::readReadyLine()
{
    for (const auto &line : m_process.output().split('\n')) {
        if (!line.startsWith("ready ") || !m_process.output().contains('\n'))
            continue;
        m_url = QUrl(QString::fromUtf8(line.sliced(6).trimmed()), QUrl::StrictMode);
        if (m_url.isValid())
            m_setup.listen = u"%1:%2"_s.arg(m_url.host()).arg(m_url.port()); // clients will look for it there
        return m_url.isValid();
    }
    return false;
}

QUrl GatewayProcess::http(const QString &path) const
{
    auto url = m_url;
    url.setScheme(m_url.scheme() == u"wss" ? u"https"_s : u"http"_s);
    url.setPath(path);
    return url;
}

} // namespace hubbub::testing
