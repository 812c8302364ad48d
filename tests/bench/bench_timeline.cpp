// SPDX-License-Identifier: GPL-3.0-or-later
// What the timeline costs with 100,000 messages of common lengths and Markdown, in the program's own window on the
// offscreen platform, drawn by software: bench_timeline [--rows N] [--json FILE]. All figures are of wall time.
#include "core/client/chat_client.h"
#include "tests/bench/samples.h"
#include "tests/support/made_up_timeline.h"
#include "ui/chat/timeline_search.h"
#include "ui/chat/timeline_view.h"
#include "ui/common/theme.h"
#include "ui/main_window.h"
#include "ui/settings/settings.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDateTime>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTimer>
#include <QWheelEvent>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::test;
using hubbub::bench::Figures;
using hubbub::bench::msOf;
using hubbub::bench::Samples;
using ui::TimelineView;

namespace {

const UserId me("mara"_ba);

qint64 now() { return QDateTime::currentMSecsSinceEpoch(); }

/// A timeline as large as in a window of 1920 x 1080.
struct Stage {
    explicit Stage(int rows)
    {
        source.setItems(madeUpMessages(rows, now(), 1'000'000));
        other.setItems(madeUpMessages(rows, now(), 1'000'000, 2));
        view.resize(960, 960);
        view.setSource(&source, me);
        view.show();
        QCoreApplication::processEvents();
        bar = view.findChild<QScrollBar *>(u"timelineBar"_s);
    }
    void paint() { view.viewport()->repaint(); }

    MadeUpTimeline source;
    MadeUpTimeline other;
    TimelineView view;
    QScrollBar *bar;
};

void measurePaint(Stage &stage, Figures &figures)
{
    QRandomGenerator random(1);
    Samples cold;
    Samples warm;
    for (int i = 0; i < 400; ++i) {
        const int where = random.bounded(stage.bar->maximum());
        cold.add(msOf([&] {
            stage.bar->setValue(where);
            stage.paint();
        }));
        for (int again = 0; again < 3; ++again)
            warm.add(msOf([&] { stage.paint(); }));
    }
    figures.add("paint_warm_p50_ms", warm.at(0.5));
    figures.add("paint_warm_p99_ms", warm.at(0.99));
    figures.add("paint_cold_p50_ms", cold.at(0.5));
    figures.add("paint_cold_p99_ms", cold.at(0.99));
}

void turnWheel(Stage &stage, int eighths)
{
    const QPointF at(300, 300);
    QWheelEvent event(at, stage.view.viewport()->mapToGlobal(at), {}, QPoint(0, eighths), Qt::NoButton, Qt::NoModifier,
        Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(stage.view.viewport(), &event);
}

/// As fast as a hand can: ten seconds of sixty notches a second, each moved and painted at once.
void measureWheel(Stage &stage, Figures &figures)
{
    ui::Theme::instance().setReducesMotion(true);
    stage.view.scrollToEnd();
    Samples steps;
    for (int i = 0; i < 600; ++i) {
        steps.add(msOf([&] {
            turnWheel(stage, i < 400 ? 120 : -120);
            stage.paint();
        }));
    }
    figures.add("wheel_p50_ms", steps.at(0.5));
    figures.add("wheel_p99_ms", steps.at(0.99));
    figures.add("wheel_worst_ms", steps.at(1));
}

void measurePrepend(Stage &stage, Figures &figures)
{
    constexpr int page = 100;
    Samples taken;
    int drift = 0;
    qint64 first = stage.source.at(0).seq;
    stage.bar->setValue(2000);
    stage.paint();
    for (int i = 0; i < 40; ++i) {
        const Mid mid = stage.source.at(stage.view.hitAt({ 300, 400 }).row).mid;
        const int before = stage.view.rowRect(stage.source.indexOf(mid)).bottom();
        first -= page;
        // The source's own work, moving its rows, is not the view's.
        stage.source.prependQuietly(madeUpMessages(page, now() - 1'000'000, first, 100 + i));
        taken.add(msOf([&] {
            stage.source.tellPrepended(page);
            stage.paint();
        }));
        drift = std::max(drift, std::abs(stage.view.rowRect(stage.source.indexOf(mid)).bottom() - before));
    }
    figures.add("prepend_ms", taken.at(0.5));
    figures.add("prepend_worst_ms", taken.at(1));
    figures.add("prepend_drift_px", drift);
}

void measureSwitch(Stage &stage, Figures &figures)
{
    const auto go = [&](MadeUpTimeline &to, const TimelineView::Place &place) {
        return msOf([&] {
            stage.view.setSource(&to, me);
            stage.view.setPlace(place);
            stage.paint();
        });
    };
    const TimelineView::Place place = stage.view.place();
    figures.add("switch_cold_ms", go(stage.other, {}));
    Samples warm;
    for (int i = 0; i < 20; ++i) {
        warm.add(go(stage.source, place));
        warm.add(go(stage.other, {}));
    }
    figures.add("switch_warm_ms", warm.at(0.5));
    figures.add("switch_warm_worst_ms", warm.at(1));
    stage.view.setSource(&stage.source, me);
}

/// A key pressed in the search: every message is looked into, and the newest match is shown.
void measureSearch(Stage &stage, Figures &figures)
{
    ui::TimelineSearch search;
    search.setSource(&stage.source);
    QObject::connect(&search, &ui::TimelineSearch::reached, &stage.view, [&](int row) {
        stage.view.setHighlight(search.query());
        stage.view.scrollToSeq(stage.source.at(row).seq);
    });
    Samples keys;
    for (int round = 0; round < 10; ++round) {
        for (const QString &query : { u"q"_s, u"qu"_s, u"que"_s, u"queu"_s, u"queue depth"_s, u"nobody wrote this"_s })
            keys.add(msOf([&] {
                search.setQuery(query);
                stage.paint();
            }));
    }
    stage.view.setHighlight({});
    figures.add("search_ms", keys.at(0.5));
    figures.add("search_worst_ms", keys.at(1));
}

/// Counts what the window paints by itself.
class PaintCounter final : public QObject {
public:
    using QObject::QObject;
    int paints = 0;
    Samples gaps;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() != QEvent::Paint)
            return false;
        ++paints;
        if (m_since.isValid())
            gaps.add(double(m_since.nsecsElapsed()) / 1e6);
        m_since.start();
        return false;
    }

private:
    QElapsedTimer m_since;
};

