// SPDX-License-Identifier: GPL-3.0-or-later
// The checker against real nodes that break their promises on purpose: HUBBUB_TEST_DROP_ONE_IN makes each keep back one
// delivery in so many, and is read by nothing but the gateway's start.
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

struct Ended {
    int code = -1;
    QString output;
    QString errors;
};

Ended load(const QStringList &arguments, const QString &dropOneIn = {})
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"HUBBUB_TEST_DROP_ONE_IN"_s);
    if (!dropOneIn.isEmpty())
        environment.insert(u"HUBBUB_TEST_DROP_ONE_IN"_s, dropOneIn);
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(HUBBUB_BIN_DIR "/hubbub-load"), arguments);
    if (!process.waitForFinished(200'000))
        return {};
    return { process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
        QString::fromUtf8(process.readAllStandardError()) };
}

/// Twenty seconds of 18 listeners a message: enough for each node to deliver a few times ten thousand.
QStringList talk(const QString &history)
{
    return { u"check"_s, u"--cluster"_s, u"2"_s, u"--faults"_s, u"none"_s, u"--moves"_s, u"0"_s, u"--seconds"_s,
        u"20"_s, u"--users"_s, u"60"_s, u"--rooms"_s, u"10"_s, u"--rate"_s, u"150"_s, u"--seed"_s, u"1"_s,
        u"--history"_s, history };
}

QString lastLine(const QString &text) { return text.trimmed().section(u'\n', -1); }

} // namespace

class CheckerSeesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneDeliveryInTenThousandKeptBackIsFoundAndTold()
    {
        const QTemporaryDir folder;
        const QString history = folder.filePath(u"history"_s);
        const Ended run = load(talk(history), u"10000"_s);
        QVERIFY2(run.code == 1, qPrintable(run.output + run.errors));
        QVERIFY2(lastLine(run.output).startsWith(u"Promises were broken"_s), qPrintable(run.output));
        QVERIFY2(lastLine(run.output).contains(u"lost"_s), qPrintable(run.output));
        QVERIFY(QFile::exists(history + u".log"_s));

        const Ended told = load({ u"explain"_s, history });
        QCOMPARE(told.code, 1);
        QVERIFY2(told.output.contains(u"never saw"_s), qPrintable(told.output));
        QVERIFY2(told.output.contains(u"The shortest story"_s), qPrintable(told.output));
    }

    void nodesThatKeepNothingBackAreCleared()
    {
        const QTemporaryDir folder;
        const QString history = folder.filePath(u"history"_s);
        const Ended run = load(talk(history));
        QVERIFY2(run.code == 0, qPrintable(run.output + run.errors));
        QVERIFY2(lastLine(run.output).startsWith(u"All promises kept"_s), qPrintable(run.output));
        QVERIFY(!QFile::exists(history));
    }
};

QTEST_GUILESS_MAIN(CheckerSeesTest)
#include "checker_sees_test.moc"
