// SPDX-License-Identifier: GPL-3.0-or-later
// The lengths of the timeline's design, shared by building, guessing and painting; before the user's zoom.
#pragma once

namespace hubbub::ui::row {

inline constexpr int column = 960; ///< the conversation is no wider, and stands in the middle of what is
inline constexpr int side = 20; ///< from the viewport's edge to avatars and own bubbles
inline constexpr int avatar = 32;
inline constexpr int avatarGap = 9;
inline constexpr int padX = 12; ///< inside a bubble
inline constexpr int padTop = 8;
inline constexpr int padBottom = 9;
inline constexpr int nameHeight = 18;
inline constexpr int attachedGap = 4; ///< between attached bubbles
inline constexpr int groupGap = 10;
inline constexpr int dayHeight = 24;
inline constexpr int dayGap = 20; ///< from the day's pill to the bubble below
inline constexpr int newHeight = 18;
inline constexpr int newGap = 12;
inline constexpr int lineHeight = 22; ///< of "Ines joined"
inline constexpr int blockGap = 6; ///< between paragraphs
inline constexpr int codePadX = 10;
inline constexpr int codePadY = 8;
inline constexpr int cellPadX = 10; ///< in a table
inline constexpr int cellPadY = 5;
inline constexpr int narrowestCell = 36; ///< of its text
inline constexpr int timeGap = 12; ///< from the text to the time beside it
inline constexpr int timeHeight = 16;
inline constexpr int quoteHeight = 38;
inline constexpr int chipHeight = 24; ///< of a reaction
inline constexpr int chipPad = 8; ///< at both its ends
inline constexpr int chipInner = 5; ///< from its emoji to the number
inline constexpr int chipGap = 4; ///< to the next one, and above them
inline constexpr int failureHeight = 20;
inline constexpr int noteHeight = 32;
inline constexpr int bubbleRadius = 16;
inline constexpr int attachedRadius = 6;
inline constexpr int narrowest = 430; ///< a bubble's limit in a narrow window
inline constexpr int widest = 620; ///< and in a wide one

} // namespace hubbub::ui::row
