// SPDX-License-Identifier: GPL-3.0-or-later
// This node among the others: takes its name, says that it lives, and cleans up after those that do not.
#pragma once

#include "core/base/clock.h"
#include "core/redis/link.h"
#include "server/identity.h"

#include <QMap>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>

namespace hubbub::server {

struct Scripts;

class NodeLife final : public QObject {
    Q_OBJECT
public:
    struct Times {
        std::chrono::milliseconds beat { 1'000 };
        std::chrono::milliseconds lease { 4'500 };
        std::chrono::milliseconds trust { 5'000 };
        std::chrono::milliseconds sweep { 30'000 };
    };
    /// The state that other nodes and operators see.
    enum class State : quint8 { Starting, Ready, Draining };

    /// All are borrowed and must outlive this.
    NodeLife(redis::Link &link, const Scripts &scripts, NodeId node, Times times, const Clock &clock);
    ~NodeLife() override;

    /// Takes the name; where another bears it, waits for its lease to lapse, once. Then claimed() or nameTaken().
    void claim();
    /// What others are told, at once where they live; `done` once Redis has passed it on, or did not answer.
    void describe(const QString &url, State state, std::function<void()> done = {});
    /// A message of the nodes' own channel: one of them has another state. False where the channel is another.
    bool take(const QByteArray &channel, const QByteArray &payload);
    /// Gives the name back at a clean end.
    void resign(std::function<void()> done);

    [[nodiscard]] const Identity &identity() const { return m_identity; }
    [[nodiscard]] State state() const { return m_state; }
    /// URLs of all nodes that are ready, this one among them if it is.
    [[nodiscard]] QStringList readyNodes() const;
    /// Whether Redis has answered for `trust` without a break. An answer that let more than `patience()` pass since the
    /// one before is a break too, whichever of the two stood still: others may be slower to come back than this node.
    [[nodiscard]] bool mayJudge() const;
    /// Rooms of which this node sweeps what dead boots left; asked every 30 s.
    std::function<QList<RoomId>()> roomsToSweep;
    std::function<void(qint64 ms)> redisClock; ///< told Redis's time with each beat

Q_SIGNALS:
    void claimed();
    void nameTaken();
    /// It was judged dead meanwhile and has a new boot: all that it entered before is being swept.
    void reborn();
    /// readyNodes() changed.
    void peersChanged();
    /// This node won the right to clean up after that one.
    void buried(const QByteArray &node, const QByteArray &boot);

private:
    [[nodiscard]] std::chrono::milliseconds patience() const { return m_times.lease / 3; }
    void tryClaim(bool mayWait);
    void beat();
    using Suspects = QMap<QByteArray, QList<RoomId>>; ///< rooms by boot
    void takeAnswer(const Result<redis::Reply> &reply, const Suspects &suspects);
    /// False: this node is lost.
    bool takeBeat(const redis::Reply &reply);
    void rebirth();
    void born();
    void sweepBoot(const QByteArray &node, const QByteArray &boot);
    void sweepRoom(const RoomId &room, const QByteArray &boot);
    void noteLastSeen(const UserId &user, const QByteArray &boot);
    void sweepOwnRooms();
    void readNode(const QByteArray &node, std::function<void()> done = {});
    /// Who else is ready, as far as Redis says it now.
    void readPeers(std::function<void()> done);
    void tellIfChanged();
    void writeSelf(std::function<void()> done = {});
    [[nodiscard]] redis::Arguments nodeKeys() const;

    redis::Link &m_link;
    const Scripts &m_scripts;
    Identity m_identity;
    Times m_times;
    const Clock &m_clock;
    QTimer m_timer;
    QTimer m_sweepTimer;
    QByteArray m_notedBoot; ///< the dead one whose users were last noted as seen
    QSet<UserId> m_noted;
    Clock::TimePoint m_answeredSince {};
    Clock::TimePoint m_answeredAt {}; ///< the last answer
    Clock::TimePoint m_beatAt {};
    bool m_answering = false;
    bool m_beating = false; ///< a beat is under way
    bool m_alive = false;
    bool m_claiming = false;
    QByteArrayList m_unborn; ///< boots that this node had, since a rebirth that is not known to be over
    QString m_url;
    State m_state = State::Starting;
    qint64 m_started = 0;
    QList<QByteArray> m_livingBoots; ///< as the last beat had them
    Suspects m_suspects; ///< have sessions in rooms, but seemed not to live; the next beat tells
    QMap<QByteArray, QString> m_directory; ///< URL by node, of those that are ready
    QStringList m_told; ///< by the last peersChanged()
    int m_beats = 0;
};

/// As it stands in Redis: "ready".
[[nodiscard]] QByteArray nameOf(NodeLife::State state);

} // namespace hubbub::server
