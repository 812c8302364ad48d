// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/options.h"

#include <QTest>

using namespace hubbub::app;
using namespace Qt::StringLiterals;

class OptionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutOptionsAWindowOpensOnTheDefaultProfile()
    {
        const auto options = parseOptions({});
        QVERIFY(options.ok());
        QCOMPARE(options->mode, Options::Mode::Window);
        QCOMPARE(options->profile, u"default"_s);
        QVERIFY(!options->localNodes);
    }

    void everyOptionIsRead()
    {
        QCOMPARE(parseOptions({ u"--local"_s, u"3"_s })->localNodes, 3);
        QVERIFY(!parseOptions({ u"--local"_s, u"3"_s })->localBalancer);
        QVERIFY(parseOptions({ u"--local"_s, u"3"_s, u"--balancer"_s })->localBalancer);
        QCOMPARE(parseOptions({ u"--demo"_s, u"out"_s })->demoDir, u"out"_s);
        QCOMPARE(parseOptions({ u"--check=out"_s })->mode, Options::Mode::Check);
        QCOMPARE(parseOptions({ u"--profile"_s, u"work"_s })->profile, u"work"_s);
        QCOMPARE(parseOptions({ u"--server"_s, u"chat.example.org"_s })->server.host(), u"chat.example.org"_s);
        QCOMPARE(parseOptions({ u"--operator"_s, u"redis://h:1"_s })->operatorRedis, u"redis://h:1"_s);
        QCOMPARE(parseOptions({ u"-h"_s })->mode, Options::Mode::Help);
        QCOMPARE(parseOptions({ u"--version"_s })->mode, Options::Mode::Version);
    }

    void aWrongOptionIsRefusedInOneLine_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown") << QStringList { u"--locl"_s, u"3"_s };
        QTest::newRow("no value") << QStringList { u"--local"_s };
        QTest::newRow("no number") << QStringList { u"--local"_s, u"three"_s };
        QTest::newRow("too many") << QStringList { u"--local"_s, u"17"_s };
        QTest::newRow("none") << QStringList { u"--local"_s, u"0"_s };
        QTest::newRow("a balancer before nothing") << QStringList { u"--balancer"_s };
        QTest::newRow("two ways") << QStringList { u"--local"_s, u"3"_s, u"--demo"_s, u"x"_s };
        QTest::newRow("profile escapes") << QStringList { u"--profile"_s, u"../x"_s };
        QTest::newRow("profile hidden") << QStringList { u"--profile"_s, u".x"_s };
        QTest::newRow("stray word") << QStringList { u"hello"_s };
        QTest::newRow("no URL") << QStringList { u"--server"_s, u"ftp://x"_s };
        QTest::newRow("no incident") << QStringList { u"--incident"_s, u"no-such-file"_s };
        QTest::newRow("no Redis") << QStringList { u"--operator"_s, u"http://x"_s };
        QTest::newRow("a console without a window")
            << QStringList { u"--operator"_s, u"redis://h"_s, u"--demo"_s, u"x"_s };
        QTest::newRow("no folder") << QStringList { u"--demo"_s, QString() };
    }
    void aWrongOptionIsRefusedInOneLine()
    {
        QFETCH(QStringList, arguments);
        const auto options = parseOptions(arguments);
        QVERIFY(!options);
        QVERIFY(!options.error().detail.contains(u'\n'));
        QVERIFY(options.error().detail.endsWith(u"See hubbub --help."_s));
    }

    void theHelpNamesEveryOption()
    {
        for (const auto &name : { u"--server"_s, u"--operator"_s, u"--incident"_s, u"--local"_s, u"--balancer"_s,
                 u"--profile"_s, u"--demo"_s, u"--check"_s })
            QVERIFY(helpText().contains(name));
    }
};

QTEST_GUILESS_MAIN(OptionsTest)
#include "options_test.moc"
