// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/listener.h"

#include "core/base/red_hook.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace hubbub::server {

namespace {

/// What a slow reader may leave in the kernel unsent. Without it the kernel takes 4 MB before our own limit on unsent
/// bytes sees anything.
constexpr int notSentLowWater = 128 * 1024;

struct Place {
    sockaddr_storage address {};
    socklen_t size = 0;
};

std::optional<Place> placeOf(QString host, quint16 port)
{
    if (host == QStringLiteral("localhost"))
        host = QStringLiteral("127.0.0.1");
    else if (host == QStringLiteral("*"))
        host = QStringLiteral("::");
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    const QByteArray text = host.toUtf8();

    Place place;
    auto &v4 = reinterpret_cast<sockaddr_in &>(place.address);
    if (inet_pton(AF_INET, text.constData(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        place.size = sizeof v4;
        return place;
    }
    auto &v6 = reinterpret_cast<sockaddr_in6 &>(place.address);
    if (inet_pton(AF_INET6, text.constData(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        place.size = sizeof v6;
        return place;
    }
    return {};
}

void setOption(int descriptor, int level, int name, int value)
{
    ::setsockopt(descriptor, level, name, &value, sizeof value);
}

bool bindAndListen(int descriptor, const Place &place, int backlog, bool reusePort)
{
    setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
    if (reusePort)
        setOption(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
    if (place.address.ss_family == AF_INET6)
        setOption(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    // accepted sockets inherit both: two calls fewer for each
    setOption(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    if (!redHook("kernel_takes_all"))
        setOption(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, notSentLowWater);
    return ::bind(descriptor, reinterpret_cast<const sockaddr *>(&place.address), place.size) == 0
        && ::listen(descriptor, backlog) == 0;
}

quint16 boundPort(int descriptor)
{
    sockaddr_storage address {};
    socklen_t size = sizeof address;
    ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size);
    return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6 &>(address).sin6_port
                                               : reinterpret_cast<const sockaddr_in &>(address).sin_port);
}

} // namespace

Outcome Listener::listen(const QString &host, quint16 port, int backlog, bool reusePort)
{
    close();
    auto place = placeOf(host, port);
    if (!place)
        return Error { ErrorCode::BadField,
            QStringLiteral("can't listen on '%1': give an IP address, localhost, or * for all").arg(host) };
    constexpr int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    m_descriptor = ::socket(place->address.ss_family, type, 0);
    if (m_descriptor < 0 && errno == EAFNOSUPPORT && host == QStringLiteral("*")) { // a machine without IPv6
        place = placeOf(QStringLiteral("0.0.0.0"), port);
        m_descriptor = ::socket(AF_INET, type, 0);
    }
    if (m_descriptor < 0 || !bindAndListen(m_descriptor, *place, backlog, reusePort)) {
        const QString reason = QString::fromLocal8Bit(std::strerror(errno));
        close();
        return Error { ErrorCode::Unavailable,
            QStringLiteral("can't listen on %1, port %2: %3").arg(host).arg(port).arg(reason) };
    }
    m_port = boundPort(m_descriptor);
    return Done {};
}

Listener::Accepted Listener::accept()
{
    using Kind = Accepted::Kind;
    sockaddr_storage address {};
    socklen_t size = sizeof address;
    const int descriptor =
        ::accept4(m_descriptor, reinterpret_cast<sockaddr *>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0)
        return { Kind::Connection, descriptor, Address::of(reinterpret_cast<const sockaddr &>(address)) };
    switch (errno) {
    case EAGAIN:
        return { Kind::None, -1, {} };
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        return { Kind::Exhausted, -1, {} };
    default:
        return { Kind::Lost, -1, {} };
    }
}

void Listener::close()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

} // namespace hubbub::server
