// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/wake_watch.h"

#include <QNetworkInformation>

namespace hubbub::client {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds every = 3s;
/// Later than this is no busy event loop any more.
constexpr std::chrono::milliseconds slept = 8s;

} // namespace

WakeWatch::WakeWatch(const Clock &clock, const Alarms &alarms, bool networkHints, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_alarm(alarms.make([this] { tick(); }))
    , m_steady(clock.now())
    , m_wall(clock.wall())
{
    m_alarm->set(every);
    if (networkHints)
        listenToNetwork();
}

void WakeWatch::tick()
{
    const auto steady = m_clock.now() - std::exchange(m_steady, m_clock.now());
    const auto wall = m_clock.wall() - std::exchange(m_wall, m_clock.wall());
    m_alarm->set(every);
    // A stopped process sees its steady clock jump; a suspended machine stops that clock, and only the wall tells.
    if (steady > slept || wall > slept)
        Q_EMIT
    awoke();
}

void WakeWatch::listenToNetwork()
{
    if (!QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability))
        return;
    connect(QNetworkInformation::instance(), &QNetworkInformation::reachabilityChanged, this,
        [this](QNetworkInformation::Reachability reachability) {
            if (reachability == QNetworkInformation::Reachability::Online)
                Q_EMIT
            awoke();
        });
}

} // namespace hubbub::client
