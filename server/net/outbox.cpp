// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/outbox.h"

#include <sys/uio.h>
#include <vector>

namespace hubbub::server {

/// The buffers after the first. A vector with a moving start: they are taken from the front in order, and all are gone
/// soon.
struct Outbox::Rest {
    struct Piece {
        QByteArray bytes;
        Tick since;
    };
    std::vector<Piece> pieces;
    size_t start = 0;

    /// A reader that is always behind never empties the vector: it must not grow with all that ever passed through.
    void forgetTaken()
    {
        if (start < 64 || start < pieces.size() / 2)
            return;
        pieces.erase(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(start));
        start = 0;
    }
};

Outbox::Outbox() = default;
Outbox::~Outbox() = default;

void Outbox::append(const QByteArray &bytes, Tick now)
{
    if (bytes.isEmpty())
        return;
    if (isEmpty()) {
        m_first = bytes;
        m_firstSince = now;
    } else {
        if (!m_rest)
            m_rest = std::make_unique<Rest>();
        m_rest->pieces.push_back({ bytes, now });
    }
    m_bytes += bytes.size();
}

int Outbox::gather(std::span<iovec> parts) const
{
    if (isEmpty() || parts.empty())
        return 0;
    parts[0] = { const_cast<char *>(m_first.constData()) + m_offset, static_cast<size_t>(m_first.size()) - m_offset };
    size_t count = 1;
    if (m_rest)
        for (size_t i = m_rest->start; i < m_rest->pieces.size() && count < parts.size(); ++i, ++count) {
            const QByteArray &bytes = m_rest->pieces[i].bytes;
            parts[count] = { const_cast<char *>(bytes.constData()), static_cast<size_t>(bytes.size()) };
        }
    return static_cast<int>(count);
}

QByteArrayView Outbox::front() const { return QByteArrayView(m_first).sliced(m_offset); }

void Outbox::consume(qsizetype bytes)
{
    m_bytes -= bytes;
    while (bytes > 0) {
        const qsizetype left = m_first.size() - m_offset;
        if (bytes < left) {
            m_offset += static_cast<quint32>(bytes);
            return;
        }
        bytes -= left;
        takeNext();
    }
}

void Outbox::takeNext()
{
    m_offset = 0;
    if (!m_rest) {
        m_first = {};
        return;
    }
    Rest::Piece &piece = m_rest->pieces[m_rest->start++];
    m_first = std::move(piece.bytes);
    m_firstSince = piece.since;
    if (m_rest->start == m_rest->pieces.size())
        m_rest.reset();
    else
        m_rest->forgetTaken();
}

void Outbox::keepOnlyStarted()
{
    m_rest.reset();
    if (m_offset == 0)
        clear();
    else
        m_bytes = m_first.size() - m_offset;
}

void Outbox::clear()
{
    m_rest.reset();
    m_first = {};
    m_offset = 0;
    m_bytes = 0;
}

} // namespace hubbub::server
