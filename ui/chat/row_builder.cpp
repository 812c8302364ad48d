// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/row_builder.h"

#include "ui/chat/chat_words.h"
#include "ui/chat/markdown.h"
#include "ui/chat/row_metrics.h"
#include "ui/chat/text_guard.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/common/tr.h"

#include <QDateTime>
#include <QFontMetricsF>

#include <cmath>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

using client::SendState;
using client::TimelineItem;

double advance(const QFont &face, const QString &text)
{
    return std::ceil(QFontMetricsF(face).horizontalAdvance(text));
}

} // namespace

RowBuilder::RowBuilder(const RowInput &input, int width)
    : m_in(input)
    , m_row(std::make_unique<RowLayout>())
    , m_width(width)
{
    m_row->frame = input.frame;
    m_row->width = width;
    m_row->own = input.item.own;
}

std::unique_ptr<RowLayout> RowBuilder::build()
{
    buildAbove();
    switch (m_in.item.kind) {
    case TimelineItem::Kind::Message:
        buildBubble();
        break;
    case TimelineItem::Kind::Member:
        buildLine(memberWords(m_in.item), RowLayout::Shape::Line);
        break;
    case TimelineItem::Kind::Room:
        buildLine(roomChangeWords(m_in.item), RowLayout::Shape::Line);
        break;
    case TimelineItem::Kind::Case:
        buildLine(caseWords(m_in.item), RowLayout::Shape::Line);
        break;
    case TimelineItem::Kind::Gap:
        buildLine(gapWords(m_in.item), RowLayout::Shape::Gap);
        break;
    case TimelineItem::Kind::Void:
        buildLine(removedWords(m_in.item, m_in.me), RowLayout::Shape::Line);
        break;
    }
    buildNotes();
    m_row->height = static_cast<int>(std::ceil(m_y));
    return std::move(m_row);
}

void RowBuilder::buildAbove()
{
    if (m_in.frame.dayAbove) {
        m_row->day = dayWords(QDateTime::fromMSecsSinceEpoch(m_in.item.ts).date(), QDate::currentDate());
        m_row->dayBox = QRectF(0, px(row::dayGap), m_width, px(row::dayHeight));
        m_y += 2 * px(row::dayGap) + px(row::dayHeight) - px(row::groupGap);
    }
    if (m_in.frame.newAbove) {
        m_row->newWords = newSinceWords(m_in.item.ts);
        m_row->newBox = QRectF(px(row::side), m_y + px(row::newGap), m_width - 2 * px(row::side), px(row::newHeight));
        m_y += px(row::newGap) + px(row::newHeight) + px(row::newGap) - px(row::groupGap) / 2;
    }
    m_row->contentTop = static_cast<int>(m_y);
    m_y += px(m_in.frame.attachedAbove ? row::attachedGap : row::groupGap);
}

double RowBuilder::widestBubble() const
{
    const double room = m_width - 2 * px(row::side) - px(row::avatar) - px(row::avatarGap);
    return std::min(room, std::clamp(m_width * 0.73, double(px(row::narrowest)), double(px(row::widest))));
}

TextInks RowBuilder::inks() const
{
    const Tokens &t = tokens();
    const QColor code = m_row->own ? mixed(t.ownBubble, t.accent, t.dark ? 0.16 : 0.10) : t.raised;
    return { t.text, readable(t.accent, m_row->fill), readable(t.accent, m_row->fill), code,
        mixed(m_row->fill, t.accent, t.dark ? 0.24 : 0.16),
        { readable(t.codeKeyword, code), readable(t.codeString, code), readable(t.secondary, code),
            readable(t.codeNumber, code), readable(t.ok, code), readable(t.crit, code) } };
}

Corners RowBuilder::corners() const
{
    const double full = px(row::bubbleRadius);
    const double small = px(row::attachedRadius);
    const double above = m_in.frame.attachedAbove ? small : full;
    // The corner next to the author is always small: it points at them.
    if (m_row->own)
        return { full, above, small, full };
    return { above, full, full, small };
}

void RowBuilder::buildBubble()
{
    const TimelineItem &item = m_in.item;
    m_row->fill = m_row->own ? tokens().ownBubble : tokens().surface;
    const double inner = std::floor(widestBubble() - 2 * px(row::padX));
    const double top = m_y;
    m_y += px(row::padTop);
    if (!m_row->own && !m_in.frame.attachedAbove)
        setName(inner);
    if (m_in.replied)
        setQuote(inner);
    setText(inner);
    chooseMeta();
    const bool beside = metaFits(inner);
    if (beside)
        setMeta();
    setReactions(inner);
    if (!beside)
        setMeta();
    m_y += px(row::padBottom);
    m_row->bubble = QRectF(0, top, std::ceil(m_used) + 2 * px(row::padX), m_y - top);
    shape(inner);
    if ((item.own && item.state == SendState::Failed) || (item.change && item.change->state == SendState::Failed))
        setFailure();
}

