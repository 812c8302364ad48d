// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/time_words.h"

#include "ui/common/tr.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <array>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

QString listTime(qint64 ms, const QDateTime &now)
{
    if (ms <= 0)
        return {};
    const QDateTime then = QDateTime::fromMSecsSinceEpoch(ms, now.timeZone());
    const QLocale locale;
    const qint64 days = then.date().daysTo(now.date());
    if (days <= 0) // a clock ahead of ours is still today
        return then.toString(u"HH:mm"_s);
    if (days < 7)
        return locale.dayName(then.date().dayOfWeek(), QLocale::ShortFormat);
    return locale.toString(then.date(), then.date().year() == now.date().year() ? u"d MMM"_s : u"d MMM yyyy"_s);
}

QString lastSeenWords(qint64 ms, const QDateTime &now)
{
    return ms <= 0 ? QString() : tr("last seen %1").arg(listTime(ms, now));
}

QString agoWords(qint64 ms, const QDateTime &now)
{
    if (ms <= 0)
        return {};
    const QDateTime then = QDateTime::fromMSecsSinceEpoch(ms, now.timeZone());
    const qint64 minutes = then.secsTo(now) / 60;
    const qint64 days = then.date().daysTo(now.date());
    if (minutes < 1) // a clock ahead of ours is still now
        return tr("just now");
    if (minutes < 60)
        return minutes == 1 ? tr("a minute ago") : tr("%1 minutes ago").arg(minutes);
    if (days <= 0 || minutes < 6 * 60)
        return minutes < 120 ? tr("an hour ago") : tr("%1 hours ago").arg(minutes / 60);
    const QLocale locale;
    const QString time = then.toString(u"HH:mm"_s);
    if (days == 1)
        return tr("yesterday at %1").arg(time);
    if (days < 7)
        return tr("on %1 at %2").arg(locale.dayName(then.date().dayOfWeek()), time);
    return tr("on %1").arg(locale.toString(then.date(), u"d MMMM yyyy"_s));
}

QString spanWords(std::chrono::seconds span)
{
    const qint64 all = std::max<qint64>(0, span.count());
    struct Unit {
        qint64 seconds;
        QLatin1StringView name;
    };
    static constexpr std::array units { Unit { 86400, "d"_L1 }, Unit { 3600, "h"_L1 }, Unit { 60, "m"_L1 },
        Unit { 1, "s"_L1 } };
    for (size_t i = 0; i + 1 < units.size(); ++i) {
        const Unit &large = units.at(i);
        const Unit &small = units.at(i + 1);
        if (all < large.seconds)
            continue;
        const QString first = u"%1 %2"_s.arg(all / large.seconds).arg(large.name);
        const qint64 rest = (all % large.seconds) / small.seconds;
        return rest == 0 ? first : u"%1 %2 %3"_s.arg(first).arg(rest).arg(small.name);
    }
    return u"%1 s"_s.arg(all);
}

QString countdownWords(std::chrono::milliseconds left)
{
    const qint64 ms = std::max<qint64>(0, left.count());
    if (ms >= 60'000)
        return spanWords(std::chrono::seconds(ms / 1000));
    // Rounded up, so that "0.0 s" is shown only once nothing is left.
    return u"%1\u00A0s"_s.arg(static_cast<double>((ms + 99) / 100) / 10.0, 0, 'f', 1);
}

QString sizeWords(qint64 bytes)
{
    static constexpr std::array names { "B"_L1, "KB"_L1, "MB"_L1, "GB"_L1, "TB"_L1 };
    double value = static_cast<double>(std::max<qint64>(0, bytes));
    size_t unit = 0;
    while (value >= 1024 && unit + 1 < names.size()) {
        value /= 1024;
        ++unit;
    }
    const bool fraction = unit >= 3 && value < 10;
    return u"%1 %2"_s.arg(QLocale().toString(value, 'f', fraction ? 1 : 0), names.at(unit));
}

QString groupedNumber(qint64 number) { return QLocale().toString(number); }

} // namespace hubbub::ui
