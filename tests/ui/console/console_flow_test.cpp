// SPDX-License-Identifier: GPL-3.0-or-later
// The console in front of a real cluster under load: what it shows is what the nodes say, and it acts on them.
#include "core/operator/recorder.h"
#include "core/redis/keys.h"
#include "tests/integration/cluster.h"
#include "tests/ui/shell/pictures.h"
#include "ui/common/button.h"
#include "ui/console/cell_table.h"
#include "ui/console/console_page.h"
#include "ui/console/console_words.h"
#include "ui/console/plot_board.h"
#include "ui/console/progress_bar.h"
#include "ui/console/stat_tile.h"
#include "ui/console/time_travel.h"
#include "ui/console/traces_model.h"
#include "ui/console/waterfall.h"

#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using ops::Metric;
using ops::NodeState;
using ui::ConsolePage;

class ConsoleFlowTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        ui::Theme::instance().install();
        m_cluster = std::make_unique<Cluster>(
            QStringList { u"--no-rate-limits"_s, u"127.0.0.0/8"_s, u"--lease-seconds"_s, u"1.5"_s, u"--beat-seconds"_s,
                u"0.3"_s, u"--trust-seconds"_s, u"0.5"_s, u"--drain-seconds"_s, u"1"_s, u"--trace-one-in"_s, u"20"_s });
        QVERIFY2(m_cluster->start(3), qPrintable(m_cluster->problem()));
        QStringList urls;
        for (int i = 1; i <= 3; ++i)
            urls.append(m_cluster->node(i).url().toString());
        QVERIFY(m_load.start(QStringLiteral(HUBBUB_BIN_DIR "/hubbub-load"),
            { u"run"_s, u"--nodes"_s, urls.join(u','), u"--redis"_s, m_cluster->redis().url(), u"--users"_s, u"60"_s,
                u"--rooms"_s, u"12"_s, u"--rate"_s, u"40"_s, u"--seconds"_s, u"280"_s, u"--register"_s, u"--seed"_s,
                u"7"_s, u"--history"_s, u"/dev/null"_s }));
        open();
        QTRY_COMPARE_WITH_TIMEOUT(m_watch->model().totals().value(Metric::Clients), 60.0, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_watch->model().totals().value(Metric::In) > 0, 10'000);
    }
    void cleanupTestCase()
    {
        close();
        m_load.kill();
        m_cluster.reset();
    }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_cluster)
            qInfo("%s\n%s", m_cluster->logs().constData(), m_load.log().constData());
    }

    void itsNumbersAreTheSumOfTheNodesMetrics()
    {
        QTRY_COMPARE_WITH_TIMEOUT(m_page->verdictWord(), u"Healthy"_s, 15'000);
        compareWithMetrics({ 1, 2, 3 });
        QTRY_COMPARE(tile("tileNodes")->value(), u"3 / 3"_s);
        QTRY_COMPARE(tile("tileClients")->value(), u"60"_s);
    }

    void everyScreenIsReachedByItsTabAndShowsWhatThereIs()
    {
        show(ConsolePage::Tab::Rooms);
        QTRY_VERIFY_WITH_TIMEOUT(table("roomsPage")->shownCount() >= 12, 10'000);
        show(ConsolePage::Tab::People);
        QTRY_COMPARE_WITH_TIMEOUT(table("peoplePage")->shownCount(), 60, 15'000);
        QTest::keyClicks(field("peoplePage"), u"n2"_s);
        QTRY_VERIFY(table("peoplePage")->shownCount() < 60);
        QCOMPARE(table("peoplePage")->shownCount(),
            static_cast<int>(m_watch->model().node(NodeId(QByteArray("n2")))->report.sessions));
        field("peoplePage")->clear();
        show(ConsolePage::Tab::Nodes);
        QCOMPARE(table("nodesPage")->shownCount(), 3);
        show(ConsolePage::Tab::Events);
        QTRY_VERIFY(table("eventsPage")->shownCount() > 3);
        takePictures(u"healthy"_s);
        takeTightPictures();
        show(ConsolePage::Tab::Overview);
    }

    void theNextMessageIsTracedHopByHopAndItsWayIsShown()
    {
        show(ConsolePage::Tab::Traces);
        QTRY_VERIFY_WITH_TIMEOUT(table("tracePage")->shownCount() > 2, 15'000); // one in so many
        click("traceNext");
        const auto asked = [this]() -> const ops::Trace * {
            for (const ops::Trace &trace : m_watch->traces().traces()) {
                if (trace.publish && trace.publish->asked)
                    return &trace;
            }
            return nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(asked() != nullptr && !asked()->deliveries.isEmpty(), 15'000);
        auto *fall = m_window->findChild<ui::Waterfall *>();
        QTRY_VERIFY_WITH_TIMEOUT(fall->trace() && fall->trace()->publish && fall->trace()->publish->asked, 10'000);
        const ops::Trace trace = *asked();
        for (int i = 0; i < ops::hopCount; ++i)
            QVERIFY2(trace.us(static_cast<ops::Hop>(i)), qPrintable(ui::hopName(static_cast<ops::Hop>(i))));
        // By each node's own clock the order is certain; between clocks it is within their error.
        const protocol::TraceRecord &taken = *trace.publish;
        QVERIFY(taken.receivedUs <= taken.sentUs && taken.sentUs < taken.answeredUs && taken.answeredUs <= taken.okUs);
        QVERIFY(taken.redisUs >= taken.sentUs - taken.clockErrorUs - 1000);
        QVERIFY(taken.redisUs <= taken.answeredUs + taken.clockErrorUs + 1000);
        for (const protocol::TraceRecord &delivery : trace.deliveries) {
            QCOMPARE(delivery.redisUs, taken.redisUs);
            QCOMPARE(delivery.seq, taken.seq);
            QVERIFY(delivery.sockets > 0 && delivery.handedUs >= delivery.heardUs);
        }
        takeShot(u"console-traces"_s);
        ui::Theme::instance().setReducesMotion(true); // the whole way at once
        click("traceWay");
        QCOMPARE(m_page->tab(), ConsolePage::Tab::Topology);
        takeShot(u"console-trace-way"_s);
        ui::Theme::instance().setReducesMotion(false);
        show(ConsolePage::Tab::Overview);
    }

    void aDrainAsksFirstAndIsDoneAndSaid()
    {
        show(ConsolePage::Tab::Nodes);
        CellTableOf nodes { table("nodesPage") };
        nodes.select(u"n3"_s);
        nodes.openMenu();
        trigger(u"Drain…"_s);
        QTRY_VERIFY(confirm() != nullptr);
        ui::Theme::instance().setChoice(ui::Theme::Choice::Light);
        savePicture(m_window->grab(), u"console-drain-question-light"_s);
        QTest::mouseClick(confirm(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(state("n3"), NodeState::Draining, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(progress()->sentence(), u"Drain n3: done."_s, 10'000);
        // Its clients go elsewhere, and nobody is lost.
        QTRY_COMPARE_WITH_TIMEOUT(m_watch->model().node(NodeId(QByteArray("n3")))->value(Metric::Clients), 0.0, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_watch->model().totals().value(Metric::Clients), 60.0, 20'000);
        nodes.openMenu();
        trigger(u"Take clients again"_s);
        QTRY_COMPARE_WITH_TIMEOUT(state("n3"), NodeState::Ready, 10'000);
    }

    void aRestartIsADrainThatIsLoggedAndThenAnEndOfTheProcess()
    {
        NodeId restarted;
        m_page->setRestarter([](const NodeId &) { return true; },
            [this, &restarted](const NodeId &node) {
                restarted = node;
                m_cluster->node(2).kill();
                QVERIFY2(m_cluster->node(2).start(), qPrintable(m_cluster->node(2).problem()));
            });
        show(ConsolePage::Tab::Nodes);
        CellTableOf nodes { table("nodesPage") };
        nodes.select(u"n2"_s);
        const Boot before = m_watch->model().node(NodeId(QByteArray("n2")))->report.boot;
        nodes.openMenu();
        trigger(u"Restart…"_s);
        QTRY_VERIFY(confirm("Restart") != nullptr);
        QTest::mouseClick(confirm("Restart"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(restarted.text(), u"n2"_s, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(!(m_watch->model().node(NodeId(QByteArray("n2")))->report.boot == before), 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(state("n2"), NodeState::Ready, 15'000);
        const auto &events = m_watch->events().events();
        QVERIFY(std::any_of(events.begin(), events.end(), [](const ops::LoggedEvent &each) {
            return each.event.kind == protocol::OpsKind::Operator && each.event.command == "drain"
                && each.event.target == "n2" && each.event.by == "operator" && each.event.result == "ok";
        }));
        m_page->setRestarter({}, {});
        QTRY_COMPARE_WITH_TIMEOUT(m_watch->model().totals().value(Metric::Clients), 60.0, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_watch->alerts().open(ops::AlertLevel::Critical), 0, 10'000);
    }

    void aKilledNodeIsAnAlertWithWhoWasThereAndEndsWhenItIsBack()
    {
        show(ConsolePage::Tab::Overview);
        QTRY_VERIFY_WITH_TIMEOUT(isSteady(), 20'000);
        m_before = steadyMoment();
        m_cluster->node(1).kill();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->verdictWord(), u"Degraded"_s, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(state("n1"), NodeState::Down, 15'000);
        QTRY_COMPARE(tile("tileNodes")->value(), u"2 / 3"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_watch->alerts().open(ops::AlertLevel::Critical) > 0, 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_watch->model().totals().value(Metric::Clients), 60.0, 20'000);
        compareWithMetrics({ 2, 3 });
        QTRY_VERIFY_WITH_TIMEOUT(isSteady(), 20'000);
        m_during = steadyMoment();
        takePictures(u"kill"_s);
        show(ConsolePage::Tab::Alerts);
        QTest::mouseClick(m_window->findChild<QWidget *>(u"acknowledge"_s), Qt::LeftButton);
        QVERIFY2(m_cluster->node(1).start(), qPrintable(m_cluster->node(1).problem()));
        QTRY_COMPARE_WITH_TIMEOUT(state("n1"), NodeState::Ready, 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_watch->alerts().open(ops::AlertLevel::Critical), 0, 10'000);
    }

    void withoutRedisItSaysSoAndWithItTheNumbersAreTrueAgain()
    {
        show(ConsolePage::Tab::Overview);
        m_cluster->redis().kill();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->verdictWord(), u"No sight of Redis"_s, 15'000);
        QTRY_VERIFY_WITH_TIMEOUT(ui::verdictOf(*m_watch).stale, 15'000);
        QCOMPARE(state("n2"), NodeState::Ready); // blamed for nothing
        takePictures(u"redis-away"_s);
        show(ConsolePage::Tab::Overview);
        QVERIFY(m_cluster->redis().start());
        QTRY_VERIFY_WITH_TIMEOUT(m_page->verdictWord() != u"No sight of Redis"_s, 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_watch->model().totals().nodesUp, 3, 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_watch->model().totals().value(Metric::Clients), 60.0, 60'000);
        compareWithMetrics({ 1, 2, 3 });
    }

    void theConsoleGoesBackToAMomentAndAnIncidentIsOpenedElsewhere()
    {
        // It was up before n1 was killed, and recorded all of it.
        QVERIFY(m_before.second > 0 && m_during.second > m_before.second);
        show(ConsolePage::Tab::Overview);
        click("goBackInTime");
        QTRY_VERIFY_WITH_TIMEOUT(m_page->travel().isAway(), 10'000);
        QVERIFY(m_page->watch()->isHeld());
        seek(m_during.second);
        QTRY_COMPARE(tile("tileNodes")->value(), u"2 / 3"_s);
        QCOMPARE(m_page->verdictWord(), m_during.verdict);
        QVERIFY(!m_window->findChild<QWidget *>(u"consoleAnnounce"_s)->isEnabled());
        takeShot(u"console-recorded-kill"_s);
        seek(m_before.second);
        QTRY_COMPARE(tile("tileNodes")->value(), u"3 / 3"_s);
        QCOMPARE(tile("tileClients")->value(), u"60"_s);
        QCOMPARE(m_page->verdictWord(), m_before.verdict);
        const qint64 lost = moment(protocol::OpsKind::RedisLost, nullptr);
        seek(lost + 3);
        QTRY_COMPARE(m_page->verdictWord(), u"No sight of Redis"_s);
        show(ConsolePage::Tab::Traces); // there are fewer, and then more again
        seek(m_before.second);
        const int few = table("tracePage")->shownCount();
        seek(lost + 3);
        QVERIFY(table("tracePage")->shownCount() > few);
        seek(m_before.second);
        QCOMPARE(table("tracePage")->shownCount(), few);
        show(ConsolePage::Tab::Rooms);
        seek(m_during.second);
        QTRY_COMPARE(m_page->verdictWord(), u"Degraded"_s);
        const QString saved = m_folder.filePath(u"kill.hubrec"_s);
        m_page->travel().saveIncident(saved);
        QTRY_VERIFY(m_window->findChild<QToolButton *>(u"saveIncident"_s)->toolTip().contains(saved));
        show(ConsolePage::Tab::Overview);
        click("backToLive");
        QTRY_VERIFY(!m_page->travel().isAway());
        QCOMPARE(m_page->watch(), m_watch.get());
        QTRY_COMPARE(tile("tileNodes")->value(), u"3 / 3"_s);

        // Elsewhere: no cluster, no Redis.
        ConsolePage other;
        other.resize(1280, 800);
        other.travel().openIncident(saved);
        QTRY_VERIFY_WITH_TIMEOUT(other.watch() != nullptr, 10'000);
        other.travel().seek(m_during.second);
        QTRY_COMPARE(other.travel().second(), m_during.second);
        QCOMPARE(other.watch()->model().totals().nodesUp, 2);
        QCOMPARE(other.watch()->redisName(), u"unix socket"_s);
        other.show();
        QTRY_COMPARE(other.verdictWord(), u"Degraded"_s);
    }

    void theChartsOfAnEarlierRunAreThereAgain()
    {
        const qint64 begun = m_watch->model().begin();
        close();
        open();
        QTRY_VERIFY_WITH_TIMEOUT(m_watch->model().begin() != 0 && m_watch->model().begin() <= begun + 10, 10'000);
        QVERIFY(m_watch->model().total(Metric::Clients).at(begun + 6));
    }

    void whoMayOnlyLookSeesNoWayToAct()
    {
        const auto call = [this](const redis::Reply &reply) { QVERIFY2(!reply.isError(), reply.bytes().constData()); };
        const GatewayProcess::Ended acl = GatewayProcess::run({ u"acl"_s });
        QString rules;
        for (const QString &line : QString::fromUtf8(acl.output).split(u'\n')) {
            if (line.startsWith("user hubbub-watcher"_L1))
                rules = line.section(u' ', 2);
        }
        QVERIFY(!rules.isEmpty());
        QByteArrayList argv { "ACL", "SETUSER", "watcher", ">secret" };
        for (const QString &word : aclWords(rules))
            argv.append(word.toUtf8());
        call(m_cluster->redis().run(argv));
        close();
        auto options = redis::Options { m_cluster->redis().endpoint() };
        options.endpoint.user = "watcher";
        options.endpoint.password = "secret";
        open(options);
        QTRY_COMPARE_WITH_TIMEOUT(m_watch->desk().rights(), ops::CommandDesk::Rights::MayLook, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_watch->model().totals().nodesUp, 3, 10'000);
        QTRY_VERIFY(!m_window->findChild<QWidget *>(u"consoleAnnounce"_s)->isEnabled());
        show(ConsolePage::Tab::Rooms);
        QTRY_VERIFY_WITH_TIMEOUT(table("roomsPage")->shownCount() >= 12, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_watch->hasInfo(), 10'000);
    }

    /// Last: it leaves a room that is not whole. By one who may only look.
    void thePromisesAreCheckedInRedisItselfAndABrokenOneIsFound()
    {
        show(ConsolePage::Tab::Promises);
        const auto &state = m_watch->promises().state();
        QTRY_VERIFY_WITH_TIMEOUT(state.events > 500 && state.sessions > 100 && state.rooms >= 12, 30'000);
        QVERIFY2(state.isWhole(), qPrintable(state.breaches.isEmpty() ? QString() : state.breaches.last().detail));
        QTRY_COMPARE(tile("promise0")->value(), u"0"_s);
        // Somebody writes into a room's log what no node wrote.
        const auto busiest = [this] {
            RoomId out;
            for (const auto &[id, node] : m_watch->model().nodes()) {
                if (!node.report.roomsTop.isEmpty())
                    out = node.report.roomsTop.first().room;
            }
            return out;
        };
        QTRY_VERIFY(!busiest().isEmpty());
        const QByteArray log = redis::keys::log(busiest());
        const redis::Reply last = m_cluster->redis().run({ "XREVRANGE", log, "+", "-", "COUNT", "1" });
        const qint64 seq = last[0][0].bytes().split('-').first().toLongLong() + 1000;
        QByteArrayList entry { "XADD", log, QByteArray::number(seq) + "-0" };
        for (const redis::Reply &field : last[0][1].items())
            entry << field.bytes();
        QVERIFY(!m_cluster->redis().run(entry).isError());
        const auto broken = [&state](ops::Promise promise) { return state.broken.at(static_cast<size_t>(promise)); };
        QTRY_VERIFY_WITH_TIMEOUT(broken(ops::Promise::InOrder) > 0, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(broken(ops::Promise::NothingLost) > 0, 10'000);
        QVERIFY(broken(ops::Promise::NothingDoubled) > 0);
        QVERIFY(broken(ops::Promise::InOrder) > 0);
        QVERIFY(m_watch->alerts().worst() != nullptr);
        QCOMPARE(m_watch->alerts().worst()->rule, u"promise"_s);
        QTRY_VERIFY(table("promisesPage")->shownCount() > 0);
        takeShot(u"console-promise-broken"_s);
        show(ConsolePage::Tab::Overview);
    }

private:
    struct CellTableOf {
        ui::CellTable *view;
        /// As by the menu key.
        void openMenu() const
        {
            view->setFocus();
            QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, view->mapToGlobal(QPoint()));
            QApplication::sendEvent(view, &event);
        }
        void select(const QString &name) const
        {
            for (int row = 0; row < view->model()->rowCount(); ++row) {
                if (view->model()->index(row, 0).data().toString() == name)
                    view->setCurrentIndex(view->model()->index(row, 0));
            }
        }
    };

    /// Of a line of an ACL file: what stands in parentheses is one word.
    static QStringList aclWords(const QString &rules)
    {
        static const QRegularExpression word(uR"(\([^)]*\)|\S+)"_s);
        QStringList out;
        for (auto it = word.globalMatch(rules); it.hasNext();)
            out.append(it.next().captured());
        return out;
    }

    void open() { open(redis::Options { m_cluster->redis().endpoint() }); }
    void open(const redis::Options &options)
    {
        m_watch = std::make_unique<ops::OperatorWatch>(options, u"unix socket"_s);
        m_window = std::make_unique<QWidget>();
        m_window->resize(1280, 800);
        m_page = new ConsolePage(m_window.get());
        m_page->resize(1280, 800);
        m_page->setWatch(m_watch.get());
        m_recorder = std::make_unique<ops::Recorder>(*m_watch, m_folder.filePath(u"desk.hubrec"_s));
        m_page->setRecorder(m_recorder.get());
        m_watch->open();
        m_recorder->begin();
        m_window->show();
    }
    void close()
    {
        if (m_page != nullptr) {
            m_page->setRecorder(nullptr);
            m_page->setWatch(nullptr);
        }
        m_page = nullptr;
        m_window.reset();
        m_recorder.reset();
        m_watch.reset();
    }
    void click(const char *name) const
    {
        QTest::mouseClick(m_window->findChild<QWidget *>(QString::fromLatin1(name)), Qt::LeftButton);
    }
    /// Whether the verdict has been the same for some seconds, so that a record of them can't be between two of it.
    bool isSteady()
    {
        const qint64 now = m_watch->model().redisNow() / 1000;
        if (std::exchange(m_lastVerdict, m_page->verdictWord()) != m_page->verdictWord() || m_verdictSince == 0)
            m_verdictSince = now;
        return now >= m_verdictSince + 3;
    }
    struct Moment {
        qint64 second = 0; ///< since 1970, by Redis's clock
        QString verdict;
    };
    [[nodiscard]] Moment steadyMoment()
    {
        m_verdictSince = 0;
        return { m_watch->model().redisNow() / 1000 - 1, m_lastVerdict };
    }
    void seek(qint64 second)
    {
        m_page->travel().seek(second);
        QTRY_COMPARE(m_page->travel().second(), second);
    }
    /// The second of the newest such event; 0: there was none.
    [[nodiscard]] qint64 moment(protocol::OpsKind kind, const char *about) const
    {
        qint64 out = 0;
        for (const ops::LoggedEvent &event : m_watch->events().events()) {
            if (event.event.kind == kind && (about == nullptr || event.event.about.bytes() == about))
                out = event.event.t / 1000;
        }
        return out;
    }
    void takeShot(const QString &name)
    {
        for (const auto &[choice, look] :
            { std::pair { ui::Theme::Choice::Dark, u"dark"_s }, std::pair { ui::Theme::Choice::Light, u"light"_s } }) {
            ui::Theme::instance().setChoice(choice);
            QCoreApplication::processEvents();
            savePicture(m_window->grab(), u"%1-%2"_s.arg(name, look));
        }
    }
    void show(ConsolePage::Tab tab)
    {
        auto *button = m_window->findChild<QWidget *>(u"consoleTab%1"_s.arg(static_cast<int>(tab)));
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(m_page->tab(), tab);
    }
    [[nodiscard]] ui::StatTile *tile(const char *name) const
    {
        return m_window->findChild<ui::StatTile *>(QString::fromLatin1(name));
    }
    [[nodiscard]] ui::CellTable *table(const char *page) const
    {
        return m_window->findChild<QWidget *>(QString::fromLatin1(page))->findChild<ui::CellTable *>();
    }
    [[nodiscard]] QLineEdit *field(const char *page) const
    {
        return m_window->findChild<QWidget *>(QString::fromLatin1(page))->findChild<QLineEdit *>(u"filterField"_s);
    }
    [[nodiscard]] ui::ProgressBar *progress() const { return m_window->findChild<ui::ProgressBar *>(); }
    [[nodiscard]] NodeState state(const char *node) const
    {
        return m_watch->model().node(NodeId(QByteArray(node)))->state;
    }
    [[nodiscard]] QAbstractButton *confirm(const char *words = "Drain") const
    {
        for (auto *button : m_window->findChildren<QAbstractButton *>()) {
            if (button->text() == QString::fromLatin1(words) && button->isVisible())
                return button;
        }
        return nullptr;
    }
    static void trigger(const QString &text)
    {
        QTRY_VERIFY(qobject_cast<QMenu *>(QApplication::activePopupWidget()) != nullptr);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        for (QAction *action : menu->actions()) {
            if (action->text() == text) {
                QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
                return;
            }
        }
        QFAIL(qPrintable(u"no entry "_s + text));
    }

    /// A figure of a node's /metrics.
    [[nodiscard]] double metric(int node, const QString &name) const
    {
        const auto [status, body] = m_cluster->http(node, u"/metrics"_s);
        const QRegularExpression line(u"^%1 ([0-9.e+]+)$"_s.arg(name), QRegularExpression::MultilineOption);
        return line.match(QString::fromUtf8(body)).captured(1).toDouble();
    }

    /// The console is at most one sample behind: its counters lie between what /metrics said before and after.
    void compareWithMetrics(const QList<int> &nodes)
    {
        for (const int node : nodes) {
            const NodeId id(QByteArray("n") + QByteArray::number(node));
            const double before = metric(node, u"hubbub_received_messages_total"_s);
            const qint64 t = m_watch->model().node(id)->report.t;
            QTRY_VERIFY_WITH_TIMEOUT(m_watch->model().node(id)->report.t > t, 5000);
            QTRY_VERIFY_WITH_TIMEOUT(m_watch->model().node(id)->report.t > t + 1000, 5000);
            const auto shown = static_cast<double>(m_watch->model().node(id)->report.inMessages);
            const double after = metric(node, u"hubbub_received_messages_total"_s);
            QVERIFY2(before <= shown && shown <= after,
                qPrintable(u"n%1: %2 <= %3 <= %4"_s.arg(node).arg(before).arg(shown).arg(after)));
        }
        double clients = 0;
        const auto sum = [&] {
            clients = 0;
            for (const int node : nodes)
                clients += metric(node, u"hubbub_clients"_s);
            return clients;
        };
        QTRY_COMPARE_WITH_TIMEOUT(m_watch->model().totals().value(Metric::Clients), sum(), 10'000);
    }

    void takePictures(const QString &name)
    {
        if (qEnvironmentVariableIsEmpty("HUBBUB_SHOTS"))
            return;
        const char *words[] { "overview", "nodes", "topology", "rooms", "people", "traces", "promises", "alerts",
            "events" };
        for (int i = 0; i < ConsolePage::tabCount; ++i) {
            show(static_cast<ConsolePage::Tab>(i));
            const qint64 t = m_watch->model().redisNow();
            QTRY_VERIFY_WITH_TIMEOUT(m_watch->model().redisNow() > t + 2500, 5000);
            for (const auto &[choice, look] : { std::pair { ui::Theme::Choice::Dark, u"dark"_s },
                     std::pair { ui::Theme::Choice::Light, u"light"_s } }) {
                ui::Theme::instance().setChoice(choice);
                QCoreApplication::processEvents();
                savePicture(m_window->grab(), u"console-%1-%2-%3"_s.arg(name, QString::fromLatin1(words[i]), look));
            }
        }
    }

    /// A narrow window, and large letters.
    void takeTightPictures()
    {
        if (qEnvironmentVariableIsEmpty("HUBBUB_SHOTS"))
            return;
        ui::Theme::instance().setChoice(ui::Theme::Choice::Light);
        for (const auto &[size, zoom, word] :
            { std::tuple { QSize(720, 560), 1.0, u"narrow"_s }, std::tuple { QSize(1280, 800), 1.5, u"large"_s } }) {
            ui::Theme::instance().setZoom(zoom);
            m_window->resize(size);
            m_page->resize(size);
            for (const auto tab : { ConsolePage::Tab::Overview, ConsolePage::Tab::Nodes, ConsolePage::Tab::Topology }) {
                show(tab);
                QCoreApplication::processEvents();
                savePicture(m_window->grab(), u"console-%1-%2"_s.arg(word).arg(static_cast<int>(tab)));
            }
        }
        ui::Theme::instance().setZoom(1);
        m_window->resize(1280, 800);
        m_page->resize(1280, 800);
    }

    std::unique_ptr<Cluster> m_cluster;
    ChildProcess m_load;
    QTemporaryDir m_folder;
    QString m_lastVerdict;
    qint64 m_verdictSince = 0;
    Moment m_before; ///< before n1 was killed
    Moment m_during; ///< while it was away
    std::unique_ptr<ops::OperatorWatch> m_watch;
    std::unique_ptr<ops::Recorder> m_recorder;
    std::unique_ptr<QWidget> m_window;
    ConsolePage *m_page = nullptr;
};

QTEST_MAIN(ConsoleFlowTest)
#include "console_flow_test.moc"
