// SPDX-License-Identifier: GPL-3.0-or-later
// Argon2id on threads of its own: it costs tens of milliseconds and 64 MiB each time, on purpose.
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <memory>

namespace hubbub::server {

/// At most two at a time; 64 wait, and beyond that the answer is Unavailable. Callbacks come on the hasher's thread,
/// and never after it is gone.
class PasswordHasher final : public QObject {
    Q_OBJECT
public:
    static constexpr int atOnce = 2;
    static constexpr int queued = 64;
    static constexpr int passes = 2;

    explicit PasswordHasher(int memoryKib, QObject *parent = nullptr);
    ~PasswordHasher() override;

    using Hashed = std::function<void(const Result<QByteArray> &)>;
    using Verified = std::function<void(const Result<bool> &)>;

    void hash(const QByteArray &password, Hashed done);
    /// With an empty hash (there is no such account) it takes as long and says false.
    void verify(const QByteArray &hash, const QByteArray &password, Verified done);

private:
    [[nodiscard]] bool admit();

    int m_memoryKib;
    QByteArray m_dummy; ///< what an unknown name is checked against; nobody knows its password
    std::shared_ptr<std::atomic<int>> m_load = std::make_shared<std::atomic<int>>(0);
    QThreadPool m_pool;
};

} // namespace hubbub::server
