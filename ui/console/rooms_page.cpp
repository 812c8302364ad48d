// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms and people.
#include "core/operator/operator_watch.h"
#include "ui/common/time_words.h"
#include "ui/console/console_actions.h"
#include "ui/console/console_lists.h"
#include "ui/console/list_page.h"
#include "ui/console/rooms_model.h"
#include "ui/console/sessions_model.h"

#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int describeEvery = 2; // seconds
constexpr int namesEvery = 10;
constexpr int sessionsEvery = 5;

QVBoxLayout *whole(QWidget *page, QWidget *list)
{
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(list);
    return column;
}

} // namespace

RoomsPage::RoomsPage(const ConsoleDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_model(new RoomsModel(this))
    , m_list(new ListPage(tr("Rooms"), tr("Filter rooms"), *m_model, this))
{
    setObjectName(u"roomsPage"_s);
    whole(this, m_list);
    ops::RoomReader &reader = desk.watch.rooms();
    connect(&reader, &ops::RoomReader::found, m_model, &RoomsModel::add);
    connect(&reader, &ops::RoomReader::gone, m_model, &RoomsModel::remove);
    connect(&reader, &ops::RoomReader::described, m_model, &RoomsModel::describe);
    connect(&reader, &ops::RoomReader::finished, this, [this] {
        const qint64 beyond = m_desk.watch.rooms().beyond();
        m_list->setNote(beyond > 0 ? tr("%1 more are not shown").arg(groupedNumber(beyond))
                                   : tr("with somebody in them, or public"));
        if (!m_desk.watch.isHeld())
            m_list->table().setEmptyWords(tr("There is no room yet"));
    });
    if (!reader.rooms().isEmpty())
        m_model->add(QList<RoomId>(reader.rooms().begin(), reader.rooms().end()));
    CellTable &table = m_list->table();
    table.setEmptyWords(desk.watch.isHeld() ? tr("Nobody had the rooms read around that time") : tr("Reading…"));
    if (desk.watch.isHeld())
        reader.describe(QList<RoomId>(reader.rooms().begin(), reader.rooms().end()), 0);
    table.sortBy(0, Qt::AscendingOrder);
    connect(&table, &CellTable::rowOpened, this, [this](int row) {
        Q_EMIT
        peopleWanted(m_model->room(row).text());
    });
    connect(&table, &CellTable::menuWanted, this, [this](int row, const QPoint &where) {
        m_desk.actions.openRoomMenu(m_model->room(row), m_model->facts(row).here, where);
    });
}

void RoomsPage::showEvent(QShowEvent *)
{
    m_ticks = 0;
    refresh();
}

void RoomsPage::refresh()
{
    if (!isVisible() || !m_desk.watch.isUp())
        return;
    if (m_ticks % namesEvery == 0)
        m_desk.watch.refreshRooms();
    if (m_ticks % describeEvery == 0 || m_ticks == 1) {
        QList<RoomId> inSight;
        for (const int row : m_list->table().visibleRows())
            inSight.append(m_model->room(row));
        if (!inSight.isEmpty())
            m_desk.watch.rooms().describe(inSight, m_desk.watch.model().redisNow());
    }
    ++m_ticks;
}

PeoplePage::PeoplePage(const ConsoleDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_model(new SessionsModel(desk.watch.sessions(), this))
    , m_list(new ListPage(tr("People and sessions"), tr("Filter people, rooms, nodes"), *m_model, this))
{
    setObjectName(u"peoplePage"_s);
    whole(this, m_list);
    ops::SessionScan &scan = desk.watch.sessions();
    connect(&scan, &ops::SessionScan::found, m_model, &SessionsModel::changed);
    connect(&scan, &ops::SessionScan::gone, m_model, &SessionsModel::remove);
    connect(&scan, &ops::SessionScan::finished, this, [this] {
        if (!m_desk.watch.isHeld())
            m_list->table().setEmptyWords(tr("Nobody is online"));
    });
    // The names of rooms come first: as soon as they are there, their people are read.
    connect(&desk.watch.rooms(), &ops::RoomReader::finished, this, [this] {
        if (isVisible())
            m_desk.watch.refreshSessions();
    });
    CellTable &table = m_list->table();
    table.setEmptyWords(desk.watch.isHeld() ? tr("Nobody had the people read around that time") : tr("Reading…"));
    table.sortBy(0, Qt::AscendingOrder);
    connect(&table, &CellTable::rowOpened, this, [this](int row) {
        Q_EMIT
        nodeWanted(m_model->facts(row).node.bytes());
    });
    connect(&table, &CellTable::menuWanted, this,
        [this](int row, const QPoint &where) { m_desk.actions.openPersonMenu(m_model->facts(row).user, where); });
}

void PeoplePage::showEvent(QShowEvent *)
{
    m_ticks = 0;
    refresh();
}

void PeoplePage::refresh()
{
    if (!isVisible() || !m_desk.watch.isUp())
        return;
    if (m_ticks % namesEvery == 0)
        m_desk.watch.refreshRooms();
    else if (m_ticks % sessionsEvery == 0)
        m_desk.watch.refreshSessions();
    ++m_ticks;
}

void PeoplePage::setFilter(const QString &typed) { m_list->setFilter(typed); }

} // namespace hubbub::ui
