// SPDX-License-Identifier: GPL-3.0-or-later
// Writes compact JSON straight into one QByteArray. What it writes, the reader takes: a NUL in a text becomes U+FFFD,
// half a surrogate pair a question mark (so Qt turns it into UTF-8).
#pragma once

#include <QByteArray>
#include <QString>

#include <string_view>

namespace hubbub::protocol {

/// Commas are put by themselves; the caller keeps brackets balanced. Keys are literals of ours and need no escaping.
class Writer {
public:
    explicit Writer(qsizetype expectedBytes = 256);

    Writer &beginObject() { return open('{'); }
    Writer &endObject() { return put('}'); }
    Writer &beginArray() { return open('['); }
    Writer &endArray() { return put(']'); }
    Writer &key(std::string_view name); ///< a literal
    Writer &anyKey(std::string_view name); ///< escaped

    Writer &text(std::string_view utf8); ///< valid UTF-8
    Writer &text(QByteArrayView utf8) { return text(std::string_view(utf8.data(), static_cast<size_t>(utf8.size()))); }
    Writer &text(const QByteArray &utf8) { return text(QByteArrayView(utf8)); }
    Writer &text(const QString &value) { return text(QByteArrayView(value.toUtf8())); }
    Writer &number(qint64 value);
    Writer &number(quint64 value);
    Writer &number(double value); ///< finite; the shortest form that reads back as the same value, always a fraction
    Writer &boolean(bool value);
    Writer &null();
    Writer &raw(QByteArrayView json); ///< a whole value that is JSON already

    Writer &text(std::string_view name, const QByteArray &value) { return key(name).text(value); }
    Writer &text(std::string_view name, QByteArrayView value) { return key(name).text(value); }
    Writer &text(std::string_view name, std::string_view value) { return key(name).text(value); }
    Writer &text(std::string_view name, const QString &value) { return key(name).text(value); }
    Writer &number(std::string_view name, qint64 value) { return key(name).number(value); }
    Writer &boolean(std::string_view name, bool value) { return key(name).boolean(value); }
    /// The member only where it says something.
    Writer &textIf(std::string_view name, const QByteArray &value)
    {
        return value.isEmpty() ? *this : text(name, value);
    }
    Writer &textIf(std::string_view name, const QString &value) { return value.isEmpty() ? *this : text(name, value); }

    [[nodiscard]] QByteArray take(); ///< what was written; the writer is empty then

private:
    char *room(qsizetype bytes); ///< a place for as many bytes
    Writer &open(char bracket);
    Writer &put(char c);
    Writer &literal(std::string_view json);
    void comma();

    QByteArray m_out;
    qsizetype m_used = 0;
};

} // namespace hubbub::protocol
