// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/completion_token.h"

#include "ui/chat/emoji_names.h"

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype leastEmojiLetters = 2;
constexpr qsizetype mostQuery = 64;

bool isNameLetter(QChar letter)
{
    return letter.isLetterOrNumber() || letter == u'-' || letter == u'_' || letter == u'.';
}

bool beginsThere(const QString &text, qsizetype at)
{
    return at == 0 || !(text[at - 1].isLetterOrNumber() || text[at - 1] == u'_');
}

/// Behind an odd number of fences, or of backticks in its line: what is written there is meant as it stands.
bool isInCode(const QString &text, qsizetype at)
{
    const QStringView before = QStringView(text).left(at);
    bool fenced = false;
    qsizetype line = 0;
    while (true) {
        const qsizetype end = before.indexOf(u'\n', line);
        const QStringView one = end < 0 ? before.mid(line) : before.mid(line, end - line);
        if (end < 0)
            return fenced || one.count(u'`') % 2 == 1;
        if (one.trimmed().startsWith("```"_L1))
            fenced = !fenced;
        line = end + 1;
    }
}

} // namespace

std::optional<CompletionToken> completionAt(const QString &text, qsizetype cursor)
{
    using Kind = CompletionToken::Kind;
    const qsizetype least = qMax<qsizetype>(0, cursor - mostQuery);
    bool couldBeEmoji = true;
    for (qsizetype at = cursor - 1; at >= least; --at) {
        const QChar letter = text[at];
        if (letter == u'@' || letter == u':') {
            const bool person = letter == u'@';
            const QString query = text.mid(at + 1, cursor - at - 1);
            if (!beginsThere(text, at) || (!person && (!couldBeEmoji || query.size() < leastEmojiLetters))
                || isInCode(text, at))
                return std::nullopt;
            return CompletionToken { person ? Kind::Person : Kind::Emoji, at, query };
        }
        couldBeEmoji = couldBeEmoji && isEmojiNameLetter(letter);
        if (!isNameLetter(letter) && !couldBeEmoji)
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<EmojiWord> emojiWordAt(const QString &text, qsizetype cursor)
{
    if (cursor < 3 || text[cursor - 1] != u':')
        return std::nullopt;
    qsizetype from = cursor - 2;
    while (from >= 0 && cursor - from <= mostQuery && isEmojiNameLetter(text[from]))
        --from;
    if (from < 0 || text[from] != u':' || !beginsThere(text, from) || isInCode(text, from))
        return std::nullopt;
    const QString emoji = emojiNamed(QStringView(text).mid(from + 1, cursor - from - 2));
    if (emoji.isEmpty())
        return std::nullopt;
    return EmojiWord { from, emoji };
}

} // namespace hubbub::ui
