// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/house_rules.h"

namespace hubbub::architecture {
namespace {

/// Copies a C++ source character by character, leaving out what is not code.
class Stripper {
public:
    Stripper(const QString &source, bool keepStrings)
        : m_in(source)
        , m_keepStrings(keepStrings)
    {
    }

    QString run()
    {
        while (m_at < m_in.size()) {
            if (here(u"//"))
                skipUntil(u"\n", false);
            else if (here(u"/*"))
                skipUntil(u"*/", true);
            else if (here(u"R\"") && !afterWord())
                rawString();
            else if (m_in[m_at] == u'"')
                quoted(u'"');
            else if (m_in[m_at] == u'\'' && !afterWord()) // not the separator of 1'000
                quoted(u'\'');
            else
                m_out += m_in[m_at++];
        }
        return m_out;
    }

private:
    bool here(QStringView text) const { return QStringView(m_in).mid(m_at).startsWith(text); }
    bool afterWord() const
    {
        if (m_at == 0)
            return false;
        const QChar before = m_in[m_at - 1];
        // The prefixes of literals are letters too.
        return before.isDigit() || (before.isLetter() && before != u'u' && before != u'L' && before != u'8');
    }

    void put(QChar c, bool kept)
    {
        if (kept || c == u'\n')
            m_out += c;
    }

    void skipUntil(QStringView end, bool swallowEnd)
    {
        while (m_at < m_in.size() && !here(end))
            put(m_in[m_at++], false);
        if (swallowEnd)
            m_at += end.size();
    }

    void quoted(QChar mark)
    {
        m_out += m_in[m_at++];
        while (m_at < m_in.size() && m_in[m_at] != mark && m_in[m_at] != u'\n') {
            if (m_in[m_at] == u'\\' && m_at + 1 < m_in.size())
                put(m_in[m_at++], m_keepStrings);
            put(m_in[m_at++], m_keepStrings);
        }
        if (m_at < m_in.size())
            m_out += m_in[m_at++];
    }

    void rawString()
    {
        const qsizetype open = m_in.indexOf(u'(', m_at);
        const QString end = u')' + m_in.mid(m_at + 2, open - m_at - 2) + u'"';
        m_out += u'"';
        m_at = open + 1;
        while (m_at < m_in.size() && !here(end))
            put(m_in[m_at++], m_keepStrings);
        m_at += end.size();
        m_out += u'"';
    }

    const QString m_in;
    const bool m_keepStrings;
    qsizetype m_at = 0;
    QString m_out;
};

} // namespace

QStringList codeOnly(const QString &source, bool keepStrings)
{
    return Stripper(source, keepStrings).run().split(u'\n');
}

} // namespace hubbub::architecture