void RowBuilder::setName(double inner)
{
    const QFont face = typeface(Type::Base, Weight::SemiBold);
    const QString name = authorWords(m_in.item);
    const double width = std::min(inner, std::ceil(advance(face, name)) + 1);
    m_row->name = Caption { name, QRectF(0, m_y, width, px(row::nameHeight)),
        nameColour(m_in.item.from.bytes(), m_row->fill), Qt::AlignLeft | Qt::AlignVCenter };
    m_used = std::max(m_used, std::min(inner, advance(face, name)));
    m_y += px(row::nameHeight);
}

void RowBuilder::setQuote(double inner)
{
    const Tokens &t = tokens();
    const RowInput::Replied &replied = *m_in.replied;
    ReplyQuote quote;
    quote.seq = replied.seq;
    quote.name = replied.name;
    quote.line = replied.line;
    quote.fill = m_row->own ? mixed(t.ownBubble, t.accent, t.dark ? 0.10 : 0.06) : t.raised;
    quote.bar = replied.key.isEmpty() ? t.faint : readable(avatarColour(replied.key), quote.fill, 3.0);
    quote.nameInk = replied.key.isEmpty() ? t.secondary : nameColour(replied.key, quote.fill);
    quote.lineInk = readable(t.secondary, quote.fill);
    m_y += px(2);
    quote.box = QRectF(0, m_y, inner, px(row::quoteHeight));
    const double wanted = std::max(advance(typeface(Type::Small, Weight::SemiBold), quote.name),
                              advance(typeface(Type::Small), quote.line))
        + px(11) + px(10);
    m_used = std::max(m_used, std::min(inner, wanted));
    m_y += px(row::quoteHeight) + px(5);
    m_row->quote = quote;
}

void RowBuilder::setText(double inner)
{
    const RichText rich = parseMarkdown(m_in.item.message.text, { m_in.item.message.mentions, m_in.me });
    for (qsizetype i = 0; i < rich.blocks.size(); ++i) {
        const Block &block = rich.blocks.at(i);
        if (i > 0)
            m_y += px(block.tight ? 2 : row::blockGap);
        if (block.kind == Block::Kind::Cell) {
            qsizetype count = 1;
            while (i + count < rich.blocks.size() && rich.blocks.at(i + count).table == block.table)
                ++count;
            setTable(rich, i, count, inner);
            i += count - 1;
            continue;
        }
        const auto from = static_cast<int>(m_row->plain.size() + (m_row->plain.isEmpty() ? 0 : 1));
        setTextBlock(block, inner);
        addLinks(block, rich, from);
    }
    if (rich.clamped)
        addClampNote(inner);
}

void RowBuilder::addLinks(const Block &block, const RichText &rich, int from)
{
    for (const Span &span : block.spans) {
        if (span.marks & Span::Link)
            m_row->links.push_back({ from + span.start, from + span.start + span.length, rich.links[span.link] });
    }
}

void RowBuilder::setTextBlock(const Block &block, double inner)
{
    const bool code = block.kind == Block::Kind::Code;
    const double bars = block.quoteDepth * px(12);
    const double indent = bars + block.indent * px(18);
    const double padX = code ? px(row::codePadX) : 0;
    const double padY = code ? px(row::codePadY) : 0;
    const double top = m_y;
    if (block.kind == Block::Kind::Rule) {
        m_row->panels.push_back(
            { QRectF(indent, m_y + px(5), inner - indent, 1), 0, mixed(m_row->fill, tokens().faint, 0.4) });
        m_wide.push_back(m_row->panels.size() - 1);
        m_y += px(11);
        m_last = {};
        return;
    }
    const TextInks ink = inks();
    SetBlock set = setBlock(block, std::max(40.0, inner - indent - 2 * padX), ink);
    if (code) {
        m_row->panels.push_back(
            { QRectF(indent, top, set.width + 2 * padX, set.height + 2 * padY), double(px(radius::m)), ink.code });
        m_wide.push_back(m_row->panels.size() - 1);
    }
    const QPointF at(indent + padX, top + padY);
    for (const SpanBox &span : spanBoxes(block, *set.layout, ink))
        m_row->panels.push_back({ span.box.translated(at), double(px(radius::s)), span.fill });
    for (int depth = 0; depth < block.quoteDepth; ++depth)
        m_row->panels.push_back({ QRectF(depth * px(12), top, px(3), set.height + 2 * padY), 1.5,
            mixed(m_row->fill, tokens().faint, 0.55) });
    if (!block.marker.isEmpty() && set.layout->lineCount() > 0)
        m_row->markers.push_back(
            { block.marker, QRectF(indent - px(22), top + set.layout->lineAt(0).y(), px(17), bodyPitch()),
                tokens().secondary, Qt::AlignRight | Qt::AlignTop });

    if (!m_row->plain.isEmpty())
        m_row->plain.append(u'\n');
    if (set.rightToLeft)
        m_rightToLeft.push_back(m_row->pieces.size());
    m_last = { !code && !set.rightToLeft, indent + set.lastLine, at.y() + set.baseline };
    m_used = std::max(m_used, indent + set.width + 2 * padX);
    TextPiece piece;
    piece.at = at;
    piece.from = static_cast<int>(m_row->plain.size());
    piece.ink = block.quoteDepth > 0 ? readable(tokens().secondary, m_row->fill) : tokens().text;
    piece.box = QRectF(indent, top, inner - indent, set.height + 2 * padY);
    piece.layout = std::move(set.layout);
    m_row->plain.append(QString(block.text).replace(QChar(QChar::LineSeparator), u'\n'));
    m_row->pieces.push_back(std::move(piece));
    m_y += set.height + 2 * padY;
}

