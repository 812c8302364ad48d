// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/table_rules.h"

#include <QList>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

/// Cells between bars that are not escaped; the outer bars count for nothing.
QList<QStringView> cellsOf(QStringView line)
{
    QStringView rest = line.trimmed();
    if (rest.startsWith(u'|'))
        rest = rest.sliced(1);
    QList<QStringView> cells;
    qsizetype from = 0;
    for (qsizetype at = 0; at < rest.size(); ++at) {
        if (rest[at] == u'\\') {
            ++at;
        } else if (rest[at] == u'|') {
            cells.append(rest.sliced(from, at - from));
            from = at + 1;
        }
    }
    if (from < rest.size())
        cells.append(rest.sliced(from));
    return cells;
}

/// "-", ":--", ":-:": nothing but dashes, with a colon at the ends.
bool isRuleCell(QStringView cell)
{
    QStringView dashes = cell.trimmed();
    if (dashes.startsWith(u':'))
        dashes = dashes.sliced(1);
    if (dashes.endsWith(u':'))
        dashes.chop(1);
    return !dashes.isEmpty() && dashes.count(u'-') == dashes.size();
}

/// The same rule with three dashes in each cell; empty where the line is none of `columns` cells.
QString wholeRule(QStringView line, qsizetype columns)
{
    if (!line.contains(u'|'))
        return {};
    const QList<QStringView> cells = cellsOf(line);
    if (cells.size() != columns)
        return {};
    QString rule = u"|"_s;
    for (const QStringView &cell : cells) {
        if (!isRuleCell(cell))
            return {};
        const QStringView marks = cell.trimmed();
        rule += marks.startsWith(u':') ? u":"_s : QString();
        rule += "---"_L1;
        rule += marks.endsWith(u':') ? u":|"_s : u"|"_s;
    }
    return rule;
}

} // namespace

QString withWholeTables(const QString &text)
{
    if (!text.contains(u'|') || !text.contains(u'-'))
        return text;
    QStringList made;
    bool fenced = false;
    bool inTable = false;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString &line = lines.at(i);
        const QString bare = line.trimmed();
        if (bare.startsWith("```"_L1) || bare.startsWith("~~~"_L1))
            fenced = !fenced;
        inTable = inTable && !bare.isEmpty();
        const bool couldBeHead = !fenced && !inTable && i + 1 < lines.size() && line.contains(u'|');
        const QString rule = couldBeHead ? wholeRule(lines.at(i + 1), cellsOf(line).size()) : QString();
        if (rule.isEmpty()) {
            made.append(line);
            continue;
        }
        if (!made.isEmpty() && !made.last().trimmed().isEmpty())
            made.append(QString());
        made.append(line);
        made.append(rule);
        inTable = true;
        ++i;
    }
    return made.join(u'\n');
}

} // namespace hubbub::ui
