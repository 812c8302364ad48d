// SPDX-License-Identifier: GPL-3.0-or-later
// Figures in the text format of Prometheus (version 0.0.4).
#pragma once

#include <QByteArray>
#include <QList>

#include <string_view>
#include <utility>

namespace hubbub::server {

class Latencies;

/// Each call writes one metric with its HELP and TYPE lines. Names by Prometheus's conventions: base units, counters
/// end in _total.
class MetricsText {
public:
    using Labels = QList<std::pair<QByteArray, QByteArray>>;

    void counter(std::string_view name, std::string_view help, double value);
    void gauge(std::string_view name, std::string_view help, double value, const Labels &labels = {});
    void histogram(std::string_view name, std::string_view help, const Latencies &latencies);

    [[nodiscard]] QByteArray take() { return std::exchange(m_out, {}); }

private:
    void head(std::string_view name, std::string_view help, std::string_view type);
    void sample(std::string_view name, std::string_view suffix, const Labels &labels, double value);

    QByteArray m_out;
};

} // namespace hubbub::server
