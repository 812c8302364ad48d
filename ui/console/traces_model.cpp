// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/traces_model.h"

#include "ui/common/tr.h"
#include "ui/console/console_words.h"

#include <QDateTime>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using ops::Hop;
using ops::Trace;

namespace {

enum TraceColumn : int { Time, Room, By, Nodes, Total, Slowest, Why };

std::pair<Hop, qint64> slowestOf(const Trace &trace)
{
    std::pair<Hop, qint64> out { Hop::Client, -1 };
    for (int i = 0; i < ops::hopCount; ++i) {
        const auto us = trace.us(static_cast<Hop>(i));
        if (us && *us > out.second)
            out = { static_cast<Hop>(i), *us };
    }
    return out;
}

} // namespace

QString hopTime(std::optional<qint64> us)
{
    if (!us)
        return u"—"_s;
    const double ms = static_cast<double>(*us) / 1000;
    return ms < 10 ? ui::tr("%1 ms").arg(ms, 0, 'f', 2) : millisecondWords(ms);
}

QString hopName(Hop hop)
{
    switch (hop) {
    case Hop::Client:
        return ui::tr("client to node");
    case Hop::Node:
        return ui::tr("in the node");
    case Hop::ToRedis:
        return ui::tr("node to Redis");
    case Hop::Answer:
        return ui::tr("Redis answers");
    case Hop::Ok:
        return ui::tr("ok to client");
    case Hop::Channel:
        return ui::tr("Redis to nodes");
    case Hop::FanOut:
        return ui::tr("nodes to sockets");
    }
    return {};
}

TracesModel::TracesModel(QObject *parent)
    : CellModel({ { tr("Time"), 120 }, { tr("Room"), 0 }, { tr("Taken by"), 90 }, { tr("Nodes"), 80, true },
                    { tr("In all"), 100, true }, { tr("Slowest hop"), 0 }, { tr("Why"), 110 } },
        parent)
{
}

int TracesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_traces.size());
}

int TracesModel::rowOf(const Mid &mid) const
{
    for (int row = 0; row < m_traces.size(); ++row) {
        if (m_traces[row].mid == mid)
            return row;
    }
    return -1;
}

/// The book drops its oldest and adds at the end; what nodes add later changes one of the newest. A recording that is
/// looked at elsewhere is another book.
void TracesModel::refresh(const ops::TraceBook &book)
{
    if (std::exchange(m_taken, book.taken()) == book.taken())
        return;
    const auto &all = book.traces();
    const auto isSame = [&](qsizetype row, size_t at) {
        return m_traces[row].mid == all[at].mid && m_traces[row].room == all[at].room;
    };
    qsizetype gone = 0;
    while (gone < m_traces.size() && (all.empty() || !isSame(gone, 0)))
        ++gone;
    forget(0, gone);
    qsizetype same = 0;
    while (same < m_traces.size() && static_cast<size_t>(same) < all.size() && isSame(same, static_cast<size_t>(same)))
        ++same;
    forget(same, m_traces.size() - same);
    for (int row = 0; row < m_traces.size(); ++row) {
        const Trace &now = all[static_cast<size_t>(row)];
        if (m_traces[row].deliveries.size() != now.deliveries.size() || !m_traces[row].publish != !now.publish) {
            m_traces[row] = now;
            rowChanged(row);
        }
    }
    if (all.size() == static_cast<size_t>(m_traces.size()))
        return;
    beginInsertRows({}, rowCount(), static_cast<int>(all.size()) - 1);
    for (auto at = static_cast<size_t>(m_traces.size()); at < all.size(); ++at)
        m_traces.append(all[at]);
    endInsertRows();
}

void TracesModel::forget(qsizetype first, qsizetype count)
{
    if (count == 0)
        return;
    beginRemoveRows({}, static_cast<int>(first), static_cast<int>(first + count) - 1);
    m_traces.remove(first, count);
    endRemoveRows();
}

Cell TracesModel::cell(int row, int column) const
{
    const Trace &trace = m_traces[row];
    Cell out;
    switch (column) {
    case Time:
        out.text = QDateTime::fromMSecsSinceEpoch(trace.begin() / 1000).toString(u"HH:mm:ss.zzz"_s);
        out.mono = true;
        out.quiet = true;
        break;
    case Room:
        out.text = u"# "_s + trace.room.text();
        break;
    case By:
        out.text = trace.publish ? trace.publish->node.text() : u"—"_s;
        break;
    case Nodes:
        out.text = QString::number(trace.deliveries.size());
        out.right = true;
        break;
    case Total:
        out.text = hopTime(trace.totalUs());
        out.right = true;
        out.strong = true;
        break;
    case Slowest: {
        const auto [hop, us] = slowestOf(trace);
        out.text = us < 0 ? QString() : tr("%1, %2").arg(hopName(hop), hopTime(us));
        out.quiet = true;
        break;
    }
    case Why:
        if (trace.publish && trace.publish->asked)
            out.pill = Pill { tr("asked for"), Tone::Accent, {} };
        else
            out.text = tr("sample");
        out.quiet = true;
        break;
    default:
        break;
    }
    return out;
}

bool TracesModel::less(int left, int right, int column) const
{
    const Trace &a = m_traces[left];
    const Trace &b = m_traces[right];
    switch (column) {
    case Room:
        return a.room < b.room;
    case By:
        return (a.publish ? a.publish->node : NodeId()) < (b.publish ? b.publish->node : NodeId());
    case Nodes:
        return a.deliveries.size() < b.deliveries.size();
    case Total:
        return a.totalUs() < b.totalUs();
    case Slowest:
        return slowestOf(a).second < slowestOf(b).second;
    case Why:
        return (a.publish && a.publish->asked) < (b.publish && b.publish->asked);
    default:
        return left < right;
    }
}

bool TracesModel::matches(int row, const SoughtWords &words) const
{
    const Trace &trace = m_traces[row];
    QString text = trace.room.text();
    if (trace.publish)
        text += u' ' + trace.publish->node.text();
    for (const protocol::TraceRecord &delivery : trace.deliveries)
        text += u' ' + delivery.node.text();
    return hasWords(text.toLower(), words);
}

} // namespace hubbub::ui
