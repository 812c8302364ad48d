// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/log_reader.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::app {
namespace {

constexpr int pageSize = 300;

KeptEvent kept(const protocol::Event &event)
{
    const bool isMessage = event.kind == protocol::EventKind::Message;
    return { event.room, event.epoch, event.seq, event.mid, event.from, isMessage ? event.message.text : QString() };
}

/// The field `f` of a stream entry [id, [name, value, ...]]: the event's frame.
QByteArray frameOf(const redis::Reply &entry)
{
    const redis::Reply &fields = entry[1];
    for (qsizetype i = 0; i + 1 < fields.size(); i += 2) {
        if (fields[i].bytes() == "f")
            return fields[i + 1].bytes();
    }
    return {};
}

} // namespace

LogReader::LogReader(const QString &url, QObject *parent)
    : QObject(parent)
    , m_url(url)
{
}

void LogReader::read(QObject *context, Callback callback)
{
    m_context = context;
    m_callback = std::move(callback);
    const auto endpoint = redis::parseEndpoint(m_url);
    if (!endpoint) {
        QMetaObject::invokeMethod(
            this, [this, endpoint] { finish(endpoint.error()); }, Qt::QueuedConnection);
        return;
    }
    redis::Options options;
    options.endpoint = *endpoint;
    options.clientName = "hubbub-check"_ba;
    m_link = std::make_unique<redis::Link>(options);
    connect(m_link.get(), &redis::Link::up, this, [this] { scan("0"_ba); });
    connect(m_link.get(), &redis::Link::down, this, [this](const QString &reason) {
        finish(Error { ErrorCode::Unavailable, u"Redis does not answer: %1"_s.arg(reason) });
    });
    m_link->open();
}

void LogReader::scan(const QByteArray &cursor)
{
    m_link->command({ "SCAN"_ba, cursor, "MATCH"_ba, "hb:{*}:log"_ba, "COUNT"_ba, "1000"_ba }, this,
        [this](const Result<redis::Reply> &reply) {
            if (!reply)
                return finish(reply.error());
            for (const redis::Reply &key : reply->at(1).items())
                m_found.insert(key.bytes()); // SCAN may give a key twice
            const QByteArray next = reply->at(0).bytes();
            if (next != "0")
                return scan(next);
            m_keys = m_found.values();
            std::sort(m_keys.begin(), m_keys.end(), std::greater<>());
            readNextRoom();
        });
}

void LogReader::readNextRoom()
{
    if (m_keys.isEmpty())
        return finish(m_events);
    readPage(m_keys.takeLast(), "-"_ba);
}

void LogReader::readPage(const QByteArray &key, const QByteArray &from)
{
    m_link->command({ "XRANGE"_ba, key, from, "+"_ba, "COUNT"_ba, QByteArray::number(pageSize) }, this,
        [this, key](const Result<redis::Reply> &reply) {
            if (!reply)
                return finish(reply.error());
            if (const Outcome taken = takePage(*reply); !taken)
                return finish(taken.error());
            if (reply->size() < pageSize)
                return readNextRoom();
            readPage(key, '(' + reply->items().back()[0].bytes());
        });
}

Outcome LogReader::takePage(const redis::Reply &page)
{
    for (const redis::Reply &entry : page.items()) {
        const auto frame = m_decoder.nodeFrame(frameOf(entry));
        const auto *event = frame ? std::get_if<protocol::Event>(&frame->frame) : nullptr;
        if (!event)
            return Error { ErrorCode::Internal,
                u"The log entry %1 is no event."_s.arg(QString::fromUtf8(entry[0].bytes())) };
        m_events.append(kept(*event));
    }
    return Done {};
}

void LogReader::finish(const Result<QList<KeptEvent>> &result)
{
    if (!m_callback)
        return;
    const Callback callback = std::exchange(m_callback, nullptr);
    if (m_link)
        m_link->disconnect(this);
    if (m_context)
        callback(result);
}

} // namespace hubbub::app
