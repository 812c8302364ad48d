// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/topology.h"

#include "core/base/red_hook.h"
#include "core/redis/link.h"

using namespace Qt::StringLiterals;

namespace hubbub::redis {
namespace {

constexpr std::chrono::milliseconds askEvery { 5000 };
constexpr std::chrono::milliseconds askSoonest { 100 }; ///< between two questions
constexpr std::chrono::milliseconds scoutPatience { 1000 }; ///< with one node

Options scoutOptions(Options options)
{
    options.seeds.clear();
    options.connectTimeout = scoutPatience;
    options.commandTimeout = scoutPatience;
    options.primaryOnly = false; // a replica knows as well
    options.logs = false; // what counts is what comes of it
    if (!options.clientName.isEmpty())
        options.clientName += ":map";
    return options;
}

void addAll(QList<Endpoint> &to, const QList<Endpoint> &more)
{
    for (const auto &each : more) {
        if (!to.contains(each))
            to.append(each);
    }
}

} // namespace

Topology::Topology(const Options &options, QObject *parent)
    : QObject(parent)
    , m_options(scoutOptions(options))
    , m_seeds(options.seeds)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Topology::ask);
}

Topology::~Topology() = default;

void Topology::open()
{
    m_isOpen = true;
    m_timer.start(0);
}

void Topology::close()
{
    m_isOpen = false;
    m_isAsking = false;
    m_timer.stop();
    if (m_link)
        std::exchange(m_link, nullptr)->deleteLater();
}

QList<Endpoint> Topology::places() const
{
    auto out = m_map.owners();
    addAll(out, m_map.replicas());
    addAll(out, m_seeds);
    return out;
}

Endpoint Topology::anyPlace()
{
    const auto owners = m_map.owners();
    const auto all = m_isKnown && !owners.isEmpty() ? owners : m_seeds;
    return all.at(m_anyCursor++ % all.size());
}

void Topology::refresh()
{
    if (!m_isOpen || m_isAsking)
        return;
    const auto wait = m_askedAt + askSoonest - std::chrono::steady_clock::now();
    const auto ms = std::max(std::chrono::ceil<std::chrono::milliseconds>(wait), std::chrono::milliseconds(0));
    if (!m_timer.isActive() || m_timer.remainingTimeAsDuration() > ms)
        m_timer.start(ms);
}

void Topology::learn(const Redirect &moved)
{
    refresh();
    const auto *owner = m_map.ownerOf(moved.slot);
    if (owner && *owner == moved.place)
        return;
    m_map.move(moved.slot, moved.place);
    Q_EMIT
    changed();
}

void Topology::ask()
{
    m_isAsking = true;
    m_askedAt = std::chrono::steady_clock::now();
    if (!m_link)
        dial();
    if (!m_link->isUp())
        return; // asked as soon as it is
    m_link->command({ "CLUSTER", "SLOTS" }, this, [this](const Result<Reply> &answer) { take(answer); });
}

void Topology::dial()
{
    const auto all = places();
    auto options = m_options;
    m_asked = all.at(m_cursor++ % all.size());
    options.endpoint = m_asked;
    m_link = new Link(options, this);
    connect(m_link, &Link::up, this, [this, link = m_link] {
        if (link == m_link && m_isAsking)
            ask();
    });
    connect(m_link, &Link::down, this, [this, link = m_link](const QString &reason) {
        if (link == m_link)
            next(reason);
    });
    m_link->open();
}

void Topology::take(const Result<Reply> &answer)
{
    if (!m_isOpen)
        return;
    auto map = answer ? SlotMap::read(*answer, m_asked) : Result<SlotMap>(answer.error());
    if (!map) {
        next(map.error().detail);
        return;
    }
    m_isAsking = false;
    m_reason.clear();
    m_timer.start(askEvery);
    if (m_isKnown && (*map == m_map || redHook("first_map_for_good")))
        return;
    m_isKnown = true;
    m_map = std::move(*map);
    Q_EMIT
    changed();
}

/// The present node is of no use.
void Topology::next(const QString &reason)
{
    if (!m_isOpen)
        return;
    m_isAsking = false;
    m_reason = u"%1: %2"_s.arg(printable(m_asked), reason);
    if (m_link)
        std::exchange(m_link, nullptr)->deleteLater();
    m_timer.start(askSoonest);
    Q_EMIT
    failed(m_reason);
}

} // namespace hubbub::redis
