// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/store_reader.h"

#include "core/client/store_rows.h"

#include <QFile>
#include <QSqlError>

namespace hubbub::client {
namespace {

Result<QList<StoreRow>> readOpened(QSqlDatabase &database)
{
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.exec(QStringLiteral("SELECT * FROM events ORDER BY room, epoch, seq")))
        return Error { ErrorCode::Internal, query.lastError().text() };
    QList<StoreRow> found;
    while (query.next()) {
        const protocol::Event event = rows::readEvent(query);
        found.append(
            { event.room, event.epoch, event.seq, event.mid, event.ts, event.kind, event.from, event.message.text });
    }
    if (query.lastError().isValid())
        return Error { ErrorCode::Internal, query.lastError().text() };
    return found;
}

} // namespace

Result<QList<StoreRow>> readStore(const QString &path)
{
    if (!QFile::exists(path))
        return Error { ErrorCode::NotFound, QStringLiteral("there is no store at ") + path };
    const QString name = QStringLiteral("hubbub-reader-") + QString::fromLatin1(randomHex(8));
    Result<QList<StoreRow>> found = Error { ErrorCode::Internal, QStringLiteral("the store cannot be opened") };
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setDatabaseName(path);
        database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=2000"));
        if (database.open())
            found = readOpened(database);
        else
            found = Error { ErrorCode::Internal, database.lastError().text() };
    }
    QSqlDatabase::removeDatabase(name);
    return found;
}

} // namespace hubbub::client
