// SPDX-License-Identifier: GPL-3.0-or-later
// Which channels are wanted, which are certain, and which commands bring the two together. No socket, no time.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>

#include <deque>
#include <vector>

namespace hubbub::redis {

/// Redis confirms each channel of a (UN)SUBSCRIBE by its own, in the order sent. A channel that is wanted and unwanted
/// in quick turn has several confirmations under way; only the last of them tells.
class ChannelBook {
public:
    enum class Verb : quint8 { Subscribe, Unsubscribe };
    struct Request {
        Verb verb;
        QList<QByteArray> channels;
    };

    /// Takes the wish down. A channel that was refused is tried again.
    void want(const QByteArray &channel);
    /// True if it was wanted.
    bool unwant(const QByteArray &channel);

    /// What must be sent now for the wishes since the last call, in order; at most `most` channels a request. They
    /// count as sent.
    [[nodiscard]] std::vector<Request> takeRequests(qsizetype most);
    /// A new connection: nothing is certain or under way, and all that is wanted must be asked for.
    void restart();
    /// The connection is gone: nothing is certain or under way.
    void forget();

    enum class News : quint8 { None, Certain, Lost };
    /// Redis said (s)(un)subscribe for the channel. Certain: it is subscribed and was not before. Lost: Redis took it
    /// away unasked (a slot that moved); it is asked for again by the next takeRequests().
    [[nodiscard]] News confirmed(Verb verb, const QByteArray &channel);
    /// Redis answered the oldest request under way with an error: none of its channels is subscribed. Those of a larger
    /// request are asked for again one by one; that of a single one is returned, not tried again on this connection.
    [[nodiscard]] QList<QByteArray> failed();

    [[nodiscard]] bool isWanted(const QByteArray &channel) const { return m_channels.contains(channel); }
    [[nodiscard]] bool isCertain(const QByteArray &channel) const;
    [[nodiscard]] qsizetype wanted() const { return m_channels.size(); }
    [[nodiscard]] qsizetype uncertain() const { return m_channels.size() - m_certain - m_refused; }
    [[nodiscard]] bool isWaiting() const { return !m_underWay.empty(); } ///< for an answer to a request

private:
    enum class State : quint8 { Asked, Certain, Refused };
    struct Wish {
        Verb verb;
        QByteArray channel;
        bool alone = false;
    };

    void wish(Verb verb, const QByteArray &channel, bool alone = false);
    void setState(const QByteArray &channel, State state);
    void countDown(const QByteArray &channel);
    void settle(Verb verb, const QByteArray &channel);

    QHash<QByteArray, State> m_channels; ///< the wanted ones
    QHash<QByteArray, int> m_open; ///< confirmations under way, or still in `m_wishes`
    std::vector<Wish> m_wishes;
    std::deque<Request> m_underWay; ///< less what is confirmed
    bool m_live = false; ///< connected: wishes are acted upon
    qsizetype m_certain = 0;
    qsizetype m_refused = 0;
};

} // namespace hubbub::redis
