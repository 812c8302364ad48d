// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/house_rules.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::architecture;

namespace {

const QString head = u"// SPDX-License-Identifier: GPL-3.0-or-later\n// Why it exists.\n"_s;

QStringList rendered(const QList<Finding> &findings)
{
    QStringList lines;
    for (const Finding &finding : findings)
        lines.append(render(finding));
    return lines;
}

void plant(const QDir &root, const QString &file, const QString &text)
{
    QVERIFY(root.mkpath(QFileInfo(root.filePath(file)).path()));
    QFile opened(root.filePath(file));
    QVERIFY(opened.open(QIODevice::WriteOnly));
    opened.write(text.toUtf8());
}

} // namespace

class ArchitectureTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theTreeKeepsTheRules()
    {
        const QStringList broken = rendered(checkTree(QStringLiteral(HUBBUB_SOURCE_DIR)));
        QVERIFY2(broken.isEmpty(), qPrintable(u'\n' + broken.join(u'\n')));
    }

    void aForbiddenIncludeIsFound_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("include");
        const auto row = [](const char *file, const char *include) {
            QTest::addRow("%s %s", file, include) << QString::fromLatin1(file) << QString::fromLatin1(include);
        };
        row("core/base/clock.h", R"("core/protocol/codec.h")");
        row("core/protocol/codec.cpp", R"("core/redis/link.h")");
        row("core/redis/link.cpp", R"("core/protocol/codec.h")");
        row("core/client/transport.cpp", R"("core/redis/link.h")");
        row("core/client/transport.cpp", "<QWidget>");
        row("core/client/transport.cpp", "<QJsonDocument>");
        row("core/cluster/launcher.cpp", R"("core/client/store.h")");
        row("core/base/clock.cpp", R"("server/hub.h")");
        row("server/net/connection.cpp", R"("core/redis/link.h")");
        row("server/net/connection.cpp", R"("core/protocol/codec.h")");
        row("server/net/connection.cpp", R"("server/hub.h")");
        row("server/hub.cpp", R"("core/client/store.h")");
        row("server/hub.cpp", R"("ui/main_window.h")");
        row("server/hub.cpp", "<hiredis/hiredis.h>");
        row("server/hub.cpp", "<simdjson.h>");
        row("server/hub.cpp", "<QWebSocketServer>");
        row("server/hub.cpp", R"("hub.h")");
        row("server/hub.cpp", "<core/base/clock.h>");
        row("ui/main_window.cpp", R"("server/hub.h")");
        row("ui/main_window.cpp", R"("app/hubbub/options.h")");
        row("ui/chat/timeline.cpp", "<QWebSocket>");
        row("app/hubbub/main.cpp", R"("server/hub.h")");
        row("app/gateway/main.cpp", R"("ui/main_window.h")");
        row("app/load/run.cpp", R"("core/client/link_state.h")");
        row("app/load/run.cpp", "<QApplication>");
    }
    void aForbiddenIncludeIsFound()
    {
        QFETCH(QString, file);
        QFETCH(QString, include);
        const auto found = checkFile(file, head + u"#include "_s + include + u'\n');
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].rule, u"include"_s);
        QCOMPARE(found[0].line, 3);
    }

    void anAllowedIncludeIsNot_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("include");
        const auto row = [](const char *file, const char *include) {
            QTest::addRow("%s %s", file, include) << QString::fromLatin1(file) << QString::fromLatin1(include);
        };
        row("core/protocol/codec.cpp", "<simdjson.h>");
        row("core/redis/link.cpp", "<hiredis/hiredis.h>");
        row("core/client/transport.cpp", "<QWebSocket>");
        row("server/hub.cpp", R"("core/protocol/push.h")");
        row("server/hub.cpp", R"("server/net/connection.h")");
        row("ui/chat/timeline.cpp", "<QPainter>");
        row("ui/operator/plot.cpp", "<qcustomplot.h>");
        row("app/load/run.cpp", R"("server/tokens.h")");
        row("tests/unit/hub/hub_test.cpp", R"("server/hub.h")");
        row("tests/unit/hub/hub_test.cpp", R"("hub_test.moc")");
    }
    void anAllowedIncludeIsNot()
    {
        QFETCH(QString, file);
        QFETCH(QString, include);
        QCOMPARE(rendered(checkFile(file, head + u"#include "_s + include + u'\n')), QStringList());
    }

    void aForbiddenCallIsFound_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("code");
        QTest::newRow("waitFor") << u"core/redis/link.cpp"_s << u"    socket.waitForConnected(100);"_s;
        QTest::newRow("processEvents") << u"ui/main_window.cpp"_s << u"QCoreApplication::processEvents();"_s;
        QTest::newRow("loop") << u"app/hubbub/main.cpp"_s << u"QEventLoop loop;"_s;
        QTest::newRow("qWait") << u"tests/unit/hub/hub_test.cpp"_s << u"QTest::qWait(10);"_s;
        QTest::newRow("sleep") << u"tests/unit/hub/hub_test.cpp"_s << u"std::this_thread::sleep_for(1s);"_s;
        QTest::newRow("QThread") << u"server/hub.cpp"_s << u"QThread::msleep(1);"_s;
        QTest::newRow("sender") << u"ui/main_window.cpp"_s << u"auto *b = qobject_cast<QPushButton *>(sender());"_s;
        QTest::newRow("SIGNAL") << u"ui/main_window.cpp"_s << u"connect(a, SIGNAL(x()), b, SLOT(y()));"_s;
        QTest::newRow("name") << u"server/hub.h"_s << u"class HubManager final {"_s;
    }
    void aForbiddenCallIsFound()
    {
        QFETCH(QString, file);
        QFETCH(QString, code);
        const auto found = checkFile(file, head + code + u'\n');
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].rule, u"call"_s);
        QCOMPARE(found[0].line, 3);
    }

    void commentsAndStringsAreNotCode()
    {
        const QString quiet = head
            + u"// processEvents()\n/* QEventLoop\n */\nauto a = \"sender()\"; auto b = R\"(qWait(1))\";\n"
              "int million = 1'000'000; char quote = '\"';\n"_s;
        QCOMPARE(rendered(checkFile(u"server/hub.cpp"_s, quiet)), QStringList());
        const auto found = checkFile(u"server/hub.cpp"_s, quiet + u"QEventLoop loop;\n"_s);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].line, 8);
    }

    void aMemberNamedSenderIsNoCallOfQObjects()
    {
        QCOMPARE(rendered(checkFile(u"server/hub.cpp"_s, head + u"event.sender();\n"_s)), QStringList());
    }

    void aMissingLicenceLineIsFound()
    {
        const auto found = checkFile(u"server/hub.cpp"_s, u"int x;\n"_s);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].rule, u"licence"_s);
        QCOMPARE(checkFile(u"packaging/x.sh"_s, u"#!/bin/sh\necho\n"_s).value(0).rule, u"licence"_s);
    }

    void aHeaderWithoutAReasonIsFound()
    {
        const auto found = checkFile(u"server/hub.h"_s, head.section(u'\n', 0, 0) + u"\n#pragma once\n"_s);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].rule, u"reason"_s);
    }

    void aFileOfOver500LinesIsFound()
    {
        QCOMPARE(rendered(checkFile(u"server/hub.cpp"_s, head + QString(498, u'\n'))), QStringList());
        const auto found = checkFile(u"server/hub.cpp"_s, head + QString(499, u'\n'));
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].rule, u"size"_s);
    }

    void aFileNotInSnakeCaseIsFound() { QCOMPARE(checkFile(u"server/RoomHub.cpp"_s, head).value(0).rule, u"name"_s); }

    void aTreeIsSearchedToItsLeaves()
    {
        QTemporaryDir dir;
        const QDir root(dir.path());
        plant(root, u"LICENSE"_s, u"x"_s);
        plant(root, u"build/a.cpp"_s, u"QEventLoop loop;"_s);
        plant(root, u"CMakeLists.txt"_s, head);
        plant(root, u"core/base/deep/er/a.cpp"_s, head + u"#include \"ui/main_window.h\"\n"_s);
        plant(root, u"ui/operator/one_plot.cpp"_s, head + u"#include <qcustomplot.h>\n"_s);
        plant(root, u"ui/operator/two_plot.cpp"_s, head + u"#include <qcustomplot.h>\n"_s);
        plant(root, u"scripts/a.sh"_s, u""_s);
        const QStringList expected { u"scripts:0: [layout] not part of the agreed layout"_s,
            u"core/base/deep/er/a.cpp:3: [include] the arrows forbid ui/main_window.h"_s,
            u"ui/operator/two_plot.cpp:0: [include] QCustomPlot already has a home in ui/operator/one_plot.cpp"_s };
        QCOMPARE(rendered(checkTree(dir.path())), expected);
    }
};

QTEST_GUILESS_MAIN(ArchitectureTest)
#include "architecture_test.moc"
