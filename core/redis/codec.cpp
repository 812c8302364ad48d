// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/codec.h"

#include <QVarLengthArray>

#include <cstring>
#include <hiredis/hiredis.h>

namespace hubbub::redis {

bool appendCommand(QByteArray &out, std::span<const QByteArrayView> argv)
{
    QVarLengthArray<const char *, 32> pieces;
    QVarLengthArray<size_t, 32> sizes;
    for (const auto &piece : argv) {
        // hiredis copies size bytes from the pointer, which for an empty piece may be null.
        pieces.append(piece.isEmpty() ? "" : piece.data());
        sizes.append(static_cast<size_t>(piece.size()));
    }
    char *command = nullptr;
    const int size =
        redisFormatCommandArgv(&command, static_cast<int>(pieces.size()), pieces.data(), sizes.constData());
    if (size < 0)
        return false;
    out.append(command, size);
    redisFreeCommand(command);
    return true;
}

/// hiredis' reader calls these for each element; they fill the reply in place, so no tree is built only to be copied.
struct ReplyReader::Builder {
    static ReplyReader &owner(const redisReadTask *task) { return *static_cast<ReplyReader *>(task->privdata); }

    static Reply *slot(const redisReadTask *task)
    {
        if (!task->parent)
            return &owner(task).m_root;
        auto *parent = static_cast<Reply *>(task->parent->obj);
        return &parent->m_items[task->idx];
    }

    static void *string(const redisReadTask *task, char *bytes, size_t size)
    {
        auto &reader = owner(task);
        reader.m_bytes += static_cast<qsizetype>(size);
        if (reader.m_bytes > reader.m_byteLimit)
            return refuse(reader);
        auto *reply = slot(task);
        reply->m_type = task->type == REDIS_REPLY_STATUS ? Reply::Type::Status
            : task->type == REDIS_REPLY_ERROR            ? Reply::Type::Error
                                                         : Reply::Type::String;
        reply->m_bytes = bytesOf(bytes, size);
        return reply;
    }

    static void *array(const redisReadTask *task, int size)
    {
        auto &reader = owner(task);
        reader.m_items += size;
        if (size < 0 || reader.m_items > reader.m_itemLimit)
            return refuse(reader);
        auto *reply = slot(task);
        reply->m_type = Reply::Type::Array;
        reply->m_items.resize(size);
        return reply;
    }

    static void *integer(const redisReadTask *task, long long value)
    {
        auto *reply = slot(task);
        reply->m_type = Reply::Type::Integer;
        reply->m_integer = value;
        return reply;
    }

    static void *nil(const redisReadTask *task)
    {
        auto *reply = slot(task);
        *reply = Reply();
        return reply;
    }

    static void release(void *) { } // every reply lives in m_root

    /// Null makes the reader stop for good, as it does without memory.
    static void *refuse(ReplyReader &reader)
    {
        reader.m_tooLarge = true;
        return nullptr;
    }

    /// The first word of every message on a channel needs no memory of its own.
    static QByteArray bytesOf(const char *bytes, size_t size)
    {
        static const auto message = QByteArrayLiteral("message");
        if (size == 7 && std::memcmp(bytes, "message", 7) == 0)
            return message;
        return QByteArray(bytes, static_cast<qsizetype>(size));
    }

    static redisReplyObjectFunctions functions;
};

redisReplyObjectFunctions ReplyReader::Builder::functions = { &Builder::string, &Builder::array, &Builder::integer,
    &Builder::nil, &Builder::release };

void ReplyReader::Free::operator()(redisReader *reader) const { redisReaderFree(reader); }

ReplyReader::ReplyReader(qsizetype byteLimit, qsizetype itemLimit)
    : m_byteLimit(byteLimit)
    , m_itemLimit(itemLimit)
{
    reset();
}

ReplyReader::~ReplyReader() = default;

void ReplyReader::reset()
{
    m_reader.reset(redisReaderCreateWithFunctions(&Builder::functions));
    Q_CHECK_PTR(m_reader.get());
    m_reader->privdata = this; // hiredis' own macro for this casts a pointer to int
    m_root = Reply();
    m_bytes = 0;
    m_items = 0;
    m_tooLarge = false;
}

void ReplyReader::feed(QByteArrayView bytes)
{
    redisReaderFeed(m_reader.get(), bytes.data(), static_cast<size_t>(bytes.size())); // an error shows in next()
}

ReplyReader::Next ReplyReader::next(Reply &reply)
{
    void *whole = nullptr;
    if (redisReaderGetReply(m_reader.get(), &whole) != REDIS_OK)
        return Next::Broken;
    if (!whole) {
        // One line or string that never ends fills the reader's own buffer.
        if (static_cast<qsizetype>(m_reader->len - m_reader->pos) <= m_byteLimit + 64)
            return Next::NeedMore;
        m_tooLarge = true;
        return Next::Broken;
    }
    reply = std::exchange(m_root, Reply());
    m_bytes = 0;
    m_items = 0;
    return Next::Reply;
}

QString ReplyReader::problem() const
{
    if (m_tooLarge)
        return QStringLiteral("a reply is larger than allowed");
    return m_reader->err == 0 ? QString() : QString::fromUtf8(m_reader->errstr);
}

} // namespace hubbub::redis
