// SPDX-License-Identifier: GPL-3.0-or-later
// SIGTERM and SIGINT as a signal of Qt's, so that a program ends in its own order.
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace hubbub {

/// One for the process; on the thread that makes it. From then on the process ignores SIGPIPE too.
class TerminationSignals final : public QObject {
    Q_OBJECT
public:
    explicit TerminationSignals(QObject *parent = nullptr);

Q_SIGNALS:
    void received();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace hubbub
