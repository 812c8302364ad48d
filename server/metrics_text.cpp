// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/metrics_text.h"

#include "server/latencies.h"

namespace hubbub::server {

namespace {

void append(QByteArray &out, std::string_view text) { out.append(text.data(), static_cast<qsizetype>(text.size())); }

QByteArray numberText(double value) { return QByteArray::number(value, 'g', 17); }

/// The shortest text of a bucket's end, which readers compare as text.
QByteArray boundText(double value) { return QByteArray::number(value, 'g', 6); }

QByteArray escaped(QByteArray value) { return value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"); }

} // namespace

void MetricsText::head(std::string_view name, std::string_view help, std::string_view type)
{
    for (const auto &[word, text] : { std::pair(std::string_view("# HELP "), help), { "# TYPE ", type } }) {
        append(m_out, word);
        append(m_out, name);
        m_out += ' ';
        append(m_out, text);
        m_out += '\n';
    }
}

void MetricsText::sample(std::string_view name, std::string_view suffix, const Labels &labels, double value)
{
    append(m_out, name);
    append(m_out, suffix);
    if (!labels.isEmpty()) {
        char mark = '{';
        for (const auto &[label, text] : labels) {
            m_out += mark;
            m_out += label + "=\"" + escaped(text) + '"';
            mark = ',';
        }
        m_out += '}';
    }
    m_out += ' ' + numberText(value) + '\n';
}

void MetricsText::counter(std::string_view name, std::string_view help, double value)
{
    head(name, help, "counter");
    sample(name, {}, {}, value);
}

void MetricsText::gauge(std::string_view name, std::string_view help, double value, const Labels &labels)
{
    head(name, help, "gauge");
    sample(name, {}, labels, value);
}

void MetricsText::histogram(std::string_view name, std::string_view help, const Latencies &latencies)
{
    head(name, help, "histogram");
    quint64 upTo = 0;
    for (size_t i = 0; i < Latencies::bounds.size(); ++i) {
        upTo += latencies.buckets()[i];
        sample(name, "_bucket", { { "le", boundText(Latencies::bounds[i]) } }, static_cast<double>(upTo));
    }
    const auto all = static_cast<double>(latencies.count());
    sample(name, "_bucket", { { "le", "+Inf" } }, all);
    sample(name, "_sum", {}, latencies.seconds());
    sample(name, "_count", {}, all);
}

} // namespace hubbub::server
