// SPDX-License-Identifier: GPL-3.0-or-later
// The cluster page over a real cluster: Redis and two gateways as children of this test.
#include "core/cluster/local_cluster.h"
#include "ui/common/label.h"
#include "ui/common/theme.h"
#include "ui/launcher/cluster_header.h"
#include "ui/launcher/cluster_page.h"
#include "ui/launcher/log_pane.h"
#include "ui/launcher/log_view.h"
#include "ui/launcher/process_row.h"
#include "ui/launcher/process_table.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using cluster::LocalCluster;
using cluster::ProcessState;
using cluster::ProcessView;

namespace {

constexpr int patience = 20'000;

QString stateOf(const ui::ClusterPage &page, const QString &id)
{
    const auto *row = page.findChild<ui::ProcessRow *>(u"process_"_s + id);
    return row == nullptr ? u"(no row)"_s : row->stateText();
}

void press(const QWidget &within, const QString &name)
{
    auto *button = within.findChild<QAbstractButton *>(name);
    QVERIFY2(button != nullptr && button->isVisible(), qPrintable(name));
    QTest::mouseClick(button, Qt::LeftButton);
}

} // namespace

class ClusterPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(); }

    void withoutAClusterOneCanBeStarted()
    {
        ui::ClusterPage page;
        page.resize(1200, 800);
        page.show();
        QSignalSpy wanted(&page, &ui::ClusterPage::localClusterWanted);
        press(page, u"moreNodesButton"_s);
        press(page, u"startClusterButton"_s);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].toInt(), 4);
    }

    void whatIsMissingIsSaidInPlaceOfTheStart()
    {
        ui::ClusterPage page;
        page.resize(1200, 800);
        page.show();
        page.setMissing({ u"redis-server is not installed."_s });
        QSignalSpy wanted(&page, &ui::ClusterPage::localClusterWanted);
        QSignalSpy look(&page, &ui::ClusterPage::lookAgainWanted);
        press(page, u"startClusterButton"_s);
        QCOMPARE(wanted.size(), 0);
        QCOMPARE(look.size(), 1);
    }

    void theLogFollowsUntilSomebodyScrollsAway()
    {
        ui::ClusterPage page;
        page.resize(1200, 800);
        page.show();
        page.setProcesses({ { u"n1"_s, u"gateway"_s, u":7401"_s, ProcessState::Ready, {}, 1, 0, 0, 0 } });
        ui::LogView &view = page.log().view();
        for (int i = 0; i < 500; ++i)
            page.log().append({ i, u"n1"_s, 1, u"line %1"_s.arg(i) });
        QTRY_VERIFY(view.verticalScrollBar()->maximum() > 0);
        QTRY_COMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
        view.verticalScrollBar()->setValue(0);
        QVERIFY(!view.follows());
        page.log().append({ 501, u"n1"_s, 1, u"one more"_s });
        QTRY_COMPARE(view.buffer().count(), 501);
        QCOMPARE(view.verticalScrollBar()->value(), 0);
        press(page, u"followButton"_s);
        QVERIFY(view.follows());
        QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
    }

    void markedLinesAreCopied()
    {
        ui::LogView view;
        view.resize(600, 300);
        view.show();
        for (const auto &text : { u"first"_s, u"second"_s, u"third"_s })
            view.append(cluster::LogLine { 0, u"n1"_s, 1, text });
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        const QString text = QGuiApplication::clipboard()->text();
        QCOMPARE(text.count(u'\n'), 2);
        QVERIFY(text.endsWith(u"n1 third"_s));
    }

    void columnsThatDoNotFitAreLeftOut()
    {
        QVERIFY(ui::processColumns(860).kind >= 0);
        QVERIFY(ui::processColumns(700).kind < 0);
        QVERIFY(ui::processColumns(560).pid < 0);
        QVERIFY(ui::processColumns(560).address >= 0);
    }

    void aRealClusterIsShownKilledAndStartedAgain()
    {
        QTemporaryDir dir;
        LocalCluster::Options options;
        options.nodes = 2;
        options.dataDir = dir.filePath(u"data"_s);
        options.gatewayProgram = QStringLiteral(HUBBUB_BIN_DIR "/hubbub-gateway");
        QVERIFY2(LocalCluster::missing(options).isEmpty(), qPrintable(LocalCluster::missing(options).join(u' ')));
        LocalCluster desk(options);
        ui::ClusterPage page;
        page.resize(1200, 800);
        page.show();
        page.setCluster(&desk);
        desk.start();
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, u"n1"_s), u"healthy"_s, patience);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, u"n2"_s), u"healthy"_s, patience);
        QCOMPARE(stateOf(page, u"redis"_s), u"healthy"_s);
        auto *header = page.findChild<ui::ClusterHeader *>(u"clusterHeader"_s);
        QTRY_COMPARE(header->summaryText(), u"2 of 2 nodes"_s);
        press(page, u"copyAddressButton"_s);
        QCOMPARE(QGuiApplication::clipboard()->text(), desk.nodeUrls().first().toString());

        press(page, u"kill_n1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(stateOf(page, u"n1"_s).startsWith(u"crashed"_s), patience);
        QTRY_COMPARE(header->summaryText(), u"1 of 2 nodes"_s);
        press(page, u"start_n1"_s);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, u"n1"_s), u"healthy"_s, patience);

        press(page, u"freeze_n2"_s);
        QTRY_COMPARE(stateOf(page, u"n2"_s), u"frozen"_s);
        press(page, u"freeze_n2"_s); // now it says 'thaw'
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, u"n2"_s), u"healthy"_s, patience);

        press(page, u"addNodeButton"_s);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, u"n3"_s), u"healthy"_s, patience);

        press(page, u"chaosKillRedis"_s);
        QTRY_VERIFY_WITH_TIMEOUT(stateOf(page, u"redis"_s) != u"healthy"_s, patience);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, u"redis"_s), u"healthy"_s, patience);

        QSignalSpy stopped(&desk, &LocalCluster::stopped);
        press(page, u"stopAllButton"_s);
        press(page, u"confirmButton"_s);
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, patience);
        QTRY_COMPARE(header->summaryText(), u"stopped"_s);
        QVERIFY(page.findChild<QWidget *>(u"startAllButton"_s)->isVisible());
        QVERIFY(page.log().view().buffer().size() > 5);
    }
};

QTEST_MAIN(ClusterPageTest)
#include "cluster_page_test.moc"
