// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/pid_watch.h"
#include "core/cluster/process_record.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace hubbub::cluster;
using namespace Qt::StringLiterals;

class ProcessRecordTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_child.setProgram(u"/bin/sleep"_s);
        m_child.setArguments({ u"600"_s });
        m_child.start();
        QTRY_COMPARE(m_child.state(), QProcess::Running);
    }
    void cleanup()
    {
        m_child.kill();
        QTRY_COMPARE(m_child.state(), QProcess::NotRunning);
    }

    void whatIsWrittenIsReadAgain()
    {
        const ProcessRecord record { "a-boot", u"/run/user/1/hubbub-ab cd"_s, true,
            { { u"redis"_s, 12, 34, 0, u"/usr/bin/redis server"_s }, { u"n1"_s, 56, 78, 7401, u"/g"_s } } };
        QVERIFY(writeRecord(path(), record).ok());
        QCOMPARE(readRecord(path()), record);
        QVERIFY(!(QFile::permissions(path()) & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void withoutProcessesTheFileGoes()
    {
        QVERIFY(writeRecord(path(), mine()).ok());
        QVERIFY(writeRecord(path(), {}).ok());
        QVERIFY(!QFile::exists(path()));
        QVERIFY(readRecord(path()).processes.isEmpty());
    }

    void nonsenseIsPassedOver()
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("boot\n\nprocess\tn1\tx\t1\t2\tp\nprocess\tn2\t1\t1\t2\tinit\nwhat\tis\nprocess\tn3\t7\t8\t9\tp");
        file.close();
        const ProcessRecord record = readRecord(path());
        QCOMPARE(record.processes, (QList<RecordedProcess> { { u"n3"_s, 7, 8, 9, u"p"_s } }));
        QVERIFY(stillRunning(record).isEmpty()); // of no start of the machine that we know
    }

    void aProcessThatLivesIsFound() { QCOMPARE(stillRunning(mine()), mine().processes); }

    void anotherProcessOfThatNumberIsNotTakenForIt_data()
    {
        QTest::addColumn<QString>("what");
        for (const char *what : { "boot", "start", "program", "dead" })
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void anotherProcessOfThatNumberIsNotTakenForIt()
    {
        QFETCH(const QString, what);
        ProcessRecord record = mine();
        if (what == "boot"_L1)
            record.boot = "another start of the machine";
        if (what == "start"_L1)
            ++record.processes[0].startedAt;
        if (what == "program"_L1)
            record.processes[0].program = u"/bin/other"_s;
        if (what == "dead"_L1) {
            m_child.kill();
            QTRY_COMPARE(m_child.state(), QProcess::NotRunning);
        }
        QVERIFY(stillRunning(record).isEmpty());
    }

    void aWatchedProcessIsStoppedAndItsEndIsSeen()
    {
        PidWatch watch(m_child.processId(), startTicks(m_child.processId()));
        QVERIFY(watch.isValid());
        QSignalSpy ended(&watch, &PidWatch::ended);
        watch.signal(SIGTERM);
        QTRY_COMPARE(ended.count(), 1);
        watch.signal(SIGTERM); // reaches nobody
        const PidWatch other(m_child.processId(), 1);
        QVERIFY(!other.isValid());
    }

private:
    [[nodiscard]] QString path() const { return recordPath(m_dir.path()); }
    [[nodiscard]] ProcessRecord mine() const
    {
        const qint64 pid = m_child.processId();
        return { bootId(), m_dir.path(), false, { { u"n1"_s, pid, startTicks(pid), 7401, u"/bin/sleep"_s } } };
    }

    QTemporaryDir m_dir;
    QProcess m_child;
};

QTEST_GUILESS_MAIN(ProcessRecordTest)
#include "process_record_test.moc"
