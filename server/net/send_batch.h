// SPDX-License-Identifier: GPL-3.0-or-later
// The sends of one turn in one call of the kernel, by io_uring: entering the kernel once for each of a thousand
// receivers costs a quarter of the whole send. Where the kernel has no io_uring, or a sandbox forbids it, the batch is
// not usable, and everyone sends by themselves.
#pragma once

#include <QtGlobal>

#include <memory>
#include <span>

struct iovec;

namespace hubbub::server {

/// Belongs to the thread that first calls isUsable().
class SendBatch {
public:
    SendBatch();
    ~SendBatch();
    Q_DISABLE_COPY_MOVE(SendBatch)

    /// Sets io_uring up at the first call.
    [[nodiscard]] bool isUsable();
    /// How many sends one run() takes.
    static constexpr size_t capacity = 512;

    /// A send without blocking, as send() and sendmsg() do it. The bytes must stay until run(); the parts need not.
    /// Returns how many of the parts are taken, from the front.
    size_t add(int descriptor, std::span<const iovec> parts);
    /// Sends all that was added. The results come in the order of add(), each the bytes that were taken, or an error
    /// number as a negative one (-EAGAIN); valid until the next isUsable() or add().
    [[nodiscard]] std::span<const int> run();

private:
    struct Ring;
    std::unique_ptr<Ring> m_ring;
    bool m_tried = false;
};

} // namespace hubbub::server
