// SPDX-License-Identifier: GPL-3.0-or-later
// hubbub: options, then a window, a tour or a check.
#include "app/hubbub/first_window.h"
#include "app/hubbub/options.h"
#include "app/hubbub/program.h"
#include "app/hubbub/tour.h"
#include "app/hubbub/tour_verdict.h"
#include "core/base/log.h"
#include "core/base/termination_signals.h"
#include "ui/common/resources.h"
#include "ui/common/theme.h"

#include <QApplication>

#include <cstdio>

using namespace hubbub;
using namespace Qt::StringLiterals;

namespace {

enum Exit : int { Good = 0, Bad = 1, Usage = 2 };

void print(std::FILE *to, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), to);
    std::fflush(to);
}

/// What Qt cannot go on after, such as a display that refuses us, ends as a sentence and not as a crash.
void onQtMessage(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    if (type == QtFatalMsg) {
        print(stderr, u"hubbub: %1\n"_s.arg(message.section(u'\n', 0, 0)));
        std::_Exit(Bad);
    }
    // What a platform without a window manager says of each window is of no use to anybody.
    if (type != QtDebugMsg && !message.startsWith("This plugin does not support"_L1))
        log::write(type == QtInfoMsg ? log::Level::Info : log::Level::Warning, "qt", message);
}

bool hasScreen()
{
    return qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || !qEnvironmentVariableIsEmpty("DISPLAY")
        || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
}

int runWindow(const app::Options &options)
{
    TerminationSignals signalsToEnd;
    app::FirstWindow first(app::profilesDir() + u'/' + options.profile);
    app::Program program(options);
    QObject::connect(&first, &app::FirstWindow::wanted, &program, &app::Program::comeForward);
    QObject::connect(&signalsToEnd, &TerminationSignals::received, &program, &app::Program::end);
    QObject::connect(&program, &app::Program::ended, qApp, [] { QApplication::exit(Good); });
    QObject::connect(&first, &app::FirstWindow::isFirst, &program, &app::Program::start);
    QObject::connect(&first, &app::FirstWindow::isSecond, qApp, [] {
        print(stdout, u"Hubbub runs already; its window is in front now.\n"_s);
        QApplication::exit(Good);
    });
    first.look();
    return QApplication::exec();
}

/// A tour or a check: prints its lines as they come.
template <typename Work>
int runToEnd(Work &work)
{
    TerminationSignals signalsToEnd;
    QObject::connect(&work, &Work::said, [](const QString &line) { print(stdout, line + u'\n'); });
    QObject::connect(&work, &Work::finished, qApp, [](bool good) { QApplication::exit(good ? Good : Bad); });
    QObject::connect(&signalsToEnd, &TerminationSignals::received, qApp, [] { QApplication::exit(Bad); });
    QMetaObject::invokeMethod(&work, &Work::start, Qt::QueuedConnection);
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const auto options = app::parseOptions(arguments);
    if (!options) {
        print(stderr, u"hubbub: %1\n"_s.arg(options.error().detail));
        return Usage;
    }
    using Mode = app::Options::Mode;
    if (options->mode == Mode::Help) {
        print(stdout, app::helpText());
        return Good;
    }
    if (options->mode == Mode::Version) {
        print(stdout, u"hubbub %1\n"_s.arg(QLatin1StringView(HUBBUB_VERSION)));
        return Good;
    }
    if (!hasScreen()) {
        if (options->mode == Mode::Window) {
            print(stderr,
                u"hubbub: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). Start it in a desktop "
                "session; hubbub --demo DIR needs none.\n"_s);
            return Bad;
        }
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    log::configure(log::Level::Warning, log::Format::Text);
    qInstallMessageHandler(onQtMessage);
    int count = 1; // ours were read; Qt has nothing to take from them
    QApplication application(count, argv);
    QApplication::setApplicationName(u"hubbub"_s);
    QApplication::setApplicationDisplayName(u"Hubbub"_s);
    QApplication::setApplicationVersion(QLatin1StringView(HUBBUB_VERSION));
    QApplication::setDesktopFileName(u"hubbub"_s);
    ui::initResources();
    ui::Theme::instance().install();
    if (options->mode == Mode::Window)
        return runWindow(*options);
    if (options->mode == Mode::Check) {
        app::TourVerdict verdict(options->demoDir);
        return runToEnd(verdict);
    }
    app::Tour tour(options->demoDir);
    return runToEnd(tour);
}
