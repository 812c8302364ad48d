// SPDX-License-Identifier: GPL-3.0-or-later
// serverUrl(): what a person typed as a server, completed.
#include "core/client/chat_client.h"

#include <QHostAddress>

namespace hubbub::client {
namespace {

/// Plain text is for this machine alone; everywhere else a name typed without a scheme means TLS.
bool isLoopback(const QString &host)
{
    return host.compare(QLatin1StringView("localhost"), Qt::CaseInsensitive) == 0 || QHostAddress(host).isLoopback();
}

Error wrong(const QString &detail) { return { ErrorCode::BadField, detail }; }

} // namespace

Result<QUrl> serverUrl(const QString &typed)
{
    const QString text = typed.trimmed();
    if (text.isEmpty())
        return wrong(QStringLiteral("type the address of a server"));
    const bool hasScheme = text.contains(QLatin1StringView("://"));
    QUrl url(hasScheme ? text : QStringLiteral("ws://") + text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return wrong(QStringLiteral("\"%1\" is not an address").arg(text.left(80)));
    if (!url.userInfo().isEmpty())
        return wrong(QStringLiteral("the address must not hold a name or a password"));
    const QString scheme = url.scheme().toLower();
    if (!hasScheme)
        url.setScheme(isLoopback(url.host()) ? QStringLiteral("ws") : QStringLiteral("wss"));
    else if (scheme == QLatin1StringView("http") || scheme == QLatin1StringView("ws"))
        url.setScheme(QStringLiteral("ws"));
    else if (scheme == QLatin1StringView("https") || scheme == QLatin1StringView("wss"))
        url.setScheme(QStringLiteral("wss"));
    else
        return wrong(QStringLiteral("\"%1\" is no kind of server that can be reached").arg(scheme));
    if (url.path().isEmpty() || url.path() == QLatin1StringView("/"))
        url.setPath(QStringLiteral("/ws"));
    url.setQuery(QString());
    url.setFragment(QString());
    return url;
}

} // namespace hubbub::client
