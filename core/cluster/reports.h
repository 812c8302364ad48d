// SPDX-License-Identifier: GPL-3.0-or-later
// What the nodes report of themselves by Redis once a second, as far as the launcher shows it.
#pragma once

#include "core/base/ids.h"
#include "core/redis/subscription.h"

#include <QObject>

namespace hubbub::cluster {

class Reports final : public QObject {
    Q_OBJECT
public:
    explicit Reports(const redis::Options &where, QObject *parent = nullptr);

    void open() { m_subscription.open(); }
    void close() { m_subscription.close(); }

Q_SIGNALS:
    void clients(const hubbub::NodeId &node, int count);

private:
    redis::Subscription m_subscription;
};

} // namespace hubbub::cluster
