// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/emoji.h"

#include <QChar>
#include <QTextBoundaryFinder>

namespace hubbub::ui {

namespace {

/// Shown as a picture without being told to: the blocks of Unicode's Emoji_Presentation.
bool isPicture(char32_t code)
{
    if (code >= 0x1F300 && code <= 0x1FAFF)
        return true;
    return (code >= 0x1F1E6 && code <= 0x1F1FF) || code == 0x1F004 || code == 0x1F0CF || code == 0x2705
        || code == 0x274C || code == 0x2728 || code == 0x2753 || code == 0x2757 || code == 0x231A || code == 0x231B
        || code == 0x23F3 || code == 0x26A1 || code == 0x2B50 || code == 0x2B55 || code == 0x2615 || code == 0x26D4;
}

/// Belongs to the picture before it: variation selector, joiner, keycap, tags of flags.
bool isExtension(char32_t code)
{
    return code == 0xFE0F || code == 0x200D || code == 0x20E3 || (code >= 0xE0020 && code <= 0xE007F);
}

} // namespace

std::vector<EmojiRun> emojiRuns(QStringView text)
{
    std::vector<EmojiRun> runs;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype from = at;
        char32_t code = text[at].unicode();
        // Latin, Greek, Cyrillic ...: nothing to look at.
        if (code < 0x2000) {
            ++at;
            continue;
        }
        if (text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate())
            code = QChar::surrogateToUcs4(text[at], text[at + 1]);
        at += QChar::requiresSurrogates(code) ? 2 : 1;
        const bool chosen = at < text.size() && text[at].unicode() == 0xFE0F;
        const bool follows = !runs.empty() && runs.back().from + runs.back().length == from;
        if (!isPicture(code) && !chosen && !(follows && isExtension(code)))
            continue;
        if (follows)
            runs.back().length = static_cast<int>(at) - runs.back().from;
        else
            runs.push_back({ static_cast<int>(from), static_cast<int>(at - from) });
    }
    return runs;
}

bool isFewEmoji(QStringView text)
{
    constexpr int most = 3;
    if (text.isEmpty() || text.size() > 32)
        return false;
    const std::vector<EmojiRun> runs = emojiRuns(text);
    if (runs.size() != 1 || runs[0].from != 0 || runs[0].length != text.size())
        return false;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text.data(), text.size());
    int pictures = 0;
    while (finder.toNextBoundary() > 0)
        ++pictures;
    return pictures <= most;
}

} // namespace hubbub::ui
