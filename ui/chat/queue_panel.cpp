// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/queue_panel.h"

#include "core/client/desks.h"
#include "ui/chat/case_words.h"
#include "ui/chat/queue_row.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::ChatClient;
using protocol::CaseEntry;

QueuePanel::QueuePanel(ChatClient &client, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_clock(clock)
    , m_column(new QVBoxLayout(this))
    , m_head(new Label({}, Type::Small, Label::Ink::Secondary, Weight::SemiBold, this))
    , m_more(new Label({}, Type::Small, Label::Ink::Faint, Weight::Regular, this))
{
    setObjectName(u"queuePanel"_s);
    m_head->setObjectName(u"queueHead"_s);
    m_column->setContentsMargins(px(space::l), px(space::s), px(space::l), px(space::s) + 1);
    m_column->setSpacing(0);
    m_column->addWidget(m_head);
    m_column->addWidget(m_more);
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &QueuePanel::tick);
    connect(&m_client.desks(), &client::Desks::changed, this, [this](const RoomId &changed) {
        if (changed != desk())
            return;
        refresh();
        Q_EMIT
        stateChanged();
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
    refresh();
}

void QueuePanel::setRoom(const RoomId &room)
{
    m_room = room;
    refresh();
}

bool QueuePanel::isDesk() const
{
    const client::RoomSummary *room = m_client.room(m_room);
    return room != nullptr && room->kind == protocol::RoomKind::Support;
}

RoomId QueuePanel::desk() const
{
    const client::RoomSummary *room = m_client.room(m_room);
    if (room == nullptr)
        return {};
    return room->kind == protocol::RoomKind::Support ? room->room : room->desk;
}

QString QueuePanel::stateLine() const
{
    const RoomId at = desk();
    if (at.isEmpty() || isDesk() || !m_client.desks().isKnown(at))
        return {};
    const CaseEntry *entry = m_client.desks().entry(at, m_room);
    if (entry == nullptr && !m_client.desks().isDone(at, m_room))
        return {}; // just being read
    return caseStateWords(entry, m_client.me().user);
}

/// Those that wait come first, as in the queue.
QList<CaseEntry> QueuePanel::shown() const
{
    const RoomId at = desk();
    if (at.isEmpty())
        return {};
    if (!isDesk()) {
        const CaseEntry *entry = m_client.desks().entry(at, m_room);
        return entry ? QList<CaseEntry> { *entry } : QList<CaseEntry>();
    }
    QList<CaseEntry> cases = m_client.desks().queue(at);
    std::stable_partition(cases.begin(), cases.end(), [](const CaseEntry &each) { return each.agent.isEmpty(); });
    return cases;
}

void QueuePanel::refresh()
{
    const RoomId at = desk();
    setVisible(!at.isEmpty());
    m_tick.stop();
    if (at.isEmpty())
        return;
    m_tick.start();
    const QList<CaseEntry> cases = shown();
    const auto count = static_cast<size_t>(qMin<qsizetype>(cases.size(), mostRows));
    while (m_rows.size() > count) {
        m_rows.back()->hide();
        m_rows.back()->deleteLater();
        m_rows.pop_back();
    }
    while (m_rows.size() < count) {
        auto *row = new QueueRow(this);
        m_column->insertWidget(1 + static_cast<int>(m_rows.size()), row);
        m_rows.push_back(row);
        connect(row, &QueueRow::takeWanted, this, [this, row] { act(row, row->entry(), desk()); });
        connect(row, &QueueRow::openWanted, this, [this, row] {
            if (m_client.room(row->entry().room) == nullptr)
                return act(row, row->entry(), desk()); // taken by us, and not come in: said again
            Q_EMIT
            roomWanted(row->entry().room);
        });
        connect(row, &QueueRow::handWanted, this, [this, row] {
            Q_EMIT
            handWanted(desk(), row->entry().room);
        });
        connect(row, &QueueRow::endWanted, this, [this, row] {
            row->setBusy(true);
            m_client.desks().done(desk(), row->entry().room, row, [this, row](const Outcome &outcome) {
                row->setBusy(false);
                if (!outcome)
                    fail(outcome.error());
            });
        });
    }
    const client::RoomSummary *room = m_client.room(m_room);
    const UserId me = m_client.me().user;
    for (size_t i = 0; i < count; ++i) {
        const CaseEntry &entry = cases[static_cast<qsizetype>(i)];
        const bool mine = entry.agent == me;
        const bool visits = entry.user == me;
        const bool moderates = isDesk() && room->role >= protocol::Role::Moderator;
        QueueRow::Rights rights;
        rights.take = isDesk() && entry.agent.isEmpty() && !visits;
        rights.open = isDesk() && (mine || visits);
        rights.hand = mine || (moderates && !entry.agent.isEmpty());
        rights.end = mine || visits || moderates || (isDesk() && entry.agent.isEmpty());
        m_rows[i]->setEntry(entry, rights);
    }
    const auto waiting =
        std::count_if(cases.begin(), cases.end(), [](const CaseEntry &each) { return each.agent.isEmpty(); });
    m_head->setVisible(isDesk() || count == 0);
    if (!isDesk())
        m_head->setText(stateLine());
    else if (!m_client.desks().isKnown(at))
        m_head->setText(tr("Reading the queue…"));
    else
        m_head->setText(waiting == 0 ? tr("Nobody is waiting")
                : waiting == 1       ? tr("1 is waiting")
                                     : tr("%1 are waiting").arg(waiting));
    m_more->setVisible(cases.size() > mostRows);
    m_more->setText(tr("and %1 more").arg(cases.size() - mostRows));
    tick();
}

void QueuePanel::tick()
{
    const qint64 now = m_clock.wall().count();
    for (QueueRow *row : m_rows)
        row->tick(now);
}

void QueuePanel::act(QueueRow *row, const CaseEntry &entry, const RoomId &desk)
{
    row->setBusy(true);
    m_client.desks().take(desk, entry.room, row, [this, row](const Result<RoomId> &taken) {
        row->setBusy(false);
        if (!taken)
            return fail(taken.error());
        Q_EMIT
        roomWanted(*taken);
    });
}

void QueuePanel::fail(const Error &error)
{
    Q_EMIT
    failed(caseErrorWords(error));
}

void QueuePanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens().line);
}

} // namespace hubbub::ui
