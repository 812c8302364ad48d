// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/termination_signals.h"

#include <csignal>
#include <sys/eventfd.h>
#include <unistd.h>

namespace hubbub {
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

} // namespace hubbub
