// SPDX-License-Identifier: GPL-3.0-or-later
// The scripted tour as a whole, and that its check finds what it looks for.
#include "tests/integration/hubbub_program.h"

#include <QDir>
#include <QImage>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <memory>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using namespace hubbub::testing;

namespace {

/// Runs a statement on a store; how many rows it changed, -1 where it failed.
int changeStore(const QString &path, const QString &statement)
{
    int changed = -1;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"spoil"_s);
        database.setDatabaseName(path);
        if (database.open()) {
            QSqlQuery query(database);
            if (query.exec(statement))
                changed = query.numRowsAffected();
        }
    }
    QSqlDatabase::removeDatabase(u"spoil"_s);
    return changed;
}

QString storeOf(const QString &profile)
{
    const QDir dir(profile);
    const QStringList stores = dir.entryList({ u"*.sqlite"_s, u"*.db"_s }, QDir::Files);
    return stores.size() == 1 ? dir.filePath(stores.first()) : QString();
}

double lightness(const QImage &image)
{
    const QImage small = image.scaled(64, 40, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    double sum = 0;
    for (int y = 0; y < small.height(); ++y) {
        for (int x = 0; x < small.width(); ++x)
            sum += small.pixelColor(x, y).lightnessF();
    }
    return sum / (small.width() * small.height());
}

} // namespace

class DemoTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const int code = m_program.run({ u"--demo"_s, m_tour });
        QVERIFY2(code == 0, (m_program.child().output() + m_program.child().log()).constData());
    }

    void everyMessageArrivedOnceAndInOrder()
    {
        const QByteArray &output = m_program.child().output();
        QVERIFY2(output.contains("in the log once and in order"), output.constData());
        for (const char *who : { "mara", "ines", "sam" })
            QVERIFY2(output.contains(QByteArray(who) + "'s store on disk equals the log"), output.constData());
        QVERIFY(output.endsWith("Every message arrived once and in order.\n"));
    }

    void thereIsAPictureOfEachScreenInLightAndDark()
    {
        const QStringList names = QDir(m_tour).entryList({ u"*-light.png"_s });
        QCOMPARE(names.size(), 39);
        for (const QString &name : names) {
            const QImage light(m_tour + u'/' + name);
            const QImage dark(m_tour + u'/' + QString(name).replace(u"-light"_s, u"-dark"_s));
            QCOMPARE(light.size(), QSize(1280, 800));
            QCOMPARE(dark.size(), light.size());
            QVERIFY2(lightness(light) > 0.5, qPrintable(name)); // one is dimmed behind a sheet
            QVERIFY2(lightness(dark) < 0.3, qPrintable(name));
        }
    }

    void aCheckLaterComesToTheSameVerdict()
    {
        HubbubProgram again;
        QCOMPARE(again.run({ u"--check"_s, m_tour }), 0);
    }

    void aRowMissingFromAStoreIsFound()
    {
        const QString store = storeOf(m_tour + u"/ines"_s);
        QVERIFY(!store.isEmpty());
        QVERIFY(QFile::copy(store, store + u".kept"_s));
        QCOMPARE(changeStore(store, u"DELETE FROM events WHERE text LIKE 'I wrote this while%'"_s), 1);
        HubbubProgram again;
        QCOMPARE(again.run({ u"--check"_s, m_tour }), 1);
        QVERIFY2(again.child().output().contains("ines: ops-night #"), again.child().output().constData());
        QVERIFY(again.child().output().contains("is missing"));
        QVERIFY(QFile::remove(store) && QFile::rename(store + u".kept"_s, store));
    }

    void aChangedRowIsFound()
    {
        const QString store = storeOf(m_tour + u"/mara"_s);
        QCOMPARE(changeStore(store, u"UPDATE events SET text = 'others' WHERE text = 'Ready when you are'"_s), 1);
        HubbubProgram again;
        QCOMPARE(again.run({ u"--check"_s, m_tour }), 1);
        QVERIFY2(again.child().output().contains("differs from the log"), again.child().output().constData());
    }

    void aFolderOfSomebodyElseIsLeftAsItIs()
    {
        const QString folder = m_program.folder(u"photos"_s);
        QVERIFY(QDir().mkpath(folder));
        QFile file(folder + u"/holiday.png"_s);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("beach") == 5);
        file.close();
        HubbubProgram again;
        QCOMPARE(again.run({ u"--demo"_s, folder }), 1);
        QVERIFY2(again.child().output().contains("holds other files"), again.child().output().constData());
        QCOMPARE(QDir(folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 1);
    }

    void aFolderWithoutATourCannotBeChecked()
    {
        HubbubProgram again;
        QCOMPARE(again.run({ u"--check"_s, m_program.folder(u"none"_s) }), 1);
        QVERIFY2(again.child().output().contains("holds no tour"), again.child().output().constData());
    }

private:
    HubbubProgram m_program;
    QString m_tour = m_program.folder(u"tour"_s);
};

QTEST_GUILESS_MAIN(DemoTest)
#include "demo_test.moc"
