// SPDX-License-Identifier: GPL-3.0-or-later
// Asks a gateway's /readyz again and again: often while it starts, once a second later.
#pragma once

#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>
#include <QUrl>

namespace hubbub::cluster {

class Readiness final : public QObject {
    Q_OBJECT
public:
    explicit Readiness(QNetworkAccessManager &network, QObject *parent = nullptr);

    void watch(const QUrl &node); ///< ws://HOST:PORT/ws of a node that was just started
    void stop();

Q_SIGNALS:
    void ready();
    /// It answered with a reason ("draining", "redis down"), or did not answer: "does not answer".
    void unready(const QString &reason);

private:
    void ask();
    void answered(const QNetworkReply &reply);

    QNetworkAccessManager &m_network;
    QTimer m_timer;
    QUrl m_url;
    quint64 m_ticket = 0;
};

} // namespace hubbub::cluster
