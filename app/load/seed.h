// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a population straight into Redis, in the form that the gateways keep, since one password hash alone takes
// 50 ms; and takes it away again.
#pragma once

#include "app/load/population.h"
#include "core/redis/link.h"

#include <QObject>
#include <QPointer>

#include <functional>

namespace hubbub::load {

class Seeder final : public QObject {
    Q_OBJECT

public:
    using Done = std::function<void(const Outcome &)>;

    /// The link must be up, and outlive this.
    explicit Seeder(redis::Link &link, QObject *parent = nullptr);

    /// Accounts (without a usable password), sessions, rooms and memberships. One thing at a time.
    void write(const Population &population, QObject *context, Done done);
    /// Everything that write() and a life in these rooms left behind.
    void erase(const Population &population, QObject *context, Done done);

private:
    void start(QList<redis::Arguments> commands, QObject *context, Done done);
    void pump();
    void answered(const Result<redis::Reply> &reply);

    redis::Link &m_link;
    QList<redis::Arguments> m_commands;
    qsizetype m_next = 0;
    qsizetype m_inFlight = 0;
    QPointer<QObject> m_context;
    Done m_done;
};

} // namespace hubbub::load
