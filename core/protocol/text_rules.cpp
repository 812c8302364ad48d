// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/text_rules.h"

#include <QList>

#include <algorithm>

namespace hubbub::protocol {
namespace {

bool isTricky(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) // C0, DEL, C1
        || c == 0x061c || c == 0x200e || c == 0x200f // marks
        || c == 0x2028 || c == 0x2029 // separators
        || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069); // embeddings, overrides, isolates
}

bool isInvisible(char32_t c)
{
    return QChar::isSpace(c) || QChar::category(c) == QChar::Other_Format || QChar::category(c) == QChar::Other_Control
        || c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0; // the Hangul fillers are letters without ink
}

} // namespace

bool hasTrickyCharacters(QStringView text)
{
    // All of them are in the basic plane, so UTF-16 units will do.
    return std::any_of(text.begin(), text.end(), [](QChar c) { return isTricky(c.unicode()); });
}

std::optional<QString> asLabel(const QString &text, int most)
{
    if (hasTrickyCharacters(text))
        return std::nullopt;
    QString label = text.normalized(QString::NormalizationForm_KC).trimmed();
    if (hasTrickyCharacters(label) || characterCount(label) > most)
        return std::nullopt;
    return label;
}

qsizetype characterCount(QStringView text)
{
    return std::count_if(text.begin(), text.end(), [](QChar c) { return !c.isLowSurrogate(); });
}

QString firstCharacters(const QString &text, qsizetype most)
{
    qsizetype end = 0;
    for (; end < text.size(); ++end) {
        if (!text.at(end).isLowSurrogate() && most-- == 0)
            break;
    }
    return text.left(end);
}

bool isBlank(QByteArrayView utf8)
{
    // Nearly every text has a printable ASCII character near its beginning.
    for (const char c : utf8) {
        if (static_cast<quint8>(c) >= 0x80)
            break;
        if (c > 0x20 && c < 0x7f)
            return false;
    }
    const QList<uint> characters = QString::fromUtf8(utf8).toUcs4();
    return std::all_of(characters.begin(), characters.end(), isInvisible);
}

} // namespace hubbub::protocol
