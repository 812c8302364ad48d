// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <atomic>
#include <cstdio>

namespace hubbub::log {
namespace {

std::atomic<Level> least { Level::Info };
Format chosenFormat = Format::Text;
QByteArray nodeName;

const char *nameOf(Level level)
{
    switch (level) {
    case Level::Debug:
        return "debug";
    case Level::Info:
        return "info";
    case Level::Warning:
        return "warning";
    case Level::Error:
        return "error";
    }
    return "error";
}

// A value must not be able to forge a second line or another field.
QString quoted(const QString &text)
{
    const bool plain = !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) {
        return c.isLetterOrNumber() || QStringView(u"-_.:/@%+").contains(c);
    });
    if (plain)
        return text;
    QString out = QStringLiteral("\"");
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += u'\\';
        out += c.isPrint() ? c : QChar(u'?');
    }
    return out + u'"';
}

QByteArray renderJson(
    Level level, const QByteArray &node, const char *part, const QString &sentence, Fields fields, const QString &time)
{
    QJsonObject line { { QStringLiteral("t"), time }, { QStringLiteral("level"), QLatin1StringView(nameOf(level)) },
        { QStringLiteral("part"), QLatin1StringView(part) }, { QStringLiteral("msg"), sentence } };
    if (!node.isEmpty())
        line.insert(QStringLiteral("node"), QString::fromUtf8(node));
    for (const Field &field : fields)
        line.insert(QString::fromLatin1(field.key), QJsonValue::fromVariant(field.value));
    return QJsonDocument(line).toJson(QJsonDocument::Compact);
}

QByteArray renderText(Level level, const char *part, const QString &sentence, Fields fields, const QString &time)
{
    QString line =
        QStringLiteral("%1 %2 %3: %4").arg(time, QLatin1StringView(nameOf(level)), QLatin1StringView(part), sentence);
    for (const Field &field : fields)
        line += u' ' + QLatin1StringView(field.key) + u'=' + quoted(field.value.toString());
    line.replace(u'\n', u' ');
    return line.toUtf8();
}

} // namespace

void configure(Level leastShown, Format format, const QByteArray &node)
{
    least = leastShown;
    chosenFormat = format;
    nodeName = node;
}

Level leastLevel() { return least; }
void setLeastLevel(Level leastShown) { least = leastShown; }

QByteArray render(Format format, Level level, const QByteArray &node, const char *part, const QString &sentence,
    Fields fields, const QString &time)
{
    return format == Format::Json ? renderJson(level, node, part, sentence, fields, time)
                                  : renderText(level, part, sentence, fields, time);
}

void write(Level level, const char *part, const QString &sentence, Fields fields)
{
    if (level < least)
        return;
    const QString time = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    QByteArray line = render(chosenFormat, level, nodeName, part, sentence, fields, time);
    line += '\n';
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stderr);
}

} // namespace hubbub::log
