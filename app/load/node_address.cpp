// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/node_address.h"

#include <QHostInfo>
#include <QUrl>

#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <netinet/in.h>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

Result<QUrl> checked(const QString &text)
{
    const QUrl url(text);
    if (url.scheme() == "wss"_L1)
        return Error { ErrorCode::BadField,
            u"%1: the load generator speaks plain ws:// only; put it on the node's side of TLS"_s.arg(text) };
    if (!url.isValid() || url.scheme() != "ws"_L1 || url.host().isEmpty())
        return Error { ErrorCode::BadField, u"%1: not a node's address such as ws://127.0.0.1:7400/ws"_s.arg(text) };
    return url;
}

NodeAddress addressOf(const QUrl &url, const QHostAddress &host)
{
    NodeAddress node;
    const auto port = static_cast<quint16>(url.port(80));
    if (host.protocol() == QAbstractSocket::IPv6Protocol) {
        sockaddr_in6 address {};
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(port);
        const Q_IPV6ADDR bytes = host.toIPv6Address();
        std::memcpy(&address.sin6_addr, &bytes, sizeof bytes);
        std::memcpy(&node.address, &address, sizeof address);
        node.length = sizeof address;
    } else {
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(host.toIPv4Address());
        std::memcpy(&node.address, &address, sizeof address);
        node.length = sizeof address;
    }
    node.host = url.authority(QUrl::FullyEncoded).toUtf8();
    if (url.path().size() > 1)
        node.path = url.path(QUrl::FullyEncoded).toUtf8();
    node.url = url.toString();
    return node;
}

/// What is still to be looked up; shared by the answers.
struct Lookup {
    std::vector<NodeAddress> nodes;
    qsizetype missing = 0;
    bool told = false;
    std::function<void(const Result<std::vector<NodeAddress>> &)> callback;

    void tell(const Result<std::vector<NodeAddress>> &result)
    {
        if (!std::exchange(told, true))
            callback(result);
    }
};

} // namespace

void resolveNodes(
    const QStringList &urls, QObject *context, std::function<void(const Result<std::vector<NodeAddress>> &)> callback)
{
    auto lookup = std::make_shared<Lookup>();
    lookup->nodes.resize(static_cast<size_t>(urls.size()));
    lookup->missing = urls.size();
    lookup->callback = std::move(callback);
    for (qsizetype i = 0; i < urls.size(); ++i) {
        const Result<QUrl> url = checked(urls[i]);
        if (!url) {
            QMetaObject::invokeMethod(
                context, [lookup, error = url.error()] { lookup->tell(error); }, Qt::QueuedConnection);
            return;
        }
        QHostInfo::lookupHost(url->host(), context, [lookup, i, url = *url](const QHostInfo &info) {
            if (info.addresses().isEmpty()) {
                lookup->tell(Error { ErrorCode::NotFound, u"%1: %2"_s.arg(url.host(), info.errorString()) });
                return;
            }
            lookup->nodes[static_cast<size_t>(i)] = addressOf(url, info.addresses().constFirst());
            if (--lookup->missing == 0)
                lookup->tell(lookup->nodes);
        });
    }
}

} // namespace hubbub::load
