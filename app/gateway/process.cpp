// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gateway/process.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

int signalDescriptor = -1;

// Async-signal-safe: nothing but a write.
void onSignal(int)
{
    const quint64 one = 1;
    [[maybe_unused]] const auto written = ::write(signalDescriptor, &one, sizeof one);
}

} // namespace

TerminationSignals::TerminationSignals(QObject *parent)
    : QObject(parent)
{
    signalDescriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    m_notifier = std::make_unique<QSocketNotifier>(signalDescriptor, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        quint64 count = 0;
        [[maybe_unused]] const auto got = ::read(signalDescriptor, &count, sizeof count);
        Q_EMIT
        received();
    });
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

ParentWatch::ParentWatch(QObject *parent)
    : QObject(parent)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() == 1)
        std::_Exit(0); // it ended before the kernel was asked
    m_notifier = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [] {
        char bytes[256];
        const auto got = ::read(STDIN_FILENO, bytes, sizeof bytes);
        if (got == 0)
            std::_Exit(0);
    });
}

void raiseDescriptorLimit()
{
    rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}
