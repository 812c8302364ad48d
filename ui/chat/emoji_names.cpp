// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/emoji_names.h"

#include "ui/chat/fuzzy_match.h"
#include "ui/common/resources.h"

#include <QFile>
#include <QHash>
#include <QStringList>

#include <algorithm>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

struct EmojiEntry {
    QString emoji;
    QStringList names;
};

struct EmojiTable {
    QList<EmojiEntry> entries;
    QHash<QString, QString> byName;
};

EmojiTable readEmojiTable()
{
    initResources();
    EmojiTable table;
    QFile file(u":/emoji.txt"_s);
    if (!file.open(QIODevice::ReadOnly))
        return table;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        QStringList words = line.split(u' ', Qt::SkipEmptyParts);
        if (line.startsWith(u'#') || words.size() < 2)
            continue;
        const QString emoji = words.takeFirst();
        for (const QString &name : std::as_const(words))
            table.byName.insert(name, emoji);
        table.entries.append({ emoji, words });
    }
    return table;
}

const EmojiTable &emojiTable()
{
    static const EmojiTable table = readEmojiTable();
    return table;
}

/// People write a blank where a name has a line.
int nameScore(QStringView query, const QString &name)
{
    const int whole = fuzzyScore(query, name);
    if (query.isEmpty() || whole >= 200)
        return whole;
    return query.contains(u' ') && fuzzyScore(query, QString(name).replace(u'_', u' ')) >= 200 ? 200 : 0;
}

} // namespace

bool isEmojiNameLetter(QChar letter)
{
    const char16_t code = letter.unicode();
    return (code >= u'a' && code <= u'z') || (code >= u'A' && code <= u'Z') || (code >= u'0' && code <= u'9')
        || code == u'_' || code == u'+' || code == u'-';
}

QString emojiNamed(QStringView name) { return emojiTable().byName.value(name.toString().toLower()); }

QString emojiName(const QString &emoji)
{
    for (const EmojiEntry &entry : emojiTable().entries) {
        if (entry.emoji == emoji)
            return entry.names.first();
    }
    return {};
}

QList<NamedEmoji> emojiFor(QStringView query, qsizetype most)
{
    struct Hit {
        int score;
        NamedEmoji emoji;
    };
    QList<Hit> hits;
    for (const EmojiEntry &entry : emojiTable().entries) {
        Hit best { 0, {} };
        for (const QString &name : entry.names) {
            const int score = nameScore(query, name);
            if (score > best.score)
                best = { score, { entry.emoji, query.isEmpty() ? entry.names.first() : name } };
        }
        if (best.score > 0)
            hits.append(best);
    }
    if (!query.isEmpty())
        std::stable_sort(hits.begin(), hits.end(), [](const Hit &a, const Hit &b) {
            return a.score != b.score ? a.score > b.score : a.emoji.name.size() < b.emoji.name.size();
        });
    QList<NamedEmoji> found;
    for (const Hit &hit : std::as_const(hits)) {
        if (found.size() == most)
            break;
        found.append(hit.emoji);
    }
    return found;
}

} // namespace hubbub::ui
