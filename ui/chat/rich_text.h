// SPDX-License-Identifier: GPL-3.0-or-later
// A message's text as blocks and spans: plain data between the Markdown parser and the layout.
#pragma once

#include <QFlags>
#include <QList>
#include <QString>
#include <QUrl>

namespace hubbub::ui {

struct Span {
    enum Mark : quint8 {
        Bold = 1,
        Italic = 2,
        Strike = 4,
        Code = 8,
        Link = 16,
        Mention = 32,
        MentionOfMe = 64,
    };
    Q_DECLARE_FLAGS(Marks, Mark)

    int start = 0; ///< in UTF-16 units of the block's text
    int length = 0;
    Marks marks;
    int link = -1; ///< into RichText::links where marks has Link

    friend bool operator==(const Span &, const Span &) = default;
};

struct Block {
    enum class Kind : quint8 { Paragraph, Heading, Code, Rule, Cell };
    enum class Align : quint8 { Start, Middle, End };
    Kind kind = Kind::Paragraph;
    QString text; ///< lines end with U+2028
    QString language; ///< of code, as it was written behind the fence; may be anything
    QList<Span> spans; ///< marks in order; then mentions, which may lie over marks
    int quoteDepth = 0;
    int indent = 0; ///< lists around it
    QString marker; ///< "•" or "3." before the first block of a list's entry
    // Of cells, which come row by row; the first row is the table's head.
    int table = 0; ///< which one of the text
    int row = 0;
    int column = 0;
    Align align = Align::Start;
    bool tight = false; ///< sits close under the block before

    friend bool operator==(const Block &, const Block &) = default;
};

struct RichText {
    QList<Block> blocks;
    QList<QUrl> links; ///< http, https and mailto only
    bool clamped = false; ///< the source was longer than what is shown

    friend bool operator==(const RichText &, const RichText &) = default;
};

Q_DECLARE_OPERATORS_FOR_FLAGS(Span::Marks)

} // namespace hubbub::ui
