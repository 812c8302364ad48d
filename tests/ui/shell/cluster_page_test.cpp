// SPDX-License-Identifier: GPL-3.0-or-later
// The cluster page over a real cluster: Redis and two gateways as children of this test.
#include "core/cluster/local_cluster.h"
#include "tests/ui/shell/pictures.h"
#include "ui/common/label.h"
#include "ui/common/segments.h"
#include "ui/common/theme.h"
#include "ui/launcher/cluster_header.h"
#include "ui/launcher/cluster_page.h"
#include "ui/launcher/log_pane.h"
#include "ui/launcher/log_view.h"
#include "ui/launcher/notice_strip.h"
#include "ui/launcher/process_row.h"
#include "ui/launcher/process_table.h"

#include <QAbstractButton>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QProcess>
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
        QCOMPARE(wanted[0][0].value<cluster::Shape>(), (cluster::Shape { 4, false, {} }));
    }

    void whatIsMissingIsSaidInPlaceOfTheStart()
    {
        ui::ClusterPage page;
        page.resize(1200, 800);
        page.show();
        page.setFindings({ .redis = u"redis-server is not installed."_s });
        QSignalSpy wanted(&page, &ui::ClusterPage::localClusterWanted);
        QSignalSpy look(&page, &ui::ClusterPage::lookAgainWanted);
        press(page, u"startClusterButton"_s);
        QCOMPARE(wanted.size(), 0);
        QCOMPARE(look.size(), 1);
    }

    void aRedisByUrlNeedsNoRedisServerAndIsChecked()
    {
        ui::ClusterPage page;
        page.resize(1200, 800);
        page.show();
        page.setFindings({ .redis = u"redis-server is not installed."_s });
        QSignalSpy wanted(&page, &ui::ClusterPage::localClusterWanted);
        auto *choice = page.findChild<ui::Segments *>(u"redisChoice"_s);
        choice->setChosen(1);
        Q_EMIT
        choice->choiceMade(1);
        auto *url = page.findChild<QLineEdit *>(u"redisUrlField"_s);
        auto *problem = page.findChild<ui::Label *>(u"redisUrlFieldProblem"_s);
        press(page, u"startClusterButton"_s);
        QVERIFY(problem->isVisible());
        QTest::keyClicks(url, u"http://here"_s);
        press(page, u"startClusterButton"_s);
        QVERIFY2(problem->text().contains(u"redis://"_s), qPrintable(problem->text()));
        QCOMPARE(wanted.size(), 0);
        url->setText(u" redis://127.0.0.1:6399 "_s);
        press(page, u"balancerSwitch"_s);
        press(page, u"startClusterButton"_s);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].value<cluster::Shape>(), (cluster::Shape { 3, true, u"redis://127.0.0.1:6399"_s }));
    }

    void withoutHaproxyTheBalancerIsOffAndSaysWhatToInstall()
    {
        ui::ClusterPage page;
        page.resize(1200, 800);
        page.show();
        auto *balancer = page.findChild<QAbstractButton *>(u"balancerSwitch"_s);
        balancer->setChecked(true);
        page.setFindings({ .balancer = u"HAProxy is not installed. On Debian: sudo apt install haproxy"_s });
        QVERIFY(!balancer->isEnabled() && !balancer->isChecked());
        QVERIFY(balancer->toolTip().contains(u"apt install haproxy"_s));
        QSignalSpy wanted(&page, &ui::ClusterPage::localClusterWanted);
        press(page, u"startClusterButton"_s);
        QVERIFY(!wanted[0][0].value<cluster::Shape>().balancer);
        page.setFindings({});
        QVERIFY(balancer->isEnabled() && balancer->toolTip().isEmpty());
    }

    void whatACrashLeftIsOfferedInThePlaceOfAStart()
    {
        QTemporaryDir dir;
        QProcess left;
        left.start(u"/bin/sleep"_s, { u"600"_s });
        QTRY_COMPARE(left.state(), QProcess::Running);
        const qint64 pid = left.processId();
        QVERIFY(cluster::writeRecord(cluster::recordPath(dir.path()),
            { cluster::bootId(), dir.path(), false,
                { { u"n2"_s, pid, cluster::startTicks(pid), 7401, u"/bin/sleep"_s } } })
                    .ok());
        cluster::Leftovers leftovers(dir.path());
        ui::ClusterPage page;
        page.resize(1200, 800);
        page.show();
        page.setLeftovers(&leftovers);
        QVERIFY(!page.findChild<QAbstractButton *>(u"startClusterButton"_s)->isVisible());
        QSignalSpy adopt(&page, &ui::ClusterPage::adoptWanted);
        press(page, u"adoptLeftoversButton"_s);
        QCOMPARE(adopt.size(), 1);
        QCOMPARE(adopt[0][0].value<cluster::Shape>(), (cluster::Shape { 2, false, {} }));
        QCoreApplication::sendPostedEvents(); // all is laid out
        hubbub::testing::savePicture(page.grab(), u"cluster-leftovers"_s);
        press(page, u"stopLeftoversButton"_s);
        QTRY_VERIFY(page.findChild<QAbstractButton *>(u"startClusterButton"_s)->isVisible());
        QTRY_COMPARE(left.state(), QProcess::NotRunning);
        QVERIFY(leftovers.list().isEmpty());
        page.setLeftovers(nullptr);
    }

    void aRealClusterBehindABalancerIsRestartedNodeByNodeAndShrinks()
    {
        QTemporaryDir dir;
        LocalCluster::Options options;
        options.nodes = 2;
        options.balancer = true;
        options.dataDir = dir.filePath(u"data"_s);
        options.gatewayProgram = QStringLiteral(HUBBUB_BIN_DIR "/hubbub-gateway");
        LocalCluster desk(options);
        ui::ClusterPage page;
        page.resize(1200, 800);
        page.show();
        page.setCluster(&desk);
        desk.start();
        auto *header = page.findChild<ui::ClusterHeader *>(u"clusterHeader"_s);
        QTRY_COMPARE_WITH_TIMEOUT(header->summaryText(), u"2 of 2 nodes"_s, patience);
        QCOMPARE(stateOf(page, u"balancer"_s), u"healthy"_s);
        press(page, u"copyAddressButton"_s);
        QCOMPARE(QGuiApplication::clipboard()->text(), desk.clientUrl().toString());

        press(page, u"rollingRestartButton"_s);
        QCOMPARE(header->summaryText(), u"Restarting n1, 1 of 2"_s);
        QTRY_COMPARE_WITH_TIMEOUT(header->summaryText(), u"Restarting n2, 2 of 2"_s, patience);
        QTRY_COMPARE_WITH_TIMEOUT(header->summaryText(), u"2 of 2 nodes"_s, patience);
        auto *notice = page.findChild<ui::NoticeStrip *>(u"clusterNotice"_s);
        QVERIFY(!notice->isVisible());
        // One that is killed while it has its turn ends it with a sentence.
        press(page, u"rollingRestartButton"_s);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, u"n1"_s), u"starting"_s, patience);
        desk.killProcess(u"n1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(notice->isVisible(), patience);
        QVERIFY2(notice->sentence().startsWith(u"n1 did not come back"_s), qPrintable(notice->sentence()));
        press(page, u"dismissNoticeButton"_s);
        QVERIFY(!notice->isVisible());

        press(page, u"more_n1"_s);
        auto *remove = page.findChild<QAction *>(u"remove_n1"_s);
        QVERIFY(remove != nullptr);
        remove->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(page, u"n1"_s), u"(no row)"_s, patience);
        QCOMPARE(header->summaryText(), u"1 of 1 nodes"_s);
        QSignalSpy stopped(&desk, &LocalCluster::stopped);
        desk.stop();
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, patience);
        page.setCluster(nullptr);
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
