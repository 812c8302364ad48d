// SPDX-License-Identifier: GPL-3.0-or-later
// What the console costs on a large cluster: 100 nodes, 100,000 rooms, 100,000 sessions, made up by operator_crowd.
// bench_console [--nodes N] [--rooms N] [--sessions N] [--seconds S] [--json FILE]. Offscreen, drawn by software.
#include "core/redis/sentinel.h"
#include "tests/bench/samples.h"
#include "tests/support/redis_server.h"
#include "ui/common/theme.h"
#include "ui/console/cell_table.h"
#include "ui/console/console_page.h"
#include "ui/console/console_words.h"
#include "ui/console/plot.h"
#include "ui/console/plot_board.h"
#include "ui/console/stat_tile.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDateTime>
#include <QFile>
#include <QScrollBar>
#include <QTest>

#include <chrono>
#include <cmath>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using hubbub::bench::Figures;
using hubbub::bench::msOf;
using hubbub::bench::Samples;
using ui::ConsolePage;

namespace {

double cpuSeconds()
{
    rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double residentMb()
{
    QFile file(u"/proc/self/statm"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toDouble() * 4096 / 1e6 : 0;
}

struct Stage {
    ops::OperatorWatch watch;
    ConsolePage page;
    explicit Stage(const QString &url)
        : watch(*redis::optionsFor(url), u"bench"_s)
    {
        page.resize(1920, 1080);
        page.setWatch(&watch);
        watch.open();
        page.show();
    }
    ~Stage() { page.setWatch(nullptr); }
    [[nodiscard]] ui::CellTable *table(const char *name) const
    {
        return page.findChild<QWidget *>(QString::fromLatin1(name))->findChild<ui::CellTable *>();
    }
};

/// From the moment at which the crowd's last node told until the tile shows the sum.
void sampleToScreen(Stage &stage, ChildProcess &crowd, Figures &figures)
{
    stage.page.showTab(ConsolePage::Tab::Overview);
    auto *tile = stage.page.findChild<ui::StatTile *>(u"tileClients"_s);
    Samples samples;
    qsizetype seen = crowd.output().count('\n');
    for (int i = 0; i < 12; ++i) {
        if (!QTest::qWaitFor([&] { return crowd.output().count('\n') > seen; }, 5000))
            break;
        seen = crowd.output().count('\n');
        const QByteArrayList words = crowd.output().trimmed().split('\n').last().split(' ');
        const QString shown = ui::countShort(words[0].toDouble());
        if (QTest::qWaitFor([&] { return tile->value() == shown; }, 4000))
            samples.add(static_cast<double>(QDateTime::currentMSecsSinceEpoch() - words.value(1).toLongLong()));
    }
    figures.add("sample_to_screen_ms", samples.at(0.99));
}

void cpu(Stage &stage, int seconds, Figures &figures)
{
    const auto of = [seconds](Stage &on, ConsolePage::Tab tab) {
        on.page.showTab(tab);
        const double before = cpuSeconds();
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
        (void)QTest::qWaitFor([end] { return std::chrono::steady_clock::now() >= end; }, seconds * 2000);
        return 100 * (cpuSeconds() - before) / seconds;
    };
    figures.add("cpu_percent", of(stage, ConsolePage::Tab::Overview));
    figures.add("cpu_percent_rooms", of(stage, ConsolePage::Tab::Rooms));
    figures.add("cpu_percent_people", of(stage, ConsolePage::Tab::People));
    figures.add("cpu_percent_topology", of(stage, ConsolePage::Tab::Topology));
}

void tables(Stage &stage, int rooms, int sessions, Figures &figures)
{
    stage.page.showTab(ConsolePage::Tab::Rooms);
    ui::CellTable *roomTable = stage.table("roomsPage");
    const bool all = QTest::qWaitFor([&] { return roomTable->shownCount() >= rooms; }, 60'000);
    stage.page.showTab(ConsolePage::Tab::People);
    ui::CellTable *people = stage.table("peoplePage");
    const bool everybody = QTest::qWaitFor([&] { return people->shownCount() >= sessions; }, 240'000);
    if (!all || !everybody)
        std::fprintf(
            stderr, "only %d rooms and %d sessions were read\n", roomTable->shownCount(), people->shownCount());
    Samples samples;
    Samples sorts;
    for (ui::CellTable *table : { roomTable, people }) {
        stage.page.showTab(table == people ? ConsolePage::Tab::People : ConsolePage::Tab::Rooms);
        const auto act = [&](auto what) {
            return msOf([&] {
                what();
                QCoreApplication::sendPostedEvents();
                table->viewport()->repaint();
            });
        };
        for (const QString &typed : { u"1"_s, u"12"_s, u"123"_s, u"12"_s, u""_s, u"room-77"_s, u""_s })
            samples.add(act([&] { table->setFilter(typed); }));
        for (int step = 0; step < 40; ++step)
            samples.add(act([&] { table->verticalScrollBar()->setValue(step * 5000); }));
        for (const int column : { 0, 2, 0, 3, 0 })
            sorts.add(act([&] { table->sortBy(column, Qt::DescendingOrder); }));
    }
    figures.add("table_action_p99_ms", samples.at(0.99));
    figures.add("table_sort_ms", sorts.at(0.5));
}

/// Twelve charts of six lines of 900 points each.
void charts(Figures &figures)
{
    ui::PlotBoard board;
    constexpr qint64 end = 1'700'000'000;
    board.setBegin(static_cast<double>(end - 900));
    board.setNow(static_cast<double>(end));
    std::vector<std::unique_ptr<ui::Plot>> plots;
    for (int i = 0; i < 12; ++i) {
        auto plot = std::make_unique<ui::Plot>(u"chart %1"_s.arg(i),
            i % 2 == 0 ? ui::Plot::Kind::Stacked : ui::Plot::Kind::Lines, ui::perSecondWords, board);
        plot->resize(600, 240);
        plot->setLines({ u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s });
        plot->show();
        plots.push_back(std::move(plot));
    }
    Samples samples;
    for (int tick = 0; tick < 40; ++tick) {
        samples.add(msOf([&] {
            for (const auto &plot : plots) {
                for (int line = 0; line < 6; ++line) {
                    QList<ops::Series::Point> points;
                    points.reserve(900);
                    for (int k = 0; k < 900; ++k)
                        points.append({ end - 900 + k, 100 + 20 * std::sin((k + tick * 7 + line * 40) / 30.0) });
                    plot->setPoints(line, points);
                }
                plot->refresh();
            }
            QCoreApplication::processEvents();
        }));
    }
    figures.add("charts_tick_ms", samples.at(0.5));
}

} // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({ u"nodes"_s, {}, u"N"_s, u"100"_s });
    parser.addOption({ u"rooms"_s, {}, u"N"_s, u"100000"_s });
    parser.addOption({ u"sessions"_s, {}, u"N"_s, u"100000"_s });
    parser.addOption({ u"seconds"_s, {}, u"S"_s, u"10"_s });
    parser.addOption({ u"json"_s, {}, u"FILE"_s });
    parser.process(application);
    ui::Theme::instance().install();
    Figures figures;
    charts(figures);
    RedisServer redis;
    if (!redis.start()) {
        std::fprintf(stderr, "%s\n", qPrintable(redis.problem()));
        return 1;
    }
    const int rooms = parser.value(u"rooms"_s).toInt();
    const int sessions = parser.value(u"sessions"_s).toInt();
    ChildProcess crowd;
    if (!crowd.start(QCoreApplication::applicationDirPath() + u"/operator_crowd"_s,
            { redis.url(), parser.value(u"nodes"_s), QString::number(rooms), QString::number(sessions) })
        || !QTest::qWaitFor([&] { return crowd.output().contains("ready"); }, 120'000)) {
        std::fprintf(stderr, "the crowd did not come: %s\n", crowd.log().constData());
        return 1;
    }
    {
        Stage stage(redis.url());
        sampleToScreen(stage, crowd, figures);
        tables(stage, rooms, sessions, figures);
        cpu(stage, parser.value(u"seconds"_s).toInt(), figures);
        figures.add("rss_mb", residentMb());
    }
    figures.print();
    return !parser.isSet(u"json"_s) || figures.writeJson(parser.value(u"json"_s)) ? 0 : 1;
}
