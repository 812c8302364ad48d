// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the logs of all rooms straight from Redis, past every gateway: the truth that a tour is checked against.
#pragma once

#include "app/hubbub/demo_check.h"
#include "core/base/result.h"
#include "core/protocol/codec.h"
#include "core/redis/link.h"

#include <QObject>
#include <QPointer>
#include <QSet>

#include <functional>
#include <memory>

namespace hubbub::app {

class LogReader final : public QObject {
    Q_OBJECT
public:
    /// `url` as redis::parseEndpoint() takes it.
    explicit LogReader(const QString &url, QObject *parent = nullptr);

    using Callback = std::function<void(const Result<QList<KeptEvent>> &)>;
    /// Once for each reader; every room's events come ascending. An Error where Redis does not answer or the log holds
    /// what is no event.
    void read(QObject *context, Callback callback);

private:
    void scan(const QByteArray &cursor);
    void readNextRoom();
    void readPage(const QByteArray &key, const QByteArray &from);
    Outcome takePage(const redis::Reply &page);
    void finish(const Result<QList<KeptEvent>> &result);

    QString m_url;
    std::unique_ptr<redis::Link> m_link;
    protocol::Decoder m_decoder;
    QPointer<QObject> m_context;
    Callback m_callback;
    QSet<QByteArray> m_found;
    QList<QByteArray> m_keys;
    QList<KeptEvent> m_events;
};

} // namespace hubbub::app
