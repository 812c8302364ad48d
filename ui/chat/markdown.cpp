// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/markdown.h"

#include "core/base/red_hook.h"
#include "ui/chat/markdown_builder.h"
#include "ui/chat/text_guard.h"

using namespace Qt::StringLiterals;

namespace hubbub::ui {

RichText parseMarkdown(const QString &source, const MentionContext &context)
{
    const Guarded guarded = guardedText(source);
    MarkdownBuilder builder(context);
    RichText made = builder.build(guarded.text);
    made.clamped = guarded.clamped;
    return made;
}

QString markdownLine(const QString &source, qsizetype most)
{
    // Markup makes the shown text shorter, so a few times as much is read.
    const RichText rich = parseMarkdown(source.left(most * 4));
    QString line;
    for (const Block &block : rich.blocks) {
        if (block.text.isEmpty())
            continue;
        if (!line.isEmpty())
            line.append(u' ');
        line.append(block.text);
        if (line.size() > most)
            break;
    }
    return guardedLine(line, most);
}

QUrl openableUrl(const QString &target)
{
    const QUrl url(target, QUrl::StrictMode);
    if (!url.isValid())
        return {};
    const QString scheme = url.scheme().toLower();
    if (scheme == "mailto"_L1)
        return url.path().contains(u'@') ? url : QUrl();
    if ((scheme == "http"_L1 || scheme == "https"_L1) && !url.host().isEmpty())
        return url;
    return redHook("any_scheme") ? url : QUrl();
}

QString urlHost(const QUrl &url)
{
    if (url.scheme() == "mailto"_L1)
        return url.path();
    // In punycode, so that look-alike letters show.
    return url.host(QUrl::FullyEncoded);
}

} // namespace hubbub::ui