void measureAppend(Stage &stage, Figures &figures)
{
    stage.view.scrollToEnd();
    PaintCounter counter;
    stage.view.viewport()->installEventFilter(&counter);
    const auto lines = madeUpMessages(800, now(), 9'000'000, 9);
    size_t next = 0;
    QElapsedTimer running;
    QEventLoop loop;
    QTimer ticks;
    ticks.setTimerType(Qt::PreciseTimer);
    QObject::connect(&ticks, &QTimer::timeout, &loop, [&] {
        // 200 a second, whatever the timer's own rhythm.
        const auto due = static_cast<size_t>(running.elapsed() / 5);
        while (next < due && next < lines.size())
            stage.source.append(lines[next++]);
        if (next == lines.size())
            loop.quit();
    });
    running.start();
    ticks.start(1);
    loop.exec();
    figures.add("append_fps", counter.paints * 1000.0 / double(running.elapsed()));
    figures.add("append_frame_gap_p99_ms", counter.gaps.at(0.99));
}

/// From exec to the first frame on screen of a new profile, by a child that says when.
double startMs()
{
    QTemporaryDir dir;
    QElapsedTimer since;
    QProcess child;
    since.start();
    child.start(QCoreApplication::applicationFilePath(), { u"--start"_s, dir.path() });
    child.setReadChannel(QProcess::StandardOutput);
    const bool said = child.waitForReadyRead(20'000);
    const double ms = double(since.nsecsElapsed()) / 1e6;
    child.waitForFinished();
    return said ? ms : -1;
}

/// The child's part: the program's window on an empty profile, until it was painted.
int runStart(const QString &folder)
{
    ui::Theme::instance().install();
    ui::Settings settings(folder);
    settings.ruleTheme();
    client::ChatClient client({ folder, u"bench"_s, nullptr, nullptr, {}, {}, false, false });
    ui::MainWindow window(ui::Desk { client, settings });
    window.show();
    QTimer::singleShot(0, &window, [&] {
        window.repaint();
        std::puts("shown");
        std::fflush(stdout);
        QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}

double residentMb()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').first().toDouble() / 1024;
    }
    return -1;
}

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    QCommandLineParser options;
    const QCommandLineOption json(u"json"_s, u"Write the figures to that file too."_s, u"FILE"_s);
    const QCommandLineOption rowsOption(u"rows"_s, u"Messages in the room."_s, u"N"_s, u"100000"_s);
    const QCommandLineOption start(u"start"_s, u"What start_ms measures, on a profile in that folder."_s, u"DIR"_s);
    options.addOptions({ json, rowsOption, start });
    options.addHelpOption();
    options.process(app);
    if (options.isSet(start))
        return runStart(options.value(start));

    const int rows = options.value(rowsOption).toInt();
    if (rows < 1000) {
        std::fprintf(stderr, "bench_timeline: --rows takes a number from 1000 on.\n");
        return 2;
    }
    ui::Theme::instance().install();
    Figures figures;
    figures.add("rows", rows);
    Samples starts;
    for (int i = 0; i < 7; ++i)
        starts.add(startMs());
    figures.add("start_ms", starts.at(0.5));
    const double before = residentMb();
    Stage stage(rows);
    measurePaint(stage, figures);
    measureWheel(stage, figures);
    measurePrepend(stage, figures);
    measureSwitch(stage, figures);
    measureSearch(stage, figures);
    measureAppend(stage, figures);
    figures.add("rss_mb", residentMb());
    figures.add("rss_before_rows_mb", before);
    figures.print();
    return options.isSet(json) && !figures.writeJson(options.value(json)) ? 1 : 0;
}
