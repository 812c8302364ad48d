// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/markdown_builder.h"

#include "ui/chat/table_rules.h"
#include "ui/chat/text_guard.h"

#include <md4c.h>

#include <QHash>

#include <algorithm>
#include <bit>
#include <optional>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

constexpr qsizetype longestLanguage = 32;
constexpr unsigned mostColumns = 32;
constexpr qint64 mostCells = 400; ///< in all tables of a text; each is laid out by itself
constexpr int deepest = 6; ///< quotes and lists within each other that are still indented

MarkdownBuilder &builderOf(void *pointer) { return *static_cast<MarkdownBuilder *>(pointer); }

QString attribute(const MD_ATTRIBUTE &value)
{
    return QString::fromUtf8(value.text, static_cast<qsizetype>(value.size));
}

Block::Align alignOf(MD_ALIGN align)
{
    switch (align) {
    case MD_ALIGN_CENTER:
        return Block::Align::Middle;
    case MD_ALIGN_RIGHT:
        return Block::Align::End;
    default:
        return Block::Align::Start;
    }
}

int onEnterBlock(MD_BLOCKTYPE type, void *detail, void *pointer)
{
    MarkdownBuilder &builder = builderOf(pointer);
    switch (type) {
    case MD_BLOCK_QUOTE:
        builder.enterQuote();
        break;
    case MD_BLOCK_UL:
        builder.enterList(false, 1, '.');
        break;
    case MD_BLOCK_OL: {
        const auto *list = static_cast<const MD_BLOCK_OL_DETAIL *>(detail);
        builder.enterList(true, list->start, list->mark_delimiter);
        break;
    }
    case MD_BLOCK_LI:
        builder.enterEntry();
        break;
    case MD_BLOCK_HR:
        builder.addRule();
        break;
    case MD_BLOCK_H:
        builder.openBlock(Block::Kind::Heading);
        break;
    case MD_BLOCK_CODE:
        builder.openCode(attribute(static_cast<const MD_BLOCK_CODE_DETAIL *>(detail)->lang));
        break;
    case MD_BLOCK_P:
        builder.openBlock(Block::Kind::Paragraph);
        break;
    case MD_BLOCK_TABLE: {
        const auto *table = static_cast<const MD_BLOCK_TABLE_DETAIL *>(detail);
        return builder.beginTable(table->col_count, table->head_row_count + table->body_row_count) ? 0 : 1;
    }
    case MD_BLOCK_TR:
        builder.beginTableRow();
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        builder.openCell(alignOf(static_cast<const MD_BLOCK_TD_DETAIL *>(detail)->align));
        break;
    default:
        break;
    }
    return 0;
}

int onLeaveBlock(MD_BLOCKTYPE type, void *, void *pointer)
{
    MarkdownBuilder &builder = builderOf(pointer);
    switch (type) {
    case MD_BLOCK_QUOTE:
        builder.leaveQuote();
        break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        builder.leaveList();
        break;
    case MD_BLOCK_LI:
    case MD_BLOCK_H:
    case MD_BLOCK_CODE:
    case MD_BLOCK_P:
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        builder.closeBlock();
        break;
    default:
        break;
    }
    return 0;
}

std::optional<Span::Mark> markOf(MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_STRONG:
        return Span::Bold;
    case MD_SPAN_EM:
        return Span::Italic;
    case MD_SPAN_DEL:
        return Span::Strike;
    case MD_SPAN_CODE:
        return Span::Code;
    default:
        return {};
    }
}

int onEnterSpan(MD_SPANTYPE type, void *detail, void *pointer)
{
    if (const auto mark = markOf(type))
        builderOf(pointer).enterMark(*mark);
    else if (type == MD_SPAN_A)
        builderOf(pointer).enterLink(attribute(static_cast<const MD_SPAN_A_DETAIL *>(detail)->href));
    else if (type == MD_SPAN_IMG) // never loaded: its words link to it
        builderOf(pointer).enterLink(attribute(static_cast<const MD_SPAN_IMG_DETAIL *>(detail)->src));
    return 0;
}

