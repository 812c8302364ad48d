// SPDX-License-Identifier: GPL-3.0-or-later
// Durations and named figures for benches.
#pragma once

#include <QString>

#include <chrono>
#include <utility>
#include <vector>

namespace hubbub::bench {

/// Milliseconds that the work took.
template <typename Work>
[[nodiscard]] double msOf(Work work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

class Samples {
public:
    void add(double value) { m_values.push_back(value); }
    /// `part` from 0, the least, to 1, the greatest; 0 where there is none.
    [[nodiscard]] double at(double part) const;

private:
    std::vector<double> m_values;
};

class Figures {
public:
    void add(const char *name, double value) { m_figures.emplace_back(name, value); }
    void print() const;
    /// One object; false, and a word on stderr, where it cannot be written.
    [[nodiscard]] bool writeJson(const QString &path) const;

private:
    std::vector<std::pair<const char *, double>> m_figures;
};

} // namespace hubbub::bench
