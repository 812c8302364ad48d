// SPDX-License-Identifier: GPL-3.0-or-later
// RowBuilder, the part that sets what others answered with an emoji.
#include "ui/chat/row_builder.h"
#include "ui/chat/row_metrics.h"
#include "ui/chat/text_guard.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace hubbub::ui {

namespace {

constexpr qsizetype mostKinds = 20; ///< kinds below one message
constexpr qsizetype longest = 24; ///< UTF-16 units of what a kind is shown as

/// One's own always, and of the others the first, in their order.
QList<client::Reaction> shownOf(const QList<client::Reaction> &all)
{
    if (all.size() <= mostKinds)
        return all;
    const auto own = std::count_if(all.cbegin(), all.cend(), [](const client::Reaction &r) { return r.mine; });
    qsizetype others = std::max<qsizetype>(0, mostKinds - own);
    QList<client::Reaction> shown;
    for (const client::Reaction &reaction : all) {
        if (reaction.mine || others-- > 0)
            shown.append(reaction);
    }
    return shown;
}

/// Some signs have a black and white form, which a font of text has; here they are emoji.
QString asEmoji(const QString &text)
{
    constexpr char16_t colour = 0xFE0F;
    return text.size() == 1 && text.front().category() == QChar::Symbol_Other ? text + QChar(colour) : text;
}

} // namespace

QFont reactionFace() { return typeface(Type::Lead); }

/// Chips side by side, in as many lines as they need.
void RowBuilder::setReactions(double inner)
{
    const QList<client::Reaction> &all = m_in.item.reactions;
    if (all.isEmpty())
        return;
    const Tokens &t = tokens();
    const QFontMetricsF emoji(reactionFace());
    const QFontMetricsF digits(typeface(Type::Small, Weight::SemiBold));
    const double gap = px(row::chipGap);
    double x = 0;
    m_y += px(row::chipGap) + px(2);
    const auto place = [&](ReactionChip &chip) {
        const double width = chip.emojiWidth + std::ceil(digits.horizontalAdvance(chip.count)) + px(row::chipPad) * 2
            + (chip.shown.isEmpty() ? 0 : px(row::chipInner));
        if (x > 0 && x + width > inner) {
            x = 0;
            m_y += px(row::chipHeight) + gap;
        }
        chip.box = QRectF(x, m_y, width, px(row::chipHeight));
        const QColor calm = m_row->own ? mixed(m_row->fill, t.surface, t.dark ? 0.45 : 0.55) : t.raised;
        chip.fill = chip.mine ? mixed(m_row->fill, t.accent, t.dark ? 0.26 : 0.16) : calm;
        chip.ink = readable(chip.mine ? t.accent : t.secondary, chip.fill);
        m_row->reactions.push_back(chip);
        x += width + gap;
        m_used = std::max(m_used, std::min(inner, x - gap));
    };
    const QList<client::Reaction> shown = shownOf(all);
    for (const client::Reaction &reaction : shown) {
        ReactionChip chip;
        chip.emoji = reaction.emoji;
        chip.shown = asEmoji(guardedLine(reaction.emoji, longest));
        chip.count = QString::number(reaction.users.size());
        chip.mine = reaction.mine;
        chip.emojiWidth = std::ceil(emoji.horizontalAdvance(chip.shown));
        place(chip);
    }
    if (shown.size() < all.size()) { // how many kinds there are beside
        ReactionChip rest;
        rest.count = u'+' + QString::number(all.size() - shown.size());
        place(rest);
    }
    m_y += px(row::chipHeight);
    // The time may stand at the end of their last line, set as if it were text.
    const double top = m_row->reactions.back().box.top();
    const QFontMetricsF caption(typeface(Type::Caption));
    m_last = { true, x - gap, top + (px(row::chipHeight) + caption.ascent() - caption.descent()) / 2 - px(3) };
}

} // namespace hubbub::ui
