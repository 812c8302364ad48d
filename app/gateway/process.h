// SPDX-License-Identifier: GPL-3.0-or-later
// What a server process owes the system: ending on signals, and with its parent.
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

/// Turns SIGTERM and SIGINT into a signal of Qt's. One for the process.
class TerminationSignals final : public QObject {
    Q_OBJECT
public:
    explicit TerminationSignals(QObject *parent = nullptr);

Q_SIGNALS:
    void received();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

/// Ends this process, at once, when the one that started it ends: the kernel is asked to, and standard input, which the
/// parent holds open, is watched for its end as well.
class ParentWatch final : public QObject {
    Q_OBJECT
public:
    explicit ParentWatch(QObject *parent = nullptr);

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

/// As many descriptors as the system lets us have: each client is one.
void raiseDescriptorLimit();
