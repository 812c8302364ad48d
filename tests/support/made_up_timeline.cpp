// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/made_up_timeline.h"

#include <algorithm>
#include <array>
#include <random>

using namespace Qt::StringLiterals;

namespace hubbub::test {

using client::TimelineItem;

int MadeUpTimeline::indexOf(const Mid &mid) const
{
    const auto found =
        std::find_if(m_items.begin(), m_items.end(), [&](const TimelineItem &i) { return i.mid == mid; });
    return found == m_items.end() ? -1 : static_cast<int>(found - m_items.begin());
}

int MadeUpTimeline::indexOfSeq(qint64 seq) const
{
    // In order but for those at the end that wait, and gaps, whose seq is 0.
    const auto stored =
        std::find_if(m_items.rbegin(), m_items.rend(), [](const TimelineItem &i) { return i.seq != 0; });
    const auto first = std::find_if(m_items.begin(), m_items.end(), [](const TimelineItem &i) { return i.seq != 0; });
    if (first == m_items.end())
        return -1;
    const auto found = std::lower_bound(
        first, stored.base(), seq, [](const TimelineItem &i, qint64 wanted) { return i.seq < wanted; });
    return found == stored.base() || found->seq != seq ? -1 : static_cast<int>(found - m_items.begin());
}

void MadeUpTimeline::fetchOlder()
{
    m_fetching = true;
    ++m_fetches;
}

void MadeUpTimeline::setItems(std::vector<TimelineItem> items)
{
    m_items = std::move(items);
    Q_EMIT
    rowsReset();
}

void MadeUpTimeline::append(const TimelineItem &item)
{
    m_items.push_back(item);
    Q_EMIT
    rowsInserted(count() - 1, 1);
}

void MadeUpTimeline::prepend(const std::vector<TimelineItem> &items)
{
    prependQuietly(items);
    tellPrepended(static_cast<int>(items.size()));
}

void MadeUpTimeline::prependQuietly(const std::vector<TimelineItem> &items)
{
    m_items.insert(m_items.begin(), items.begin(), items.end());
}

void MadeUpTimeline::tellPrepended(int count)
{
    Q_EMIT
    rowsInserted(0, count);
}

void MadeUpTimeline::change(int row, const TimelineItem &item)
{
    m_items[static_cast<size_t>(row)] = item;
    Q_EMIT
    rowsChanged(row, 1);
}

void MadeUpTimeline::remove(int first, int many)
{
    m_items.erase(m_items.begin() + first, m_items.begin() + first + many);
    Q_EMIT
    rowsRemoved(first, many);
}

void MadeUpTimeline::endFetch(bool ok)
{
    m_fetching = false;
    Q_EMIT
    fetchFinished(ok);
}

TimelineItem message(qint64 seq, qint64 ts, const Author &author, const QString &text, bool own)
{
    TimelineItem item;
    item.seq = seq;
    item.mid = Mid("mid-"_ba + QByteArray::number(seq));
    item.ts = ts;
    item.from = UserId(QByteArray(author.user));
    item.display = QString::fromUtf8(author.display);
    item.own = own;
    item.message.text = text;
    return item;
}

namespace {

constexpr std::array people { ines, tomas, mara, jon, Author { "aiko", "Aiko Mori" }, Author { "sam", "Sam Ortiz" },
    Author { "lea", "Lea Novak" }, Author { "piotr", "Piotr Zan" }, Author { "noor", "Noor Haddad" },
    Author { "bot", "deploy-bot" } };

constexpr std::array words { "the", "node", "drain", "went", "through", "and", "nobody", "noticed", "lag", "is", "back",
    "to", "normal", "after", "we", "moved", "clients", "p99", "stays", "at", "eleven", "milliseconds", "I", "will",
    "watch", "it", "from", "console", "until", "tonight", "redis", "needs", "a", "restart", "before", "release",
    "please", "check", "what", "gateway", "says", "about", "queue", "depth", "for", "slow", "readers" };

class Writer {
public:
    explicit Writer(quint32 seed)
        : m_random(seed)
    {
    }

    int below(int limit) { return static_cast<int>(m_random() % static_cast<quint32>(limit)); }

    QString sentence(int least, int most)
    {
        QString text;
        for (int left = least + below(most - least + 1); left > 0; --left) {
            if (!text.isEmpty())
                text += u' ';
            text += QLatin1StringView(words[static_cast<size_t>(below(words.size()))]);
        }
        text[0] = text[0].toUpper();
        return text + u'.';
    }

    /// About what people write: two thirds short, a tenth with markup, few long ones.
    QString text()
    {
        switch (below(24)) {
        case 0:
            return sentence(4, 9) + u"\n```\nhubbub-gateway drain n1 --within 20s\nmoved 612 of 612   lost 0\n```"_s;
        case 1:
            return sentence(3, 6) + u"\n- "_s + sentence(3, 9) + u"\n- "_s + sentence(3, 9);
        case 2:
            return u"See https://example.org/runbook/"_s + QString::number(below(999)) + u' ' + sentence(3, 8);
        case 3:
            return u"**"_s + sentence(2, 3) + u"** "_s + sentence(4, 12) + u" `queue_bytes`"_s;
        case 4:
            return sentence(30, 70);
        case 5:
            return sentence(14, 24) + u"\n\n"_s + sentence(10, 20);
        case 6:
            return u"> "_s + sentence(4, 9) + u"\n\n"_s + sentence(3, 8);
        case 7:
            return sentence(2, 6) + u" 👌"_s;
        case 8:
        case 9:
        case 10:
            return sentence(10, 22);
        default:
            return sentence(1, 9);
        }
    }

private:
    std::mt19937 m_random;
};

} // namespace

std::vector<TimelineItem> madeUpMessages(int count, qint64 endTs, qint64 firstSeq, quint32 seed)
{
    Writer writer(seed);
    std::vector<TimelineItem> items;
    items.reserve(static_cast<size_t>(count));
    qint64 ts = endTs - qint64(count) * 90'000;
    size_t who = 0;
    for (int i = 0; i < count; ++i) {
        if (writer.below(3) > 0)
            who = static_cast<size_t>(writer.below(people.size()));
        const qint64 seq = firstSeq + i;
        const Author &author = people[who];
        TimelineItem item = message(seq, ts, author, writer.text(), qstrcmp(author.user, mara.user) == 0);
        if (writer.below(12) == 0 && i > 5)
            item.message.replyTo = seq - 1 - writer.below(5);
        item.readByOthers = item.own;
        items.push_back(item);
        ts += 30'000 + writer.below(120'000);
    }
    return items;
}

} // namespace hubbub::test
