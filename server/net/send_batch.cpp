// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/send_batch.h"

#include "core/base/log.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <liburing.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <utility>

namespace hubbub::server {
namespace {

constexpr size_t mostParts = 16; ///< of one send; more wait for the next
constexpr int mostTries = 100; ///< in a row, where the kernel is short of something

} // namespace

struct SendBatch::Ring {
    io_uring ring {};
    size_t count = 0;
    size_t done = 0; ///< of this run
    bool isMade = false;
    bool broken = false;
    std::array<int, capacity> results {};
    std::array<msghdr, capacity> messages {};
    std::array<std::array<iovec, mostParts>, capacity> parts {};

    ~Ring()
    {
        if (isMade) // else its descriptor is 0, which is somebody else's
            io_uring_queue_exit(&ring);
    }

    /// An error number, or 0.
    int setUp()
    {
        // The kernel need not guard the ring against other threads, nor interrupt us to finish what we wait for anyway;
        // both are newer than io_uring itself.
        for (const unsigned flags : { IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, 0U }) {
            const int result = io_uring_queue_init(capacity, &ring, flags);
            isMade = result == 0;
            if (result != -EINVAL)
                return -result;
        }
        return EINVAL;
    }

    void collect()
    {
        unsigned head = 0;
        unsigned seen = 0;
        io_uring_cqe *entry = nullptr;
        io_uring_for_each_cqe(&ring, head, entry)
        {
            results[io_uring_cqe_get_data64(entry)] = entry->res;
            ++seen;
        }
        io_uring_cq_advance(&ring, seen);
        done += seen;
    }
};

SendBatch::SendBatch() = default;
SendBatch::~SendBatch() = default;

bool SendBatch::isUsable()
{
    if (m_tried) {
        if (m_ring && m_ring->broken)
            m_ring.reset();
        return m_ring != nullptr;
    }
    m_tried = true;
    auto ring = std::make_unique<Ring>();
    if (const int problem = ring->setUp(); problem == 0)
        m_ring = std::move(ring);
    else
        log::info(
            "net", QStringLiteral("no io_uring here: one call of the kernel for each send"), { { "errno", problem } });
    return m_ring != nullptr;
}

size_t SendBatch::add(int descriptor, std::span<const iovec> parts)
{
    const size_t index = m_ring->count++;
    io_uring_sqe *const entry = io_uring_get_sqe(&m_ring->ring);
    constexpr int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    size_t taken = 1;
    if (parts.size() == 1) {
        io_uring_prep_send(entry, descriptor, parts[0].iov_base, parts[0].iov_len, flags);
    } else {
        taken = std::min(parts.size(), mostParts);
        auto &own = m_ring->parts[index];
        std::copy_n(parts.begin(), taken, own.begin());
        msghdr &message = m_ring->messages[index];
        message = {};
        message.msg_iov = own.data();
        message.msg_iovlen = taken;
        io_uring_prep_sendmsg(entry, descriptor, &message, flags);
    }
    io_uring_sqe_set_data64(entry, index);
    m_ring->results[index] = -EIO; // should the ring fail, nobody knows what went out, so the connection must end
    return taken;
}

std::span<const int> SendBatch::run()
{
    Ring &ring = *m_ring;
    const size_t count = std::exchange(ring.count, 0);
    ring.done = 0;
    int tries = 0;
    while (ring.done < count) {
        const int result = io_uring_submit_and_wait(&ring.ring, static_cast<unsigned>(count - ring.done));
        ring.collect();
        if (result >= 0 || result == -EINTR) {
            tries = 0;
            continue;
        }
        if ((result == -EAGAIN || result == -EBUSY) && ++tries < mostTries)
            continue;
        log::error("net", QStringLiteral("io_uring failed"), { { "errno", -result } });
        ring.broken = true; // what it still holds must never be submitted
        break;
    }
    return std::span(ring.results).first(count);
}

} // namespace hubbub::server
