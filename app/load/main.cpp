// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/program.h"
#include "core/base/log.h"
#include "core/base/termination_signals.h"

#include <QCoreApplication>

#include <cstdio>

using namespace hubbub::load;

int main(int argc, char **argv)
{
    // The plain dispatcher turns faster than GLib's, and the generator must never be what is measured.
    qputenv("QT_NO_GLIB", "1");
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("hubbub-load"));
    const auto options = parseOptions(QCoreApplication::arguments().sliced(1));
    if (!options) {
        std::fprintf(stderr, "hubbub-load: %s\n", qPrintable(options.error().detail));
        return static_cast<int>(Exit::Usage);
    }
    switch (options->act) {
    case Options::Act::Help:
        std::fputs(qPrintable(helpText()), stdout);
        return 0;
    case Options::Act::Version:
        std::puts("hubbub-load " HUBBUB_VERSION);
        return 0;
    case Options::Act::Run:
    case Options::Act::Check:
    case Options::Act::Explain:
    case Options::Act::Bench:
    case Options::Act::Medians:
        break;
    }
    // That Redis goes away is what a check wants.
    const bool quiet = options->act == Options::Act::Check;
    hubbub::log::configure(quiet ? hubbub::log::Level::Error : hubbub::log::Level::Warning, hubbub::log::Format::Text);
    Program program(*options);
    QObject::connect(&program, &Program::finished, &application, &QCoreApplication::exit, Qt::QueuedConnection);
    hubbub::TerminationSignals signalsToEnd;
    QObject::connect(&signalsToEnd, &hubbub::TerminationSignals::received, &program, &Program::stop);
    program.start();
    return QCoreApplication::exec();
}
