// SPDX-License-Identifier: GPL-3.0-or-later
// What a server process owes the system: ending with its parent, and room for its clients.
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

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
