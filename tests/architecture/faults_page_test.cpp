// SPDX-License-Identifier: GPL-3.0-or-later
// The table of faults is kept true: the tests that it names exist, and so do the hooks that turn them red.
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QString read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString root() { return QStringLiteral(HUBBUB_SOURCE_DIR); }

struct Row {
    QString number;
    QString test; ///< program::function
    QString hook; ///< empty: none
};

QList<Row> rows()
{
    QList<Row> found;
    for (const QString &line : read(root() + u"/tests/faults/README.md"_s).split(u'\n')) {
        const QStringList cells = line.split(u'|');
        if (cells.size() != 8 || !cells[5].contains(u"::"_s))
            continue;
        const auto plain = [](QString cell) { return cell.remove(u'`').trimmed(); };
        found.append({ plain(cells[1]), plain(cells[5]), plain(cells[6]) == u"-"_s ? QString() : plain(cells[6]) });
    }
    return found;
}

QStringList sources(const QStringList &folders, const QStringList &names)
{
    QStringList found;
    for (const QString &folder : folders) {
        QDirIterator it(root() + u'/' + folder, names, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext())
            found.append(it.next());
    }
    return found;
}

} // namespace

class FaultsPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFaultHasItsRow()
    {
        QSet<QString> numbers;
        for (const Row &row : rows())
            numbers.insert(row.number);
        QStringList missing;
        for (int i = 1; i <= 70; ++i) {
            if (!numbers.contains(QString::number(i)))
                missing.append(QString::number(i));
        }
        const QString page = read(root() + u"/tests/faults/README.md"_s);
        for (const QString &number : missing) // what has no test says so below the tables
            QVERIFY2(page.contains(u"\n- %1: "_s.arg(number)), qPrintable(number));
    }

    void everyTestThatIsNamedIsThere()
    {
        QMap<QString, QString> programs;
        for (const QString &path : sources({ u"tests"_s }, { u"*_test.cpp"_s }))
            programs[path.section(u'/', -1).chopped(4)] += read(path);
        QVERIFY(!rows().isEmpty());
        for (const Row &row : rows()) {
            const QString program = row.test.section(u"::"_s, 0, 0);
            const QString function = row.test.section(u"::"_s, 1);
            QVERIFY2(programs.contains(program), qPrintable(program));
            QVERIFY2(programs.value(program).contains(u"    void %1()"_s.arg(function)), qPrintable(row.test));
        }
    }

    void everyHookIsInTheTableAndInTheSource()
    {
        QSet<QString> inSource;
        static const QRegularExpression code(u"redHook\\(\"(\\w+)\"\\)"_s);
        static const QRegularExpression lua(u"-- red ([a-z0-9_]+): "_s);
        for (const QString &path : sources({ u"core"_s, u"server"_s, u"ui"_s }, { u"*.cpp"_s, u"*.h"_s, u"*.lua"_s })) {
            const QString text = read(path);
            for (const QRegularExpression &pattern : { code, lua }) {
                auto it = pattern.globalMatch(text);
                while (it.hasNext())
                    inSource.insert(it.next().captured(1));
            }
        }
        QSet<QString> inTable;
        for (const Row &row : rows()) {
            if (!row.hook.isEmpty())
                for (const QString &hook : row.hook.split(u','))
                    inTable.insert(hook);
        }
        QCOMPARE(QStringList((inTable - inSource).values()).join(u' '), QString());
        QCOMPARE(QStringList((inSource - inTable).values()).join(u' '), QString());
    }
};

QTEST_GUILESS_MAIN(FaultsPageTest)
#include "faults_page_test.moc"
