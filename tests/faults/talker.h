// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody who says one message after the other, each until it is stored, as a client's outbox does.
#pragma once

#include "tests/integration/cluster.h"

#include <QElapsedTimer>
#include <QTimer>

namespace hubbub::testing {

class Talker final : public QObject {
    Q_OBJECT

public:
    Talker(Person &person, QString room);

    void start();
    /// No new message; the one under way is said until it is stored.
    void stop() { m_stopping = true; }
    [[nodiscard]] bool isDone() const { return m_stopping && m_mid.isEmpty(); }

    /// Mids of what was answered with ok, in the order said.
    [[nodiscard]] const QStringList &acknowledged() const { return m_acknowledged; }
    /// The longest time between two of them.
    [[nodiscard]] std::chrono::milliseconds longestWait() const { return m_longestWait; }
    [[nodiscard]] int refusals() const { return m_refusals; } ///< answers of `unavailable`

private:
    void look();
    void say();

    Person &m_person;
    QString m_room;
    QTimer m_timer;
    QElapsedTimer m_sinceSaid;
    QElapsedTimer m_sinceStored;
    QString m_mid; ///< of the message under way
    int m_id = 0; ///< of the command under way; 0: to be said again
    qsizetype m_seen = 0; ///< of the peer's frames
    QStringList m_acknowledged;
    std::chrono::milliseconds m_longestWait {};
    int m_refusals = 0;
    bool m_stopping = false;
};

} // namespace hubbub::testing
