// SPDX-License-Identifier: GPL-3.0-or-later
// A timeline source without a room: rows are put in by hand or made up by the thousand, the same from a seed each time.
#pragma once

#include "ui/chat/timeline_source.h"

#include <vector>

namespace hubbub::test {

class MadeUpTimeline final : public ui::TimelineSource {
    Q_OBJECT
public:
    using TimelineSource::TimelineSource;

    [[nodiscard]] int count() const override { return static_cast<int>(m_items.size()); }
    [[nodiscard]] const client::TimelineItem &at(int row) const override { return m_items[static_cast<size_t>(row)]; }
    [[nodiscard]] int indexOf(const Mid &mid) const override;
    [[nodiscard]] int indexOfSeq(qint64 seq) const override;
    [[nodiscard]] bool hasOlder() const override { return m_hasOlder; }
    [[nodiscard]] bool isFetching() const override { return m_fetching; }
    void fetchOlder() override;
    [[nodiscard]] qint64 readSeq() const override { return m_readSeq; }

    void setItems(std::vector<client::TimelineItem> items);
    void append(const client::TimelineItem &item);
    void prepend(const std::vector<client::TimelineItem> &items);
    /// The two halves of it, for benches.
    void prependQuietly(const std::vector<client::TimelineItem> &items);
    void tellPrepended(int count);
    void change(int row, const client::TimelineItem &item);
    void remove(int first, int count);
    void setReadSeq(qint64 seq) { m_readSeq = seq; }
    void setHasOlder(bool has) { m_hasOlder = has; }
    void endFetch(bool ok);
    [[nodiscard]] int fetches() const { return m_fetches; }

private:
    std::vector<client::TimelineItem> m_items;
    qint64 m_readSeq = 0;
    bool m_hasOlder = false;
    bool m_fetching = false;
    int m_fetches = 0;
};

struct Author {
    const char *user;
    const char *display;
};
inline constexpr Author ines { "ines", "Ines Roth" };
inline constexpr Author tomas { "tomas", "Tomas Beck" };
inline constexpr Author mara { "mara", "Mara Lind" };
inline constexpr Author jon { "jon", "Jon Hale" };

/// `ts` in ms since 1970. Its mid is made from seq.
[[nodiscard]] client::TimelineItem message(
    qint64 seq, qint64 ts, const Author &author, const QString &text, bool own = false);

/// Of realistic lengths and Markdown: short lines, paragraphs, lists, code, links, emoji; 25 people; ends at `endTs`.
[[nodiscard]] std::vector<client::TimelineItem> madeUpMessages(
    int count, qint64 endTs, qint64 firstSeq = 1, quint32 seed = 1);

} // namespace hubbub::test
