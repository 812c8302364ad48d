// SPDX-License-Identifier: GPL-3.0-or-later
// Listens to md4c and collects blocks and spans.
#pragma once

#include "ui/chat/markdown.h"

#include <QByteArrayView>

#include <array>
#include <vector>

namespace hubbub::ui {

/// For one text; its public part is what md4c's callbacks call.
class MarkdownBuilder {
public:
    explicit MarkdownBuilder(const MentionContext &context);

    /// `text` is guarded already.
    [[nodiscard]] RichText build(const QString &text);

    void enterQuote();
    void leaveQuote();
    void enterList(bool ordered, unsigned first, char delimiter);
    void leaveList();
    void enterEntry();
    void openBlock(Block::Kind kind);
    void openCode(const QString &language);
    void closeBlock();
    /// False where it is too large to be laid out; the text is then shown as it was written.
    [[nodiscard]] bool beginTable(unsigned columns, unsigned rows);
    void beginTableRow();
    void openCell(Block::Align align);
    void addRule();
    void enterMark(Span::Mark mark);
    void leaveMark(Span::Mark mark);
    void enterLink(const QString &target);
    void leaveLink();
    void addText(const QString &text);
    void addEntity(QByteArrayView entity);
    void breakLine();

private:
    struct List {
        bool ordered = false;
        unsigned next = 1;
        char delimiter = '.';
    };
    void addSpan(int start, int length);
    void ensureBlock();
    void markMentions(Block &block) const;
    void showRealHost(const QString &shown);

    const MentionContext *m_context;
    RichText m_made;
    std::vector<List> m_lists;
    std::array<int, 4> m_depth {}; ///< of Bold, Italic, Strike, Code
    int m_quotes = 0;
    int m_link = -1;
    int m_linkStart = 0;
    QString m_pendingMarker;
    bool m_open = false;
    bool m_tight = false;
    int m_table = 0; ///< number of the newest one
    int m_row = -1;
    int m_column = 0;
    qint64 m_cells = 0; ///< of all tables
    bool m_tooLarge = false;
};

} // namespace hubbub::ui
