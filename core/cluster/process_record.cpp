// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/process_record.h"

#include "core/cluster/pid_watch.h"

#include <QFile>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::cluster {

// One line each, of words between tabs: "boot ID", "sockets FOLDER", "redis given",
// "process ID PID START PORT PROGRAM".

QString recordPath(const QString &dataDir) { return dataDir + u"/processes"_s; }

Outcome writeRecord(const QString &path, const ProcessRecord &record)
{
    if (record.processes.isEmpty()) {
        QFile::remove(path);
        return Done {};
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return Error { ErrorCode::Internal, u"%1 cannot be written: %2"_s.arg(path, file.errorString()) };
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write("boot\t" + record.boot + "\nsockets\t" + record.runtimeDir.toUtf8() + '\n');
    if (record.redisGiven)
        file.write("redis\tgiven\n");
    for (const RecordedProcess &process : record.processes)
        file.write("process\t" + process.id.toUtf8() + '\t' + QByteArray::number(process.pid) + '\t'
            + QByteArray::number(process.startedAt) + '\t' + QByteArray::number(process.port) + '\t'
            + process.program.toUtf8() + '\n');
    if (!file.commit())
        return Error { ErrorCode::Internal, u"%1 cannot be written: %2"_s.arg(path, file.errorString()) };
    return Done {};
}

ProcessRecord readRecord(const QString &path)
{
    ProcessRecord record;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return record;
    constexpr qint64 most = 64 * 1024;
    const QByteArrayList lines = file.read(most).split('\n');
    for (const QByteArray &line : lines) {
        const QByteArrayList words = line.split('\t');
        if (words.size() == 2 && words[0] == "boot")
            record.boot = words[1];
        else if (words.size() == 2 && words[0] == "sockets")
            record.runtimeDir = QString::fromUtf8(words[1]);
        else if (words.size() == 2 && words[0] == "redis")
            record.redisGiven = words[1] == "given";
        else if (words.size() == 6 && words[0] == "process" && words[2].toLongLong() > 1)
            record.processes.append({ QString::fromUtf8(words[1]), words[2].toLongLong(), words[3].toULongLong(),
                words[4].toUShort(), QString::fromUtf8(words[5]) });
    }
    return record;
}

QList<RecordedProcess> stillRunning(const ProcessRecord &record)
{
    QList<RecordedProcess> living;
    if (record.boot.isEmpty() || record.boot != bootId())
        return living;
    std::copy_if(record.processes.begin(), record.processes.end(), std::back_inserter(living),
        [](const RecordedProcess &process) {
            return process.startedAt != 0 && startTicks(process.pid) == process.startedAt
                && commandLine(process.pid).value(0) == process.program.toUtf8();
        });
    return living;
}

} // namespace hubbub::cluster
