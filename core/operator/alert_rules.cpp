// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/operator/alert_rules.h"

#include <QStringList>

#include <array>
#include <optional>

namespace hubbub::ops {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct FigureWords {
    QLatin1StringView name;
    QLatin1StringView meaning;
};
constexpr std::array<FigureWords, figureCount> figures {
    FigureWords { "unheard_s"_L1, "seconds since the node's last report"_L1 },
    FigureWords { "deliver_p99_ms"_L1, "from an event's time to its hand-over to the sockets, 99th percentile"_L1 },
    FigureWords { "queued_bytes"_L1, "what clients of the node have not taken yet"_L1 },
    FigureWords { "descriptors_percent"_L1, "open descriptors, of the most that the node may have"_L1 },
    FigureWords { "cpu_percent"_L1, "of one core"_L1 },
    FigureWords { "redis_rtt_ms"_L1, "Redis's last answer to the node"_L1 },
    FigureWords { "disconnects_percent"_L1, "connections that ended within a minute, of the node's clients"_L1 },
    FigureWords { "gaps"_L1, "holes told to clients within a minute"_L1 },
};

constexpr std::array<QLatin1StringView, 2> levels { "warning"_L1, "critical"_L1 };

Error wrong(qsizetype line, const QString &what)
{
    return { ErrorCode::BadField, u"Line %1: %2"_s.arg(line).arg(what) };
}

std::optional<double> numberOf(const QString &word)
{
    bool good = false;
    const double value = word.toDouble(&good);
    return good && value >= 0 ? std::optional(value) : std::nullopt;
}

template <size_t N, typename NameOf>
std::optional<int> placeOf(const QString &word, NameOf nameOf)
{
    for (size_t i = 0; i < N; ++i) {
        if (word == nameOf(i))
            return static_cast<int>(i);
    }
    return {};
}

Result<AlertRule> readRule(const QStringList &words, qsizetype line)
{
    if (words.size() < 4)
        return wrong(line, u"a rule is NAME LEVEL FIGURE RAISE [for SECONDS] [clear CLEAR]."_s);
    AlertRule rule;
    rule.name = words[0];
    const auto level = placeOf<2>(words[1], [](size_t i) { return levels.at(i); });
    if (!level)
        return wrong(line, u"\"%1\" is no level; take warning or critical."_s.arg(words[1]));
    rule.level = static_cast<AlertLevel>(*level);
    const auto figure = placeOf<figureCount>(words[2], [](size_t i) { return figures.at(i).name; });
    if (!figure)
        return wrong(line, u"\"%1\" is no figure."_s.arg(words[2]));
    rule.figure = static_cast<Figure>(*figure);
    const auto raise = numberOf(words[3]);
    if (!raise)
        return wrong(line, u"\"%1\" is no number."_s.arg(words[3]));
    rule.raise = *raise;
    rule.clear = *raise;
    for (qsizetype i = 4; i < words.size(); i += 2) {
        const auto value = numberOf(words.value(i + 1));
        if (!value)
            return wrong(line, u"a number must follow \"%1\"."_s.arg(words[i]));
        if (words[i] == "for"_L1)
            rule.lasting = std::chrono::seconds(static_cast<qint64>(*value));
        else if (words[i] == "clear"_L1)
            rule.clear = *value;
        else
            return wrong(line, u"\"%1\" is not known here; take for or clear."_s.arg(words[i]));
    }
    if (rule.clear > rule.raise)
        return wrong(line, u"clear must not be above the value that raises it."_s);
    return rule;
}

} // namespace

QString figureName(Figure figure) { return figures.at(static_cast<size_t>(figure)).name; }

const QList<AlertRule> &defaultRules()
{
    using enum AlertLevel;
    static const QList<AlertRule> rules {
        { u"node-unheard"_s, Warning, Figure::UnheardSeconds, 3, 0s, 2 },
        { u"node-unheard"_s, Critical, Figure::UnheardSeconds, 10, 0s, 2 },
        { u"slow-delivery"_s, Warning, Figure::DeliverP99, 250, 30s, 200 },
        { u"slow-delivery"_s, Critical, Figure::DeliverP99, 1000, 30s, 800 },
        { u"queued"_s, Warning, Figure::QueuedBytes, 16 << 20, 10s, 8 << 20 },
        { u"queued"_s, Critical, Figure::QueuedBytes, 128 << 20, 10s, 64 << 20 },
        { u"descriptors"_s, Warning, Figure::DescriptorsPercent, 80, 0s, 75 },
        { u"descriptors"_s, Critical, Figure::DescriptorsPercent, 95, 0s, 90 },
        { u"busy"_s, Warning, Figure::CpuPercent, 80, 10s, 60 },
        { u"slow-redis"_s, Warning, Figure::RedisRtt, 20, 5s, 10 },
        { u"disconnects"_s, Warning, Figure::DisconnectsPercent, 5, 0s, 2 },
        { u"gaps"_s, Critical, Figure::Gaps, 1, 0s, 1 },
    };
    return rules;
}

Result<QList<AlertRule>> readRules(const QString &text)
{
    QList<AlertRule> out;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QStringList words = lines[i].section(u'#', 0, 0).simplified().split(u' ', Qt::SkipEmptyParts);
        if (words.isEmpty())
            continue;
        const auto rule = readRule(words, i + 1);
        if (!rule.ok())
            return rule.error();
        out.append(*rule);
    }
    return out;
}

QString defaultRulesText()
{
    QString out =
        u"# When the console of Hubbub raises an alert. One rule a line:\n"
        "#   NAME LEVEL FIGURE RAISE [for SECONDS] [clear CLEAR]\n"
        "# LEVEL is warning or critical. It fires once FIGURE was RAISE or more for SECONDS, and is over when "
        "it is below CLEAR.\n# Figures:\n"_s;
    for (const FigureWords &figure : figures)
        out += u"#   %1 %2\n"_s.arg(QString(figure.name).leftJustified(20), QString(figure.meaning));
    for (const AlertRule &rule : defaultRules()) {
        out += u"%1 %2 %3 %4"_s.arg(rule.name.leftJustified(14),
            QString(levels.at(static_cast<size_t>(rule.level))).leftJustified(8),
            figureName(rule.figure).leftJustified(20), QString::number(rule.raise, 'f', 0));
        if (rule.lasting.count() > 0)
            out += u" for %1"_s.arg(rule.lasting.count());
        out += u" clear %1\n"_s.arg(QString::number(rule.clear, 'f', 0));
    }
    return out;
}

} // namespace hubbub::ops
