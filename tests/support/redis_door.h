// SPDX-License-Identifier: GPL-3.0-or-later
// A door before a real Redis: commands and answers go through it, and a test may answer in Redis's place, slip in
// garbage, or lead those who knock next to another Redis while the others stay where they are.
#pragma once

#include "core/redis/url.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QTcpServer>

#include <functional>
#include <memory>
#include <vector>

namespace hubbub::testing {

class RedisDoor final : public QObject {
    Q_OBJECT

public:
    using Command = QList<QByteArray>;
    /// The bytes to answer with, in their turn; empty: Redis is asked.
    using Rule = std::function<QByteArray(const Command &command)>;

    /// Listens at once, on a free port of 127.0.0.1. `redis` takes no password.
    explicit RedisDoor(const redis::Endpoint &redis);
    ~RedisDoor() override;

    void leadTo(const redis::Endpoint &redis) { m_target = redis; } ///< those who come from now on
    void setRule(Rule rule) { m_rule = std::move(rule); }
    /// To every client, between two answers.
    void slipIn(const QByteArray &bytes);
    /// Ends the connections on which nobody subscribed to anything.
    void dropCommands();

    [[nodiscard]] QString url() const; ///< as a gateway takes it
    [[nodiscard]] int accepted() const { return m_accepted; } ///< connections ever
    [[nodiscard]] qsizetype mostItems() const { return m_mostItems; } ///< of any one answer

private:
    struct Pair;
    void accept();
    void takeCommands(Pair &pair);
    void takeAnswers(Pair &pair);
    void settle(Pair &pair);
    void drop(Pair *pair);

    QTcpServer m_server;
    redis::Endpoint m_target;
    Rule m_rule;
    std::vector<std::unique_ptr<Pair>> m_pairs;
    int m_accepted = 0;
    qsizetype m_mostItems = 0;
};

} // namespace hubbub::testing
