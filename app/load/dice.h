// SPDX-License-Identifier: GPL-3.0-or-later
// Chance that a seed repeats: what a run wants to do, and when, is the same again, though not how long answers take.
#pragma once

#include <QtGlobal>

#include <chrono>
#include <random>

namespace hubbub::load {

class Dice {
public:
    explicit Dice(quint64 seed)
        : m_engine(seed)
    {
    }
    /// 0 to `below` - 1; 0 where `below` is 0. The same on every machine, which no distribution of <random> promises.
    quint32 below(quint32 below) { return below == 0 ? 0 : static_cast<quint32>(m_engine() % below); }
    std::chrono::milliseconds time(std::chrono::milliseconds least, std::chrono::milliseconds most)
    {
        return least + std::chrono::milliseconds(below(static_cast<quint32>((most - least).count()) + 1));
    }

private:
    std::mt19937_64 m_engine;
};

} // namespace hubbub::load
