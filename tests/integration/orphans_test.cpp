// SPDX-License-Identifier: GPL-3.0-or-later
// A program that runs a local cluster is killed at any moment, a hundred times: while it starts, runs or stops. Nothing
// of it lives on. HUBBUB_SEED repeats the same moments.
#include "tests/integration/local_desk.h"
#include "tests/support/child_process.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <csignal>
#include <vector>

using namespace hubbub::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int goneWithin = 10'000; ///< ms, from the start of the program

/// All processes that have the folder's name among their arguments: Redis has it as --dir, nodes as --secret-file or
/// in the name of the socket, HAProxy as its configuration.
QStringList livingIn(const QString &folder)
{
    QStringList found;
    const QByteArray mark = folder.toUtf8() + '/';
    for (const QString &pid : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        QFile arguments(u"/proc/%1/cmdline"_s.arg(pid));
        if (!pid.at(0).isDigit() || !arguments.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = arguments.readAll();
        if (line.contains(mark) && !isGone(pid.toLongLong()))
            found << pid + u' ' + QString::fromUtf8(line).replace(QChar(u'\0'), u' ').left(120);
    }
    return found;
}

/// One program, from its start to the kill and the look at what it left.
class Victim final : public QObject {
    Q_OBJECT
public:
    enum class Moment : quint8 { WhileStarting, WhenReady, WhileStopping };

    Victim(const QString &folder, Moment moment, std::chrono::milliseconds delay)
        : m_folder(folder)
        , m_moment(moment)
    {
        m_timer.setSingleShot(true);
        m_timer.setInterval(delay);
        connect(&m_timer, &QTimer::timeout, this, [this] { m_host.signal(SIGKILL); });
    }

    [[nodiscard]] bool start()
    {
        const bool started = m_host.start(QStringLiteral(HUBBUB_TESTS_DIR "/local_cluster_host"),
            { m_folder + u"/data"_s, QStringLiteral(HUBBUB_BIN_DIR "/hubbub-gateway"), u"1"_s, u"balancer"_s },
            { { u"XDG_RUNTIME_DIR"_s, m_folder } });
        if (m_moment == Moment::WhileStarting)
            m_timer.start();
        return started;
    }

    /// True once the program has ended and nothing of it lives.
    [[nodiscard]] bool look()
    {
        if (m_moment != Moment::WhileStarting && !m_timer.isActive() && m_host.isRunning() && !m_armed
            && m_host.output().contains("ready\n")) {
            m_armed = true;
            if (m_moment == Moment::WhileStopping)
                m_host.signal(SIGTERM);
            m_timer.start();
        }
        return !m_host.isRunning() && livingIn(m_folder).isEmpty();
    }

    [[nodiscard]] int children() const { return static_cast<int>(m_host.output().count("pid ")); }
    [[nodiscard]] QString report() const
    {
        return u"%1 ms after moment %2: %3\n%4%5"_s.arg(m_timer.interval())
            .arg(static_cast<int>(m_moment))
            .arg(livingIn(m_folder).join(u", "_s), QString::fromUtf8(m_host.output()), QString::fromUtf8(m_host.log()));
    }

private:
    QString m_folder;
    Moment m_moment;
    bool m_armed = false;
    ChildProcess m_host;
    QTimer m_timer;
};

} // namespace

class OrphansTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHundredKillsLeaveNoProcess()
    {
        constexpr int kills = 100;
        const quint32 seed = qEnvironmentVariableIsSet("HUBBUB_SEED") ? qEnvironmentVariable("HUBBUB_SEED").toUInt()
                                                                      : QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator dice(seed);
        constexpr int atOnce = 2;
        int children = 0;
        for (int done = 0; done < kills; done += atOnce) {
            QTemporaryDir dir;
            std::vector<std::unique_ptr<Victim>> victims;
            for (int i = 0; i < atOnce; ++i) {
                const auto moment = static_cast<Victim::Moment>((done + i) % 3);
                // A start takes some 400 ms, a stop some 100.
                const int longest = moment == Victim::Moment::WhileStarting ? 500 : 150;
                const QString folder = dir.filePath(QString::number(i));
                QVERIFY(QDir().mkpath(folder));
                // It is for sockets too, and must be nobody else's.
                QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
                victims.push_back(
                    std::make_unique<Victim>(folder, moment, std::chrono::milliseconds(dice.bounded(longest))));
                QVERIFY(victims.back()->start());
            }
            for (const auto &victim : victims) {
                QTRY_VERIFY2_WITH_TIMEOUT(victim->look(), qPrintable(victim->report()), goneWithin);
                children += victim->children();
            }
        }
        QVERIFY2(children >= kills, qPrintable(u"only %1 children"_s.arg(children))); // there was something to leave
    }
};

QTEST_GUILESS_MAIN(OrphansTest)
#include "orphans_test.moc"
