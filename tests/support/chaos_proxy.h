// SPDX-License-Identifier: GPL-3.0-or-later
// A bad network between a client and a node: a TCP proxy that delays, slows, chops, holds back or loses what passes.
#pragma once

#include <QObject>
#include <QTcpServer>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <memory>
#include <vector>

namespace hubbub::testing {

/// All changes hold for the connections that are open and for those to come.
class ChaosProxy final : public QObject {
    Q_OBJECT
public:
    enum Direction : quint8 { Up, Down }; ///< to the node, to the client

    ChaosProxy(); ///< listens at once, on a free port of 127.0.0.1
    ~ChaosProxy() override;

    void setTarget(const QUrl &node);
    [[nodiscard]] QUrl url() const; ///< ws://127.0.0.1:PORT/ws

    void hold(Direction way, bool on = true); ///< bytes wait; release them by `on` false
    void holdAfter(
        Direction way, qint64 bytes); ///< lets so many more pass, and holds in the middle of whatever that is
    void lose(Direction way, bool on = true); ///< bytes are gone, and TCP does not know
    void delay(std::chrono::milliseconds time); ///< each way
    void slowDown(int bytesPerSecond); ///< each way; 0: no limit
    void chop(int bytes); ///< in pieces of that size; 0: as they come
    void cutIdleAfter(std::chrono::milliseconds time); ///< as balancers do; 0: never
    void resetAll(); ///< RST to both ends
    void endAll(); ///< FIN to both ends, without a word of WebSocket

    [[nodiscard]] int connections() const { return static_cast<int>(m_pairs.size()); } ///< open ones
    [[nodiscard]] int accepted() const { return m_accepted; } ///< since the beginning
    [[nodiscard]] qint64 passed(Direction way) const { return m_passed[way]; } ///< bytes

private:
    struct Pair;
    void accept();
    void take(Pair &pair, Direction way);
    void pump();
    void drop(Pair *pair, bool hard);

    QTcpServer m_server;
    QUrl m_target;
    QTimer m_ticks;
    std::vector<std::unique_ptr<Pair>> m_pairs;
    bool m_held[2] = {};
    bool m_lost[2] = {};
    qint64 m_allowed[2] = { -1, -1 }; ///< bytes before it holds; -1: no end
    qint64 m_passed[2] = {};
    std::chrono::milliseconds m_delay {};
    std::chrono::milliseconds m_idle {};
    int m_rate = 0;
    int m_piece = 0;
    int m_accepted = 0;
};

} // namespace hubbub::testing
