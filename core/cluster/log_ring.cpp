// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cluster/log_ring.h"

#include <QDateTime>

#include <array>

using namespace Qt::StringLiterals;

namespace hubbub::cluster {
namespace {

std::optional<quint8> levelNamed(QStringView name)
{
    static constexpr std::array names { u"debug", u"info", u"warning", u"error" };
    for (size_t i = 0; i < names.size(); ++i) {
        if (name == QStringView(names[i]))
            return static_cast<quint8>(i);
    }
    return std::nullopt;
}

// Redis marks a line with . - * # in rising order; only # is worth somebody's attention.
quint8 redisLevel(QChar mark) { return mark == u'#' ? 2 : mark == u'.' ? 0 : 1; }

/// "[WARNING]  (123) : TEXT", as HAProxy writes. That a place is filled or emptied is what it was told.
std::optional<LogLine> balancerLine(const QString &process, const QString &text, qint64 now)
{
    const qsizetype wordEnd = text.indexOf(u']');
    const qsizetype from = text.indexOf(u") : "_s);
    if (!text.startsWith(u'[') || wordEnd < 0 || from < wordEnd || from > wordEnd + 20)
        return std::nullopt;
    const QStringView word = QStringView(text).mid(1, wordEnd - 1);
    const QString rest = text.mid(from + 4);
    const bool asked = rest.contains(u"maintenance"_s);
    const quint8 level = word == u"ALERT" ? 3 : word == u"WARNING" && !asked ? 2 : 1;
    return LogLine { now, process, level, rest };
}

} // namespace

LogLine readLogLine(const QString &process, const QByteArray &line, qint64 now)
{
    const QString text = QString::fromUtf8(line).trimmed();
    if (const auto read = balancerLine(process, text, now))
        return *read;
    const qsizetype timeEnd = text.indexOf(u' ');
    const qsizetype levelEnd = text.indexOf(u' ', timeEnd + 1);
    if (timeEnd > 0 && levelEnd > 0) {
        const QDateTime time = QDateTime::fromString(text.left(timeEnd), Qt::ISODateWithMs);
        const auto level = levelNamed(QStringView(text).mid(timeEnd + 1, levelEnd - timeEnd - 1));
        if (time.isValid() && level)
            return { time.toMSecsSinceEpoch(), process, *level, text.mid(levelEnd + 1) };
    }
    // PID:ROLE DAY MONTH YEAR TIME MARK TEXT
    const qsizetype mark = text.indexOf(u':') > 0 ? text.indexOf(u' ', text.lastIndexOf(u':', 40)) : -1;
    if (mark > 0 && mark + 2 < text.size() && text[mark + 2] == u' ' && u".-*#"_s.contains(text[mark + 1]))
        return { now, process, redisLevel(text[mark + 1]), text.mid(mark + 3) };
    return { now, process, 1, text };
}

void LogRing::push(LogLine line)
{
    m_lines.append(std::move(line));
    // In steps, so that a full ring is not moved for each line.
    if (m_lines.size() > m_most + m_most / 10)
        m_lines.remove(0, m_lines.size() - m_most);
}

} // namespace hubbub::cluster
