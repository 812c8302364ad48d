// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/tour_record.h"

#include <QFile>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace hubbub::app {

QString recordPath(const QString &folder) { return folder + u"/tour.txt"_s; }

Outcome writeRecord(const QString &folder, const TourRecord &record)
{
    QByteArray text;
    for (const TourPerson &person : record.people)
        text += "person\t" + person.name.toUtf8() + '\t' + person.storePath.toUtf8() + '\n';
    for (const SaidLine &line : record.said)
        text += "said\t" + line.room.bytes() + '\t' + line.from.bytes() + '\t' + line.text.toUtf8().toPercentEncoding()
            + '\n';
    QSaveFile file(recordPath(folder));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return Error { ErrorCode::Internal, u"%1 cannot be written: %2"_s.arg(file.fileName(), file.errorString()) };
    return Done {};
}

Result<TourRecord> readRecord(const QString &folder)
{
    QFile file(recordPath(folder));
    if (!file.open(QIODevice::ReadOnly))
        return Error { ErrorCode::NotFound,
            u"%1 holds no tour: %2 cannot be read. hubbub --demo makes one."_s.arg(folder, file.fileName()) };
    TourRecord record;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine().chopped(1);
        const QList<QByteArray> fields = line.split('\t');
        if (fields.size() == 3 && fields[0] == "person")
            record.people.append({ QString::fromUtf8(fields[1]), QString::fromUtf8(fields[2]) });
        else if (fields.size() == 4 && fields[0] == "said")
            record.said.append({ RoomId(fields[1]), UserId(fields[2]),
                QString::fromUtf8(QByteArray::fromPercentEncoding(fields[3])) });
        else
            return Error { ErrorCode::BadField,
                u"%1: this is no line of a tour: %2"_s.arg(file.fileName(), QString::fromUtf8(line)) };
    }
    return record;
}

} // namespace hubbub::app
