// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/actor.h"
#include "app/load/people.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::load;
using namespace std::chrono_literals;

namespace {

class Nobody final : public PeerListener {
    void opened(Peer &) override { }
    void received(Peer &, QByteArrayView) override { }
    void ended(Peer &, quint16, const QByteArray &) override { }
};

} // namespace

/// One user whose clock stands where the test sets it, and who has just been welcomed. No node is behind it.
class ActorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_actor.reset();
        m_population = std::make_unique<Population>(crowd(1, 1, 1));
        m_record = std::make_unique<Record>();
        m_record->lives.resize(1);
        m_stage.reset(new Stage { .sockets = m_sockets,
            .listener = m_listener,
            .nodes = { NodeAddress {} },
            .population = *m_population,
            .record = *m_record });
        m_actor = std::make_unique<Actor>(*m_stage, 0);
        m_actor->opened();
        protocol::Welcome welcome;
        welcome.user = m_population->users.front().name;
        welcome.session = SessionId(QByteArrayLiteral("s"));
        welcome.node = NodeId(QByteArrayLiteral("n1"));
        welcome.token = QByteArrayLiteral("t");
        welcome.tokenTtlSeconds = 900;
        welcome.pingSeconds = 20;
        m_actor->received(protocol::encode(1, welcome));
        QCOMPARE(m_actor->state(), Actor::State::Online);
    }

    void aNodeThatSaysNothingForTooLongIsLeft()
    {
        pass(29s);
        QCOMPARE(m_actor->state(), Actor::State::Online);
        pass(2s);
        QCOMPARE(m_actor->state(), Actor::State::Waiting);
    }

    void aNodeThatOnlyPingsIsNotSilent()
    {
        for (int i = 0; i < 10; ++i) {
            pass(20s);
            m_actor->heard();
            QCOMPARE(m_actor->state(), Actor::State::Online);
        }
    }

private:
    void pass(std::chrono::seconds time)
    {
        m_stage->now += time;
        m_actor->tick();
    }

    SocketSet m_sockets;
    Nobody m_listener;
    std::unique_ptr<Population> m_population;
    std::unique_ptr<Record> m_record;
    std::unique_ptr<Stage> m_stage;
    std::unique_ptr<Actor> m_actor;
};

QTEST_GUILESS_MAIN(ActorTest)
#include "actor_test.moc"
