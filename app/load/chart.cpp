// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/chart.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

constexpr int panelWidth = 460;
constexpr int barHeight = 18;
constexpr int barStep = 26;
constexpr int headHeight = 46;
constexpr int panelGap = 22;
constexpr int margin = 24;
constexpr int labelWidth = 128;
constexpr int barWidth = 210; ///< of the longest
constexpr int titleHeight = 44;

/// What one workload is for.
struct Subject {
    std::optional<double> Figures::*field;
    const char *unit;
    int decimals;
};

Subject subjectOf(const QString &workload)
{
    if (workload == "storm"_L1)
        return { &Figures::seconds, "seconds until all are in (less is better)", 2 };
    if (workload == "publish"_L1)
        return { &Figures::publishesPerSecond, "acknowledged a second (more is better)", 0 };
    if (workload.contains("saturated"_L1))
        return { &Figures::deliveriesPerCpuSecond, "deliveries a CPU second (more is better)", 0 };
    return { &Figures::cpuUsPerDelivery, "\u00b5s of CPU a delivery (less is better)", 2 };
}

QString text(double x, double y, const QString &style, const QString &words)
{
    return u"<text x=\"%1\" y=\"%2\" %3>%4</text>\n"_s.arg(x).arg(y).arg(style, words.toHtmlEscaped());
}

QString bar(const Spread &spread, const Subject &subject, double most, double x, double y)
{
    const bool ours = spread.median.system == "hubbub"_L1;
    const double value = *(spread.median.*subject.field);
    const auto lengthOf = [&](double of) { return most > 0 ? of / most * barWidth : 0; };
    const double left = x + labelWidth;
    QString number = QString::number(value, 'f', subject.decimals);
    if (!spread.median.measuresTheServer())
        number += u" *"_s;
    QString out = text(x, y + 13, ours ? u"class=\"name ours\""_s : u"class=\"name\""_s, spread.median.system);
    out += u"<rect x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\" rx=\"3\" class=\"%5\"/>\n"_s.arg(left)
               .arg(y)
               .arg(std::max(1.0, lengthOf(value)), 0, 'f', 1)
               .arg(barHeight)
               .arg(ours ? u"bar-ours"_s : u"bar"_s);
    const double middle = y + barHeight / 2.0;
    out += u"<line x1=\"%1\" x2=\"%2\" y1=\"%3\" y2=\"%3\" class=\"range\"/>\n"_s
               .arg(left + lengthOf(*(spread.least.*subject.field)), 0, 'f', 1)
               .arg(left + lengthOf(*(spread.most.*subject.field)), 0, 'f', 1)
               .arg(middle);
    return out + text(left + lengthOf(*(spread.most.*subject.field)) + 8, y + 13, u"class=\"value\""_s, number);
}

/// The panel and its height.
std::pair<QString, int> panel(const QString &workload, const QList<Spread> &spreads, double x, double y)
{
    const Subject subject = subjectOf(workload);
    QString out = text(x, y + 16, u"class=\"workload\""_s, workload)
        + text(x, y + 33, u"class=\"unit\""_s, QString::fromUtf8(subject.unit));
    double most = 0;
    for (const Spread &spread : spreads)
        most = std::max(most, (spread.most.*subject.field).value_or(0));
    int height = headHeight;
    for (const Spread &spread : spreads) {
        if (!(spread.median.*subject.field))
            continue;
        out += bar(spread, subject, most, x, y + height);
        height += barStep;
    }
    return { out, height };
}

constexpr auto style = R"(<style>
text { font-family: Inter, sans-serif; fill: #1f2430; }
.title { font-size: 18px; font-weight: 600; }
.workload { font-size: 14px; font-weight: 600; }
.unit, .note { font-size: 11px; fill: #667085; }
.name, .value { font-size: 12px; }
.ours { font-weight: 600; }
.bar { fill: #c3c9d5; }
.bar-ours { fill: #2560d8; }
.range { stroke: #1f2430; stroke-width: 1.5; opacity: 0.55; }
</style>
)";

} // namespace

QByteArray chartOf(const QList<Spread> &spreads)
{
    QStringList workloadNames;
    for (const Spread &spread : spreads) {
        if (!workloadNames.contains(spread.median.workload))
            workloadNames.append(spread.median.workload);
    }
    QString body;
    int y = titleHeight + margin;
    for (qsizetype i = 0; i < workloadNames.size(); i += 2) {
        int tallest = 0;
        for (qsizetype column = 0; column < 2 && i + column < workloadNames.size(); ++column) {
            const QString &name = workloadNames[i + column];
            QList<Spread> own;
            std::copy_if(spreads.begin(), spreads.end(), std::back_inserter(own),
                [&](const Spread &spread) { return spread.median.workload == name; });
            const auto [drawn, height] =
                panel(name, own, margin + static_cast<double>(column) * (panelWidth + margin), y);
            body += drawn;
            tallest = std::max(tallest, height);
        }
        y += tallest + panelGap;
    }
    const int width = 2 * panelWidth + 3 * margin;
    const int height = y + margin;
    body += text(margin, height - margin, u"class=\"note\""_s,
        u"Medians; the lines go from the least to the most of the runs. * The generator or Redis used over 80 % of a core."_s);
    return (
        u"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1\" height=\"%2\" viewBox=\"0 0 %1 %2\">\n"_s.arg(width)
            .arg(height)
        + QLatin1StringView(style) + u"<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"_s
        + text(margin, titleHeight, u"class=\"title\""_s, u"Hubbub\u2019s gateway beside its peers"_s) + body
        + u"</svg>\n"_s)
        .toUtf8();
}

} // namespace hubbub::load
