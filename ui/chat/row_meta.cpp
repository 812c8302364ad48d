// SPDX-License-Identifier: GPL-3.0-or-later
// RowBuilder, the part that sets the time, how far an own message or change came, and why it failed.
#include "ui/chat/chat_words.h"
#include "ui/chat/row_builder.h"
#include "ui/chat/row_metrics.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/common/tr.h"

#include <QFontMetricsF>

#include <cmath>

namespace hubbub::ui {

namespace {

using client::SendState;
using client::TimelineItem;

double advance(const QFont &face, const QString &text)
{
    return std::ceil(QFontMetricsF(face).horizontalAdvance(text));
}

} // namespace

/// What the time and the mark beside it say.
void RowBuilder::chooseMeta()
{
    const Tokens &t = tokens();
    const TimelineItem &item = m_in.item;
    m_row->time = item.editedTs > 0 ? tr("edited %1").arg(timeWords(item.ts)) : timeWords(item.ts);
    m_row->timeInk = readable(t.secondary, m_row->fill);
    m_row->stateInk = m_row->timeInk;
    const SendState state = item.change ? item.change->state : item.state;
    if (!item.own && !item.change)
        return;
    switch (state) {
    case SendState::Queued:
    case SendState::Sending:
        m_row->state = Glyph::Clock;
        break;
    case SendState::Stored:
        m_row->state = item.readByOthers ? Glyph::CheckCheck : Glyph::Check;
        if (item.readByOthers)
            m_row->stateInk = readable(t.accent, m_row->fill);
        break;
    case SendState::Failed:
        m_row->state = Glyph::CircleAlert;
        m_row->stateInk = readable(t.crit, m_row->fill);
        break;
    }
}

double RowBuilder::metaWidth() const
{
    return advance(typeface(Type::Caption), m_row->time) + (m_row->state ? px(4) + px(14) : 0);
}

/// Whether it has room beside the last line.
bool RowBuilder::metaFits(double inner) const
{
    return m_last.open && m_last.width + px(row::timeGap) + metaWidth() <= inner;
}

void RowBuilder::setMeta()
{
    const QFontMetricsF metrics(typeface(Type::Caption));
    const double width = metaWidth();
    const double inner = std::floor(widestBubble() - 2 * px(row::padX));
    double baseline = 0;
    if (metaFits(inner)) {
        baseline = m_last.baseline + px(3);
        m_used = std::max(m_used, m_last.width + px(row::timeGap) + width);
    } else {
        m_y += px(2);
        baseline = m_y + px(12);
        m_y += px(row::timeHeight) - px(3);
        m_used = std::max(m_used, width);
    }
    const double top = std::round(baseline - metrics.ascent());
    // Its place from the left is known once the bubble's width is.
    m_row->timeBox = QRectF(0, top, width, metrics.height());
    m_row->stateBox = QRectF(0, std::round(baseline - px(11)), px(14), px(14));
}

void RowBuilder::setFailure()
{
    const bool change = m_in.item.change.has_value() && m_in.item.state != SendState::Failed;
    const Error &error = change ? m_in.item.change->error : m_in.item.error;
    const bool hopeless = error.code == ErrorCode::TooLarge || error.code == ErrorCode::BadField
        || error.code == ErrorCode::BadFrame || (change && error.code == ErrorCode::NotFound);
    QString pattern = change ? tr("Not changed: %1") : tr("Not sent: %1");
    if (!hopeless)
        pattern = change ? tr("Not changed: %1. Press to retry") : tr("Not sent: %1. Press to retry");
    const QString words = pattern.arg(change ? changeFailureWords(error) : failureWords(error));
    const double width = advance(typeface(Type::Caption, Weight::SemiBold), words) + px(4);
    const double left = m_row->own ? m_row->bubble.right() - width : m_row->bubble.left();
    m_row->failure =
        Caption { words, QRectF(left, m_row->bubble.bottom() + px(2), width, px(row::failureHeight) - px(2)),
            readable(tokens().crit, tokens().app),
            static_cast<int>((m_row->own ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter) };
    m_y += px(row::failureHeight);
}

} // namespace hubbub::ui