int onLeaveSpan(MD_SPANTYPE type, void *, void *pointer)
{
    if (const auto mark = markOf(type))
        builderOf(pointer).leaveMark(*mark);
    else if (type == MD_SPAN_A || type == MD_SPAN_IMG)
        builderOf(pointer).leaveLink();
    return 0;
}

int onText(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *pointer)
{
    MarkdownBuilder &builder = builderOf(pointer);
    const QByteArrayView bytes(text, static_cast<qsizetype>(size));
    switch (type) {
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR:
        builder.breakLine();
        break;
    case MD_TEXT_NULLCHAR:
        builder.addText(QString(QChar(QChar::ReplacementCharacter)));
        break;
    case MD_TEXT_ENTITY:
        builder.addEntity(bytes);
        break;
    default:
        builder.addText(QString::fromUtf8(bytes));
        break;
    }
    return 0;
}

bool isNameChar(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'_' || c == u'.';
}

/// "example.org" and "10.0.0.1", but not "1.5", "v1.2.3" or "e.g".
bool looksLikeHost(const QString &host)
{
    const QStringList labels = host.split(u'.');
    const QString &top = labels.last();
    if (labels.size() < 2 || labels.contains(QString()))
        return false;
    const auto isNumber = [](const QString &label) {
        return std::all_of(label.begin(), label.end(), [](QChar c) { return c.isDigit(); });
    };
    if (labels.size() == 4 && std::all_of(labels.begin(), labels.end(), isNumber))
        return true;
    return top.startsWith("xn--"_L1)
        || (top.size() > 1 && std::all_of(top.begin(), top.end(), [](QChar c) { return c.isLetter(); }));
}

/// What a word of the shown text claims to lead to, where it looks like an address at all.
QString claimedHost(QString word)
{
    constexpr QStringView around = u"()[]{}<>\"'`*_.,;:!?…“”‘’«»";
    while (!word.isEmpty() && around.contains(word.back()))
        word.chop(1);
    while (!word.isEmpty() && around.contains(word.front()))
        word.remove(0, 1);
    for (const char16_t dot : { 0x3002, 0xFF0E, 0xFF61, 0x2024 }) // read as dots, by browsers or by people
        word.replace(QChar(dot), u'.');
    const bool number = std::all_of(word.begin(), word.end(), [](QChar c) { return c.isDigit() || c == u'.'; });
    if (!word.contains(u'.') || (number && word.count(u'.') != 3)) // QUrl takes "1.5" for 1.0.0.5
        return {};
    if (!word.contains("://"_L1))
        word.prepend("https://"_L1);
    const QUrl url(word, QUrl::StrictMode);
    const QString host = url.isValid() ? url.host(QUrl::FullyEncoded).toLower() : QString();
    return looksLikeHost(host) ? host : QString();
}

QString withoutWww(const QString &host) { return host.startsWith("www."_L1) ? host.sliced(4) : host; }

} // namespace

MarkdownBuilder::MarkdownBuilder(const MentionContext &context)
    : m_context(&context)
{
}

RichText MarkdownBuilder::build(const QString &text)
{
    MD_PARSER parser {};
    parser.flags = MD_FLAG_NOHTML | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEURLAUTOLINKS
        | MD_FLAG_PERMISSIVEWWWAUTOLINKS | MD_FLAG_PERMISSIVEEMAILAUTOLINKS | MD_FLAG_NOINDENTEDCODEBLOCKS
        | MD_FLAG_TABLES;
    parser.enter_block = onEnterBlock;
    parser.leave_block = onLeaveBlock;
    parser.enter_span = onEnterSpan;
    parser.leave_span = onLeaveSpan;
    parser.text = onText;
    const QByteArray bytes = withWholeTables(text).toUtf8();
    int failed = md_parse(bytes.constData(), static_cast<MD_SIZE>(bytes.size()), &parser, this);
    if (m_tooLarge) {
        *this = MarkdownBuilder(*m_context);
        parser.flags &= ~static_cast<unsigned>(MD_FLAG_TABLES);
        const QByteArray asWritten = text.toUtf8();
        failed = md_parse(asWritten.constData(), static_cast<MD_SIZE>(asWritten.size()), &parser, this);
    }
    if (failed || (m_made.blocks.isEmpty() && !text.trimmed().isEmpty())) {
        // Out of memory, or nothing but link definitions: what was written is shown as it is.
        m_made = {};
        Block plain;
        plain.text = QString(text).replace(u'\n', QChar(QChar::LineSeparator));
        m_made.blocks.append(plain);
    }
    return std::move(m_made);
}

