// SPDX-License-Identifier: GPL-3.0-or-later
// Log lines on standard error: a level, a part, a sentence, and fields. Never a token, a password or a message text.
#pragma once

#include <QByteArray>
#include <QString>
#include <QVariant>

#include <initializer_list>
#include <utility>

namespace hubbub::log {

enum class Level : quint8 { Debug, Info, Warning, Error };
enum class Format : quint8 { Text, Json };

struct Field {
    const char *key;
    QVariant value; ///< a string, number or bool
};
using Fields = std::initializer_list<Field>;

/// Set once at start, before other threads exist.
void configure(Level least, Format format, const QByteArray &node = {});
[[nodiscard]] Level leastLevel();
/// May be called at any time from any thread.
void setLeastLevel(Level least);

/// Thread-safe; one line, written at once.
void write(Level level, const char *part, const QString &sentence, Fields fields = {});

inline void debug(const char *part, const QString &sentence, Fields fields = {})
{
    if (leastLevel() <= Level::Debug)
        write(Level::Debug, part, sentence, fields);
}
inline void info(const char *part, const QString &sentence, Fields fields = {})
{
    write(Level::Info, part, sentence, fields);
}
inline void warning(const char *part, const QString &sentence, Fields fields = {})
{
    write(Level::Warning, part, sentence, fields);
}
inline void error(const char *part, const QString &sentence, Fields fields = {})
{
    write(Level::Error, part, sentence, fields);
}

/// The line that write() would print, without its newline; for tests.
[[nodiscard]] QByteArray render(Format format, Level level, const QByteArray &node, const char *part,
    const QString &sentence, Fields fields, const QString &time);

} // namespace hubbub::log
