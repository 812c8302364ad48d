// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/emoji.h"

#include <QChar>
#include <QTextBoundaryFinder>

#include <algorithm>
#include <array>

namespace hubbub::ui {

namespace {

struct PictureRange {
    char16_t first;
    char16_t last;
};

/// Unicode's Emoji_Presentation below the planes where whole blocks have it.
constexpr std::array pictureRanges { PictureRange { 0x231A, 0x231B }, PictureRange { 0x23E9, 0x23EC },
    PictureRange { 0x23F0, 0x23F0 }, PictureRange { 0x23F3, 0x23F3 }, PictureRange { 0x25FD, 0x25FE },
    PictureRange { 0x2614, 0x2615 }, PictureRange { 0x2648, 0x2653 }, PictureRange { 0x267F, 0x267F },
    PictureRange { 0x2693, 0x2693 }, PictureRange { 0x26A1, 0x26A1 }, PictureRange { 0x26AA, 0x26AB },
    PictureRange { 0x26BD, 0x26BE }, PictureRange { 0x26C4, 0x26C5 }, PictureRange { 0x26CE, 0x26CE },
    PictureRange { 0x26D4, 0x26D4 }, PictureRange { 0x26EA, 0x26EA }, PictureRange { 0x26F2, 0x26F3 },
    PictureRange { 0x26F5, 0x26F5 }, PictureRange { 0x26FA, 0x26FA }, PictureRange { 0x26FD, 0x26FD },
    PictureRange { 0x2705, 0x2705 }, PictureRange { 0x270A, 0x270B }, PictureRange { 0x2728, 0x2728 },
    PictureRange { 0x274C, 0x274C }, PictureRange { 0x274E, 0x274E }, PictureRange { 0x2753, 0x2755 },
    PictureRange { 0x2757, 0x2757 }, PictureRange { 0x2795, 0x2797 }, PictureRange { 0x27B0, 0x27B0 },
    PictureRange { 0x27BF, 0x27BF }, PictureRange { 0x2B1B, 0x2B1C }, PictureRange { 0x2B50, 0x2B50 },
    PictureRange { 0x2B55, 0x2B55 } };

/// Shown as a picture without being told to.
bool isPicture(char32_t code)
{
    if (code >= 0x1F300 && code <= 0x1FAFF)
        return true;
    if (code > 0xFFFF)
        return (code >= 0x1F1E6 && code <= 0x1F1FF) || code == 0x1F004 || code == 0x1F0CF || code == 0x1F18E
            || (code >= 0x1F191 && code <= 0x1F19A);
    return std::any_of(pictureRanges.begin(), pictureRanges.end(),
        [code](const PictureRange &range) { return code >= range.first && code <= range.last; });
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
