// SPDX-License-Identifier: GPL-3.0-or-later
// The program killed between a send and its answer: after the next start the message is in the log once.
#include "tests/integration/client_desk.h"

#include <QTest>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const RoomId tea { "tea"_ba };

enum class Fate : quint8 { Nobody, Node, Redis };

} // namespace

class ClientKillTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<Cluster>(QStringList { u"--no-rate-limits"_s, u"127.0.0.0/8"_s });
        QVERIFY2(m_cluster->start(1), qPrintable(m_cluster->problem()));
        m_mara = std::make_unique<Desk>(mara);
        QVERIFY(m_mara->signIn(m_cluster->node(1).url()));
        QVERIFY(m_mara->makeRoom(tea));
        m_mara->end();
    }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_cluster)
            qInfo("%s\n%s", m_cluster->logs().constData(), m_host.output().constData());
        m_host.kill();
        m_mara.reset();
        m_cluster.reset();
    }

    void killedBetweenSendAndOkTheMessageIsInTheLogOnce_data()
    {
        QTest::addColumn<Fate>("frozen");
        QTest::addColumn<bool>("nodeDiesToo");
        QTest::newRow("the node reads it when the program is gone already") << Fate::Node << false;
        QTest::newRow("the node has it and waits for Redis") << Fate::Redis << false;
        QTest::newRow("the node never reads it") << Fate::Node << true;
    }
    void killedBetweenSendAndOkTheMessageIsInTheLogOnce()
    {
        QFETCH(const Fate, frozen);
        QFETCH(const bool, nodeDiesToo);
        QVERIFY(startHost());
        freeze(frozen);
        m_host.write("say in flight\nsay behind it\n");
        QTRY_VERIFY_WITH_TIMEOUT(m_host.output().contains("sending in flight"), Desk::patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_host.output().contains("queued behind it"), Desk::patience);
        if (frozen == Fate::Redis) // so long that the bytes are with the node, and Redis has the script's call
            QTRY_COMPARE_WITH_TIMEOUT(m_cluster->http(1, u"/healthz"_s).first, 200, Desk::patience);
        m_host.kill();
        QVERIFY(!m_host.output().contains("stored in flight"));
        if (nodeDiesToo)
            m_cluster->node(1).kill();
        else
            thaw(frozen);
        if (nodeDiesToo)
            QVERIFY2(m_cluster->node(1).start(), qPrintable(m_cluster->node(1).problem()));

        QVERIFY(startHost());
        QTRY_VERIFY_WITH_TIMEOUT(m_host.output().contains("stored behind it"), Desk::patience);
        QCOMPARE(messagesOf(logOf(m_cluster->redis(), tea)), (QStringList { u"in flight"_s, u"behind it"_s }));
        m_host.kill();

        // And the next start has nothing left to send.
        QVERIFY(m_mara->startAgain());
        QTRY_VERIFY_WITH_TIMEOUT(m_mara->isOnline(), Desk::patience);
        m_mara->look(tea);
        QTRY_COMPARE_WITH_TIMEOUT(m_mara->differs(m_cluster->redis()), QString(), Desk::patience);
        QCOMPARE(m_mara->client().waitingSends(), 0);
        QCOMPARE(messagesOf(logOf(m_cluster->redis(), tea)).size(), 2);
    }

    void killedAgainAndAgainWhileItTalksNothingIsLostOrDoubled()
    {
        QStringList said;
        for (int life = 1; life <= 4; ++life) {
            QVERIFY(startHost());
            for (const QString &text : numbered(u"life %1, "_s.arg(life), 1, 30)) {
                m_host.write("say " + text.toUtf8() + '\n');
                said.append(text);
            }
            // All are taken (on disk, or about to be), some are stored, the rest is under way.
            const QByteArray some = u"stored life %1, 10\n"_s.arg(life).toUtf8();
            const QByteArray all = u"sending life %1, 12\n"_s.arg(life).toUtf8();
            QTRY_VERIFY_WITH_TIMEOUT(m_host.output().contains(some) && m_host.output().contains(all), Desk::patience);
            m_host.kill();
        }
        QVERIFY(m_mara->startAgain());
        QTRY_VERIFY_WITH_TIMEOUT(m_mara->isOnline(), Desk::patience);
        m_mara->look(tea);
        QTRY_COMPARE_WITH_TIMEOUT(m_mara->client().waitingSends(), 0, Desk::patience);
        const QStringList log = messagesOf(logOf(m_cluster->redis(), tea));
        QCOMPARE(QSet<QString>(log.begin(), log.end()).size(), log.size()); // none twice
        // What the program said to have taken when it was killed may not have reached its disk; all before it has.
        qsizetype next = 0;
        for (const QString &text : log) {
            const qsizetype at = said.indexOf(text, next);
            QVERIFY2(at >= next, qPrintable(text + u" is out of order"_s));
            next = at + 1;
        }
        for (int life = 1; life <= 4; ++life)
            QVERIFY(log.contains(u"life %1, 12"_s.arg(life))); // it was sent, so the disk had it
        QTRY_COMPARE_WITH_TIMEOUT(m_mara->differs(m_cluster->redis()), QString(), Desk::patience);
    }

private:
    [[nodiscard]] bool startHost()
    {
        return m_host.start(u"" HUBBUB_TESTS_DIR "/client_host"_s, { m_mara->dir().path(), tea.text() })
            && QTest::qWaitFor([this] { return m_host.output().contains("online n1"); }, Desk::patience);
    }
    void freeze(Fate whom)
    {
        if (whom == Fate::Node)
            m_cluster->node(1).pause();
        if (whom == Fate::Redis)
            m_cluster->redis().pause();
    }
    void thaw(Fate whom)
    {
        if (whom == Fate::Node)
            m_cluster->node(1).resume();
        if (whom == Fate::Redis)
            m_cluster->redis().resume();
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<Desk> m_mara;
    ChildProcess m_host;
};

QTEST_GUILESS_MAIN(ClientKillTest)
#include "client_kill_test.moc"