void MarkdownBuilder::enterQuote()
{
    closeBlock();
    ++m_quotes;
}

void MarkdownBuilder::leaveQuote()
{
    closeBlock();
    --m_quotes;
}

void MarkdownBuilder::enterList(bool ordered, unsigned first, char delimiter)
{
    closeBlock();
    m_lists.push_back({ ordered, first, delimiter });
    m_tight = m_lists.size() > 1;
}

void MarkdownBuilder::leaveList()
{
    closeBlock();
    m_lists.pop_back();
    m_tight = false;
}

void MarkdownBuilder::enterEntry()
{
    closeBlock();
    List &list = m_lists.back();
    m_pendingMarker = list.ordered ? QString::number(list.next++) + QLatin1Char(list.delimiter) : u"•"_s;
}

void MarkdownBuilder::openBlock(Block::Kind kind)
{
    closeBlock();
    Block block;
    block.kind = kind;
    block.quoteDepth = qMin(m_quotes, deepest);
    block.indent = qMin(static_cast<int>(m_lists.size()), deepest);
    block.marker = std::exchange(m_pendingMarker, {});
    block.tight = m_tight;
    m_tight = !m_lists.empty();
    m_made.blocks.append(block);
    m_open = true;
}

void MarkdownBuilder::openCode(const QString &language)
{
    openBlock(Block::Kind::Code);
    m_made.blocks.last().language = language.left(longestLanguage);
}

void MarkdownBuilder::closeBlock()
{
    if (!m_open)
        return;
    m_open = false;
    Block &block = m_made.blocks.last();
    while (block.text.endsWith(QChar(QChar::LineSeparator)))
        block.text.chop(1);
    if (block.text.isEmpty() && block.marker.isEmpty() && block.kind != Block::Kind::Rule
        && block.kind != Block::Kind::Cell) {
        m_made.blocks.removeLast();
        return;
    }
    markMentions(block);
}

bool MarkdownBuilder::beginTable(unsigned columns, unsigned rows)
{
    closeBlock();
    m_cells += static_cast<qint64>(columns) * rows;
    m_tooLarge = columns > mostColumns || m_cells > mostCells;
    ++m_table;
    m_row = -1;
    return !m_tooLarge;
}

void MarkdownBuilder::beginTableRow()
{
    ++m_row;
    m_column = 0;
}

void MarkdownBuilder::openCell(Block::Align align)
{
    openBlock(Block::Kind::Cell);
    Block &cell = m_made.blocks.last();
    cell.table = m_table;
    cell.row = m_row;
    cell.column = m_column++;
    cell.align = align;
}

void MarkdownBuilder::addRule()
{
    openBlock(Block::Kind::Rule);
    closeBlock();
}

void MarkdownBuilder::ensureBlock()
{
    if (!m_open)
        openBlock(Block::Kind::Paragraph);
}

void MarkdownBuilder::enterMark(Span::Mark mark) { ++m_depth[static_cast<size_t>(std::countr_zero(unsigned(mark)))]; }

void MarkdownBuilder::leaveMark(Span::Mark mark) { --m_depth[static_cast<size_t>(std::countr_zero(unsigned(mark)))]; }

void MarkdownBuilder::enterLink(const QString &target)
{
    ensureBlock();
    const QUrl url = openableUrl(target);
    m_linkStart = static_cast<int>(m_made.blocks.last().text.size());
    if (!url.isValid())
        return;
    m_link = static_cast<int>(m_made.links.size());
    m_made.links.append(url);
}

void MarkdownBuilder::leaveLink()
{
    if (m_link < 0)
        return;
    const QString shown = m_made.blocks.last().text.mid(m_linkStart);
    if (shown.trimmed().isEmpty())
        addText(urlHost(m_made.links[m_link])); // a link needs something to press
    else
        showRealHost(shown);
    m_link = -1;
}

