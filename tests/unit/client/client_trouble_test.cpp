// SPDX-License-Identifier: GPL-3.0-or-later
// ChatClient where the machine it runs on fails it: the disk is full, broken or not to be written, the clock is wrong,
// the lid was closed.
#include "core/client/store_reader.h"
#include "tests/support/chaos_proxy.h"
#include "tests/support/manual_alarms.h"
#include "tests/unit/client/client_story.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace hubbub;
using namespace hubbub::client;
using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// While it lives, no file of this process grows beyond `bytes`: what a full disk looks like to SQLite.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes)
    {
        m_was = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_limit);
        const rlimit low { bytes, m_limit.rlim_max };
        setrlimit(RLIMIT_FSIZE, &low);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_limit);
        std::signal(SIGXFSZ, m_was);
    }
    FullDisk(const FullDisk &) = delete;
    FullDisk &operator=(const FullDisk &) = delete;

private:
    rlimit m_limit {};
    void (*m_was)(int) = nullptr;
};

QStringList logOf(FakeCluster &cluster)
{
    QStringList texts;
    for (const FakeCluster::Entry &entry : cluster.find(general)->log)
        texts.append(entry.text);
    return texts;
}

QStringList storedIn(const QString &path)
{
    QStringList texts;
    if (const auto rows = readStore(path))
        for (const StoreRow &row : *rows)
            texts.append(row.text);
    return texts;
}

} // namespace

class ClientTroubleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_node = std::make_unique<FakeNode>();
        furnish(m_node->cluster());
    }
    void cleanup()
    {
        m_client.reset();
        m_node.reset();
        m_dir.reset();
    }

    void onAFullDiskTheChatGoesOnAndIsSavedOnceThereIsRoom()
    {
        QVERIFY(signIn());
        say(numbered(u"before "_s, 1, 3));
        QTRY_COMPARE(storedIn(m_client->storePath()).size(), 3);
        QSignalSpy failed(m_client.get(), &ChatClient::storeFailed);
        {
            // What is in the file may stay; not a byte more.
            const FullDisk full(static_cast<rlim_t>(std::max(
                QFileInfo(m_client->storePath()).size(), QFileInfo(m_client->storePath() + u"-wal"_s).size())));
            say(numbered(u"during "_s, 1, 20));
            m_node->cluster().say(general, olek, u"from elsewhere"_s);
            QTRY_COMPARE(failed.count(), 1); // said once, not for every message
            QVERIFY2(failed.constFirst().constFirst().toString().startsWith(u"The disk is full"_s),
                qPrintable(failed.constFirst().constFirst().toString()));
            QTRY_COMPARE(m_client->waitingSends(), 0);
            QCOMPARE(logOf(m_node->cluster()).size(), 24); // what cannot be saved is sent all the same
            QTRY_COMPARE(textsOf(*m_client->feed(general)).size(), 24);
            QCOMPARE(storedIn(m_client->storePath()).size(), 3);
            QCOMPARE(failed.count(), 1);
        }
        QTRY_COMPARE_WITH_TIMEOUT(storedIn(m_client->storePath()), logOf(m_node->cluster()), 10'000);
    }

    void aStoreThatCannotBeMadeIsSaidAndTheChatGoesOn()
    {
        QVERIFY(signIn());
        const QString path = m_client->storePath();
        m_client.reset();
        for (const QString &name : QDir(m_dir->path()).entryList({ u"store-*"_s }))
            QFile::remove(m_dir->filePath(name));
        QVERIFY(QDir().mkpath(path)); // a folder stands where the file should be
        make();
        QSignalSpy failed(m_client.get(), &ChatClient::storeFailed);
        m_client->resumeStored();
        QTRY_COMPARE(m_client->link().phase, Phase::Online);
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed.constFirst().constFirst().toString().contains(u"not saved"_s));
        QTRY_COMPARE(m_client->rooms().size(), 1);
        say({ u"still here"_s });
        QTRY_COMPARE(m_client->waitingSends(), 0);
        QTRY_COMPARE(textsOf(*m_client->feed(general)), QStringList { u"still here"_s });
    }

    void aStoreThatBrokeIsSetAsideAndFilledFromTheNode()
    {
        QVERIFY(signIn());
        say(numbered(u"a"_s, 1, 5));
        QTRY_COMPARE(storedIn(m_client->storePath()).size(), 5);
        const QString path = m_client->storePath();
        m_client.reset();
        spoil(path);
        make();
        QSignalSpy failed(m_client.get(), &ChatClient::storeFailed);
        m_client->resumeStored();
        QTRY_VERIFY(m_client->room(general));
        m_node->cluster().say(general, olek, u"a6"_s);
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed.constFirst().constFirst().toString().contains(u"set aside"_s));
        QTRY_COMPARE(textsOf(*m_client->feed(general)), numbered(u"a"_s, 1, 6));
        QVERIFY(!QDir(m_dir->path()).entryList({ u"*.db.damaged-*"_s }, QDir::Files).isEmpty());
        // And the new one is good for the next start.
        m_client.reset();
        m_node->stop();
        make();
        m_client->resumeStored();
        QTRY_VERIFY(m_client->room(general));
        QTRY_VERIFY(textsOf(*m_client->feed(general)).contains(u"a6"_s));
    }

    void aClockThatIsWrongChangesNoOrder_data()
    {
        QTest::addColumn<std::chrono::milliseconds>("jump");
        QTest::newRow("an hour ahead") << std::chrono::milliseconds(1h);
        QTest::newRow("an hour behind") << std::chrono::milliseconds(-1h);
        QTest::newRow("a year behind") << std::chrono::milliseconds(-365 * 24h);
    }
    void aClockThatIsWrongChangesNoOrder()
    {
        QFETCH(const std::chrono::milliseconds, jump);
        useManualTime();
        QVERIFY(signIn());
        say({ u"one"_s });
        QTRY_COMPARE(m_client->waitingSends(), 0);
        m_node->stop();
        QTRY_COMPARE(m_client->link().phase, Phase::Waiting);
        say({ u"two"_s });
        m_clock.jumpWall(jump);
        say({ u"three"_s });
        m_client.reset(); // what waits keeps its order through a restart too
        make();
        m_client->resumeStored();
        QTRY_VERIFY(m_client->room(general));
        say({ u"four"_s });
        m_node->start();
        m_client->retryNow();
        QTRY_COMPARE(m_client->waitingSends(), 0);
        QCOMPARE(logOf(m_node->cluster()), (QStringList { u"one"_s, u"two"_s, u"three"_s, u"four"_s }));
        QTRY_COMPARE(textsOf(*m_client->feed(general)), logOf(m_node->cluster()));
        QCOMPARE(m_client->link().phase, Phase::Online); // no token was thrown away for it
        m_alarms.advance(3s); // the jump is taken for a sleep, and the link is only asked whether it lives
        settle();
        m_alarms.advance(5s);
        QCOMPARE(m_client->link().phase, Phase::Online);
        QCOMPARE(m_node->connections(), 1);
    }

    void afterASleepTheLinkIsProbedAtOnce_data()
    {
        QTest::addColumn<bool>("alive");
        QTest::newRow("and kept where the node answers") << true;
        QTest::newRow("and left within five seconds where it does not") << false;
    }
    void afterASleepTheLinkIsProbedAtOnce()
    {
        QFETCH(const bool, alive);
        useManualTime();
        FakeNode other("n2", m_node->shared());
        ChaosProxy way; // to the first node
        way.setTarget(m_node->url());
        m_node->nodes = { way.url(), other.url() };
        QVERIFY(signIn(way.url()));
        m_node->cluster().say(general, olek, u"before"_s);
        QTRY_COMPARE(textsOf(*m_client->feed(general)).size(), 1);
        const qsizetype hellos = m_node->receivedOf<protocol::Hello>().size();
        if (!alive)
            way.hold(ChaosProxy::Down);
        m_clock.advance(10min); // without a single alarm: the machine slept
        m_alarms.advance(3s);
        if (alive) {
            settle();
            m_alarms.advance(4s);
            QCOMPARE(m_client->link().phase, Phase::Online);
            QCOMPARE(m_node->receivedOf<protocol::Hello>().size(), hellos); // no new one, no stampede
        } else {
            QCOMPARE(m_client->link().phase, Phase::Online);
            m_alarms.advance(4s);
            QCOMPARE(m_client->link().reason, LostReason::Silent);
            m_alarms.advance(1s);
            QTRY_COMPARE(m_client->link().node, NodeId("n2"_ba));
            QTRY_COMPARE(m_client->link().phase, Phase::Online);
        }
        other.cluster().say(general, olek, u"after"_s);
        QTRY_COMPARE(textsOf(*m_client->feed(general)), (QStringList { u"before"_s, u"after"_s }));
    }

    void aTokenIsRefreshedBeforeItEnds()
    {
        useManualTime();
        m_node->tokenTtlSeconds = 50;
        QVERIFY(signIn());
        pass(35s);
        QCOMPARE(m_node->receivedOf<protocol::Refresh>().size(), 0);
        pass(10s);
        QCOMPARE(m_node->receivedOf<protocol::Refresh>().size(), 1);
        pass(60s);
        QCOMPARE(m_node->receivedOf<protocol::Refresh>().size(), 2);
        QCOMPARE(m_client->link().phase, Phase::Online);
        QCOMPARE(m_node->receivedOf<protocol::Hello>().size(), 1); // the same connection all the time
    }

