// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/samples.h"

#include <QFile>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace hubbub::bench {

double Samples::at(double part) const
{
    if (m_values.empty())
        return 0;
    std::vector<double> sorted = m_values;
    std::sort(sorted.begin(), sorted.end());
    return sorted[static_cast<size_t>(std::lround(part * double(sorted.size() - 1)))];
}

void Figures::print() const
{
    for (const auto &[name, value] : m_figures)
        std::printf("%-26s %10.2f\n", name, value);
    std::fflush(stdout);
}

bool Figures::writeJson(const QString &path) const
{
    QByteArray text = "{";
    for (const auto &[name, value] : m_figures) {
        text += text.size() > 1 ? ",\n  \"" : "\n  \"";
        text += QByteArray(name) + "\": " + QByteArray::number(value, 'f', 3);
    }
    text += "\n}\n";
    QFile file(path);
    if (file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(text) == text.size())
        return true;
    std::fprintf(stderr, "%s cannot be written: %s\n", qPrintable(path), qPrintable(file.errorString()));
    return false;
}

} // namespace hubbub::bench