void RowBuilder::addClampNote(double inner)
{
    m_row->markers.push_back({ tr("This message is longer; only its beginning is shown."),
        QRectF(0, m_y + px(4), inner, px(18)), tokens().secondary, Qt::AlignLeft | Qt::AlignVCenter });
    m_used = std::max(m_used, std::min(inner, advance(typeface(Type::Base), m_row->markers.back().text)));
    m_y += px(22);
    m_last = {};
}

void RowBuilder::shape(double inner)
{
    QRectF &bubble = m_row->bubble;
    const double left =
        m_row->own ? m_width - px(row::side) - bubble.width() : px(row::side) + px(row::avatar) + px(row::avatarGap);
    bubble.moveLeft(std::round(left));
    m_row->corners = corners();
    const double x = bubble.left() + px(row::padX);
    const double used = bubble.width() - 2 * px(row::padX);
    for (const size_t panel : m_wide)
        m_row->panels[panel].box.setRight(used);
    for (Panel &panel : m_row->panels)
        panel.box.translate(x, 0);
    for (Caption &marker : m_row->markers)
        marker.box.translate(x, 0);
    for (const size_t piece : m_rightToLeft)
        m_row->pieces[piece].at.rx() -= inner - used;
    for (TextPiece &piece : m_row->pieces) {
        piece.at.rx() += x;
        piece.box.translate(x, 0);
    }
    for (ReactionChip &chip : m_row->reactions)
        chip.box.translate(x, 0);
    if (m_row->name)
        m_row->name->box.translate(x, 0);
    if (m_row->quote) {
        m_row->quote->box.setWidth(used);
        m_row->quote->box.translate(x, 0);
    }
    m_row->timeBox.moveRight(x + used);
    m_row->stateBox.moveRight(x + used + 1);
    if (!m_row->own && !m_in.frame.attachedBelow) {
        m_row->avatarBox = QRectF(px(row::side), bubble.bottom() - px(row::avatar), px(row::avatar), px(row::avatar));
        m_row->avatar = AvatarLook { m_in.item.from.bytes(), authorWords(m_in.item), {}, tokens().app, false };
    }
}

void RowBuilder::buildLine(const QString &words, RowLayout::Shape shape)
{
    m_row->shape = shape;
    m_row->line = words;
    m_row->plain = words;
    m_row->plain.remove(QChar(0x2068)).remove(QChar(0x2069));
    m_row->lineBox = QRectF(px(row::side), m_y, m_width - 2 * px(row::side), px(row::lineHeight));
    m_y += px(row::lineHeight);
}

void RowBuilder::buildNotes()
{
    for (const Pill &note : m_in.notes) {
        m_row->notes.emplace_back(note, QRectF(px(row::side), m_y + px(6), m_width - 2 * px(row::side), px(24)));
        m_y += px(row::noteHeight);
    }
}

int estimateHeight(const TimelineItem &item, const RowFrame &frame, int width)
{
    double height = px(frame.attachedAbove ? row::attachedGap : row::groupGap);
    if (frame.dayAbove)
        height += 2 * px(row::dayGap) + px(row::dayHeight) - px(row::groupGap);
    if (item.kind != TimelineItem::Kind::Message)
        return static_cast<int>(height) + px(row::lineHeight);
    const double bubble = std::clamp(width * 0.73, double(px(row::narrowest)), double(px(row::widest)));
    const double letters = std::max(10.0, (bubble - 2 * px(row::padX)) / (px(13) * 0.51));
    const QStringView text = QStringView(item.message.text).first(qMin<qsizetype>(item.message.text.size(), 2000));
    const auto breaks = static_cast<double>(text.count(u'\n'));
    // The time takes some room in the last line.
    const double lines = std::max(1.0, std::ceil((static_cast<double>(text.size()) + 9) / letters)) + breaks;
    height += px(row::padTop) + px(row::padBottom) + lines * bodyPitch();
    if (!item.own && !frame.attachedAbove)
        height += px(row::nameHeight);
    if (item.message.replyTo)
        height += px(row::quoteHeight) + px(7);
    if (!item.reactions.isEmpty())
        height += px(row::chipHeight) + px(row::chipGap) + px(2);
    return static_cast<int>(height);
}

} // namespace hubbub::ui
