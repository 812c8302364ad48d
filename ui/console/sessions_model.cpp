// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/sessions_model.h"

#include "ui/chat/text_guard.h"
#include "ui/common/tr.h"
#include "ui/console/console_words.h"

#include <algorithm>

namespace hubbub::ui {

using ops::SessionFacts;

namespace {

enum SessionColumn : int { Person, State, Node, Rooms, Status, Session };
constexpr qsizetype mostNamed = 6;

Pill presencePill(const QByteArray &state)
{
    if (state == "online")
        return { tr("online"), Tone::Ok, Glyph::CircleCheck };
    if (state == "away")
        return { tr("away"), Tone::Warn, Glyph::Clock };
    if (state == "busy")
        return { tr("busy"), Tone::Crit, Glyph::CircleMinus };
    return { QString::fromUtf8(state), Tone::Neutral, Glyph::Circle };
}

QString roomNames(const SessionFacts &session)
{
    QStringList names;
    for (qsizetype i = 0; i < std::min(session.rooms.size(), mostNamed); ++i)
        names.append(session.rooms[i].text());
    if (session.rooms.size() > mostNamed)
        names.append(tr("and %1 more").arg(session.rooms.size() - mostNamed));
    return names.join(QStringLiteral(", "));
}

} // namespace

SessionsModel::SessionsModel(const ops::SessionScan &scan, QObject *parent)
    : CellModel({ { tr("Person"), 170 }, { tr("State"), 110 }, { tr("Node"), 80 }, { tr("Rooms"), 0 },
                    { tr("Status"), 160 }, { tr("Session"), 160 } },
        parent)
    , m_scan(scan)
{
}

int SessionsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sessions.size());
}

void SessionsModel::changed(const QList<SessionId> &sessions)
{
    QList<SessionFacts> fresh;
    for (const SessionId &id : sessions) {
        const auto found = m_scan.sessions().constFind(id);
        if (found == m_scan.sessions().constEnd())
            continue;
        if (const int row = m_rows.value(id, -1); row >= 0) {
            m_sessions[row] = *found;
            rowChanged(row);
        } else {
            fresh.append(*found);
        }
    }
    if (fresh.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    for (const SessionFacts &each : fresh) {
        m_rows.insert(each.id, static_cast<int>(m_sessions.size()));
        m_sessions.append(each);
    }
    endInsertRows();
}

void SessionsModel::remove(const QList<SessionId> &sessions)
{
    for (const SessionId &id : sessions) {
        const int row = m_rows.value(id, -1);
        if (row < 0)
            continue;
        const int last = rowCount() - 1;
        if (row != last) {
            m_sessions[row] = m_sessions[last];
            m_rows[m_sessions[row].id] = row;
            rowChanged(row);
        }
        beginRemoveRows({}, last, last);
        m_sessions.removeLast();
        m_rows.remove(id);
        endRemoveRows();
    }
}

Cell SessionsModel::cell(int row, int column) const
{
    const SessionFacts &session = m_sessions[row];
    Cell out;
    switch (column) {
    case Person:
        out.text = session.user.text();
        out.strong = true;
        break;
    case State:
        out.pill = presencePill(session.state);
        break;
    case Node:
        out.text = session.node.text();
        break;
    case Rooms:
        out.text = roomNames(session);
        out.quiet = true;
        break;
    case Status:
        out.text = guardedLine(session.text);
        out.quiet = true;
        break;
    case Session:
        out.text = session.id.text();
        out.mono = true;
        out.quiet = true;
        break;
    default:
        break;
    }
    return out;
}

bool SessionsModel::less(int left, int right, int column) const
{
    const SessionFacts &a = m_sessions[left];
    const SessionFacts &b = m_sessions[right];
    switch (column) {
    case State:
        return a.state < b.state;
    case Node:
        return a.node < b.node;
    case Rooms:
        return a.rooms.size() < b.rooms.size();
    case Status:
        return a.text < b.text;
    case Session:
        return a.id < b.id;
    default:
        return a.user < b.user;
    }
}

CellModel::Weight SessionsModel::weight(int row, int column) const
{
    const SessionFacts &session = m_sessions[row];
    switch (column) {
    case State:
        return { {}, QByteArrayView(session.state) };
    case Node:
        return { {}, QByteArrayView(session.node.bytes()) };
    case Rooms:
        return { static_cast<double>(session.rooms.size()), {} };
    case Status:
        return {};
    case Session:
        return { {}, QByteArrayView(session.id.bytes()) };
    default:
        return { {}, QByteArrayView(session.user.bytes()) };
    }
}

/// Names are lower case themselves.
bool SessionsModel::matches(int row, const SoughtWords &words) const
{
    const SessionFacts &session = m_sessions[row];
    return std::all_of(words.begin(), words.end(), [&session](const SoughtWord &word) {
        const QByteArray &bytes = word.bytes;
        return session.user.bytes().contains(bytes) || session.node.bytes() == bytes || session.state == bytes
            || session.id.bytes().contains(bytes)
            || (!session.text.isEmpty() && session.text.contains(word.text, Qt::CaseInsensitive))
            || std::any_of(session.rooms.begin(), session.rooms.end(),
                [&bytes](const RoomId &room) { return room.bytes().contains(bytes); });
    });
}

} // namespace hubbub::ui
