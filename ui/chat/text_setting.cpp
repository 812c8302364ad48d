// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/text_setting.h"

#include "ui/chat/code_colours.h"
#include "ui/chat/emoji.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"

#include <QFontMetricsF>

#include <cmath>

namespace hubbub::ui {

namespace {

QFont blockFont(const Block &block)
{
    switch (block.kind) {
    case Block::Kind::Code:
        return monoface(Type::Base);
    case Block::Kind::Heading:
        return typeface(Type::Lead, Weight::SemiBold);
    case Block::Kind::Cell:
        return typeface(Type::Base, block.row == 0 ? Weight::SemiBold : Weight::Regular);
    default:
        return typeface(Type::Base);
    }
}

double pitchOf(const Block &block)
{
    switch (block.kind) {
    case Block::Kind::Code:
        return px(17);
    case Block::Kind::Heading:
        return px(21);
    default:
        return bodyPitch();
    }
}

QTextCharFormat formatOf(const Span &span, const TextInks &inks)
{
    QTextCharFormat format;
    if (span.marks & Span::Bold)
        format.setFontWeight(QFont::DemiBold);
    if (span.marks & Span::Italic)
        format.setFontItalic(true);
    if (span.marks & Span::Strike)
        format.setFontStrikeOut(true);
    if (span.marks & Span::Code) {
        const QFont mono = monoface(Type::Base);
        format.setFontFamilies(mono.families());
        format.setProperty(QTextFormat::FontPixelSize, mono.pixelSize());
    }
    if (span.marks & Span::Link)
        format.setForeground(inks.link);
    if (span.marks & Span::Mention) {
        format.setForeground(inks.mention);
        format.setFontWeight(QFont::DemiBold);
    }
    return format;
}

/// Emoji in the size of text look smaller than it: they get a bit more.
void addEmoji(QList<QTextLayout::FormatRange> &formats, const QString &text, int size)
{
    const std::vector<EmojiRun> runs = emojiRuns(text);
    for (const EmojiRun &run : runs) {
        QTextCharFormat format;
        format.setProperty(QTextFormat::FontPixelSize, size);
        formats.append({ run.from, run.length, format });
    }
}

QList<QTextLayout::FormatRange> formatsOf(const Block &block, const TextInks &inks, int emojiSize)
{
    QList<QTextLayout::FormatRange> formats;
    formats.reserve(block.spans.size());
    for (const Span &span : block.spans)
        formats.append({ span.start, span.length, formatOf(span, inks) });
    if (block.kind == Block::Kind::Code) {
        for (const CodeSpan &span : codeSpans(block.text, block.language)) {
            QTextCharFormat format;
            format.setForeground(inks.ofCode.at(static_cast<size_t>(span.ink)));
            formats.append({ span.start, span.length, format });
        }
    } else {
        addEmoji(formats, block.text, emojiSize);
    }
    return formats;
}

} // namespace

int bodyPitch() { return px(19); }

SetBlock setBlock(const Block &block, double width, const TextInks &inks)
{
    SetBlock set;
    const QFont face = blockFont(block);
    set.layout = std::make_unique<QTextLayout>(block.text, face);
    QTextLayout &layout = *set.layout;
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    if (block.kind == Block::Kind::Code)
        option.setTextDirection(Qt::LeftToRight);
    else
        option.setTextDirection(block.text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    set.rightToLeft = option.textDirection() == Qt::RightToLeft;
    if (set.rightToLeft)
        option.setAlignment(Qt::AlignRight | Qt::AlignAbsolute);
    if (block.kind == Block::Kind::Cell && block.align == Block::Align::Middle)
        option.setAlignment(Qt::AlignHCenter);
    if (block.kind == Block::Kind::Cell && block.align == Block::Align::End)
        option.setAlignment(Qt::AlignRight | Qt::AlignAbsolute);
    layout.setTextOption(option);
    layout.setCacheEnabled(true); // shaped once, painted many times
    const bool large = block.kind == Block::Kind::Paragraph && block.spans.isEmpty() && isFewEmoji(block.text);
    layout.setFormats(formatsOf(block, inks, px(large ? 30 : 17)));

    const QFontMetricsF metrics(face);
    const double pitch = pitchOf(block);
    layout.beginLayout();
    double y = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        const double height = std::max(pitch, std::ceil(line.height()));
        // By the body's own baseline, so that an emoji or a code span does not push its line down.
        const double lead =
            std::max(0.0, std::round((height - metrics.height()) / 2 + metrics.ascent() - line.ascent()));
        line.setPosition(QPointF(0, y + lead));
        set.baseline = y + lead + line.ascent();
        set.lastLine = line.naturalTextWidth();
        set.width = std::max(set.width, set.lastLine);
        y += height;
    }
    layout.endLayout();
    set.height = y;
    return set;
}

std::vector<SpanBox> spanBoxes(const Block &block, const QTextLayout &layout, const TextInks &inks)
{
    std::vector<SpanBox> boxes;
    if (block.kind == Block::Kind::Code)
        return boxes;
    for (const Span &span : block.spans) {
        const bool code = span.marks & Span::Code;
        if (!code && !(span.marks & Span::MentionOfMe))
            continue;
        for (int i = 0; i < layout.lineCount(); ++i) {
            const QTextLine line = layout.lineAt(i);
            const int from = std::max(span.start, line.textStart());
            const int to = std::min(span.start + span.length, line.textStart() + line.textLength());
            if (from >= to)
                continue;
            const double a = line.cursorToX(from);
            const double b = line.cursorToX(to);
            const double pad = code ? px(2) : 1.0;
            boxes.push_back({ QRectF(std::min(a, b) - pad, line.y() - 1, std::abs(b - a) + 2 * pad, line.height() + 2),
                code ? inks.code : inks.mentionOfMe });
        }
    }
    return boxes;
}

} // namespace hubbub::ui