void MarkdownBuilder::showRealHost(const QString &shown)
{
    const QUrl &url = m_made.links[m_link];
    if (url.scheme() == "mailto"_L1)
        return;
    const QString real = urlHost(url).toLower();
    // Letters of other scripts look like ours, and what stands before an @ looks like the host.
    const bool disguised =
        (real.contains("xn--"_L1) && !shown.contains(real, Qt::CaseInsensitive)) || !url.userInfo().isEmpty();
    const QStringList words = shown.simplified().split(u' ');
    const bool claimsOther = std::any_of(words.cbegin(), words.cend(), [&](const QString &word) {
        const QString claimed = claimedHost(word);
        return !claimed.isEmpty() && withoutWww(claimed) != withoutWww(real);
    });
    if (disguised || claimsOther)
        addText(u" ("_s + real + u')');
}

void MarkdownBuilder::addSpan(int start, int length)
{
    Span span { start, length, {}, m_link };
    constexpr std::array marks { Span::Bold, Span::Italic, Span::Strike, Span::Code };
    for (size_t i = 0; i < marks.size(); ++i)
        span.marks.setFlag(marks[i], m_depth[i] > 0);
    span.marks.setFlag(Span::Link, m_link >= 0);
    if (!span.marks || length == 0)
        return;
    QList<Span> &spans = m_made.blocks.last().spans;
    if (!spans.isEmpty()) {
        Span &last = spans.last();
        if (last.start + last.length == start && last.marks == span.marks && last.link == span.link) {
            last.length += length;
            return;
        }
    }
    spans.append(span);
}

void MarkdownBuilder::addText(const QString &text)
{
    ensureBlock();
    Block &block = m_made.blocks.last();
    const auto start = static_cast<int>(block.text.size());
    QString shown = text;
    if (block.kind == Block::Kind::Code) {
        shown.replace(u'\t', u"    "_s);
        shown.replace(u'\n', QChar(QChar::LineSeparator));
    }
    block.text.append(shown);
    addSpan(start, static_cast<int>(shown.size()));
}

void MarkdownBuilder::addEntity(QByteArrayView entity)
{
    static const QHash<QByteArray, QString> known { { "&amp;"_ba, u"&"_s }, { "&lt;"_ba, u"<"_s },
        { "&gt;"_ba, u">"_s }, { "&quot;"_ba, u"\""_s }, { "&apos;"_ba, u"'"_s }, { "&nbsp;"_ba, u"\u00a0"_s } };
    const QByteArray name = entity.toByteArray();
    // Others stay as they were written: numbers could smuggle in what the guard took out.
    addText(known.value(name, QString::fromUtf8(name)));
}

void MarkdownBuilder::breakLine() { addText(QString(QChar(QChar::LineSeparator))); }

void MarkdownBuilder::markMentions(Block &block) const
{
    if (m_context->mentions.isEmpty() || block.kind == Block::Kind::Code)
        return;
    QList<Span> found;
    const QString &text = block.text;
    for (qsizetype at = text.indexOf(u'@'); at >= 0; at = text.indexOf(u'@', at + 1)) {
        if (at > 0 && (text[at - 1].isLetterOrNumber() || text[at - 1] == u'@'))
            continue;
        qsizetype end = at + 1;
        while (end < text.size() && isNameChar(text[end]))
            ++end;
        // "@mara." names mara: a name may end with a dot, but a sentence does more often.
        UserId user(QStringView(text).sliced(at + 1, end - at - 1).toString());
        while (!m_context->mentions.contains(user) && end > at + 1 && text[end - 1] == u'.') {
            --end;
            user = UserId(QStringView(text).sliced(at + 1, end - at - 1).toString());
        }
        if (m_context->mentions.contains(user))
            found.append({ static_cast<int>(at), static_cast<int>(end - at),
                user == m_context->me ? Span::Mention | Span::MentionOfMe : Span::Marks(Span::Mention), -1 });
    }
    for (const Span &mention : std::as_const(found)) {
        const bool taken = std::any_of(block.spans.cbegin(), block.spans.cend(), [&](const Span &other) {
            return other.marks & (Span::Code | Span::Link) && mention.start < other.start + other.length
                && other.start < mention.start + mention.length;
        });
        if (!taken)
            block.spans.append(mention);
    }
}

} // namespace hubbub::ui