private:
    void make()
    {
        ChatClient::Options options = optionsFor(*m_dir);
        if (m_manual) {
            options.clock = &m_clock;
            options.alarms = &m_alarms;
        }
        m_client = std::make_unique<ChatClient>(options);
    }
    void useManualTime() { m_manual = true; }
    [[nodiscard]] bool signIn(const QUrl &url = {})
    {
        make();
        m_client->signIn(signInTo(url.isEmpty() ? m_node->url() : url, mara));
        return QTest::qWaitFor([this] { return m_client->room(general) != nullptr; }, 10'000);
    }
    /// What is under way over real sockets arrives: a question behind it is answered.
    void settle()
    {
        QSignalSpy answered(m_client.get(), &ChatClient::peopleChanged);
        m_client->refreshPeople(general);
        QVERIFY(QTest::qWaitFor([&] { return answered.count() > 0; }, 10'000));
    }
    /// In steps in which pings are answered.
    void pass(std::chrono::seconds time)
    {
        for (auto left = time; left > 0s; left -= 5s) {
            m_alarms.advance(std::min<std::chrono::seconds>(left, 5s));
            settle();
        }
    }
    void say(const QStringList &texts)
    {
        for (const QString &text : texts)
            QVERIFY(m_client->send(general, body(text)).ok());
    }
    static void spoil(const QString &path)
    {
        for (const char *suffix : { "", "-wal" }) {
            QFile file(path + QLatin1StringView(suffix));
            if (!file.exists() || !file.open(QIODevice::ReadWrite))
                continue;
            for (qint64 at = 0; at < file.size(); at += 64) {
                file.seek(at);
                file.write("spoilt");
            }
        }
    }

    ManualClock m_clock;
    ManualAlarms m_alarms { m_clock };
    bool m_manual = false;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeNode> m_node;
    std::unique_ptr<ChatClient> m_client;
};

QTEST_GUILESS_MAIN(ClientTroubleTest)
#include "client_trouble_test.moc"
