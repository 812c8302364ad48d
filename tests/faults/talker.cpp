// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/talker.h"

using namespace Qt::StringLiterals;

namespace hubbub::testing {
namespace {

constexpr int lookEveryMs = 2;
constexpr int againAfterMs = 100;
constexpr int patienceMs = 5'000; ///< for any answer

} // namespace

Talker::Talker(Person &person, QString room)
    : m_person(person)
    , m_room(std::move(room))
    , m_seen(person.peer().frames().size())
{
    m_timer.setInterval(lookEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &Talker::look);
}

void Talker::start()
{
    m_sinceStored.start();
    m_mid = freshMid();
    say();
    m_timer.start();
}

void Talker::say()
{
    m_sinceSaid.start();
    m_id = m_person.peer().send({ { u"op"_s, u"send"_s }, { u"room"_s, m_room }, { u"mid"_s, m_mid },
        { u"body"_s, QJsonObject { { u"text"_s, m_mid } } } });
}

void Talker::look()
{
    const auto &frames = m_person.peer().frames();
    for (; m_seen < frames.size(); ++m_seen) {
        const auto &frame = frames.at(m_seen);
        if (m_id == 0 || frame[u"id"].toInt() != m_id)
            continue;
        m_id = 0;
        if (frame[u"op"] != u"ok"_s) {
            ++m_refusals;
            continue;
        }
        m_acknowledged.append(std::exchange(m_mid, m_stopping ? QString() : freshMid()));
        m_longestWait = std::max(m_longestWait, std::chrono::milliseconds(m_sinceStored.restart()));
        if (!m_mid.isEmpty())
            say();
    }
    if (m_mid.isEmpty())
        m_timer.stop();
    else if (m_sinceSaid.hasExpired(m_id == 0 ? againAfterMs : patienceMs))
        say();
}

} // namespace hubbub::testing
