// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/room_list_panel.h"

#include "ui/chat/room_row_delegate.h"
#include "ui/common/button.h"
#include "ui/common/empty_state.h"
#include "ui/common/menu_action.h"
#include "ui/common/metrics.h"
#include "ui/common/overlay_bar.h"
#include "ui/common/search_field.h"
#include "ui/common/theme.h"

#include <QAction>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::RoomSummary;

RoomListPanel::RoomListPanel(RoomListModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_search(new SearchField(tr("Search or jump to…"), u"Ctrl K"_s, this))
    , m_add(new IconButton(Glyph::Plus, tr("New room"), this))
    , m_list(new QListView(this))
    , m_none(new EmptyState(Glyph::MessageCircle, tr("No rooms yet"), tr("Those you join stand here."), this))
    , m_noMatch(new EmptyState(Glyph::Search, {}, {}, this))
{
    m_filter.setSourceModel(&m_model);
    build();
    wire();
    adopt();
    showRightPage();
}

void RoomListPanel::build()
{
    setObjectName(u"roomListPanel"_s);
    m_search->setObjectName(u"roomSearch"_s);
    m_add->setObjectName(u"addRoomButton"_s);
    m_list->setObjectName(u"roomList"_s);
    m_list->setAccessibleName(tr("Rooms"));
    m_list->setModel(&m_filter);
    m_list->setItemDelegate(new RoomRowDelegate(RoomRowDelegate::Size::Full, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    new OverlayBar(m_list);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);

    auto *top = new QHBoxLayout;
    top->addWidget(m_search, 1);
    top->addWidget(m_add);
    auto *body = new QWidget(this);
    m_pages = new QStackedLayout(body);
    m_pages->addWidget(m_list);
    m_pages->addWidget(m_none);
    m_pages->addWidget(m_noMatch);
    auto *column = new QVBoxLayout(this);
    column->addLayout(top);
    column->addWidget(body, 1);
}

void RoomListPanel::wire()
{
    connect(m_search, &SearchField::textChanged, this, [this](const QString &text) {
        {
            const QScopedValueRollback quiet(m_quiet, true);
            m_filter.setQuery(text);
        }
        showRightPage();
        if (text.isEmpty())
            showChosen(m_chosen);
        else if (!m_list->currentIndex().isValid())
            m_list->setCurrentIndex(m_filter.index(0, 0)); // what Enter opens
    });
    connect(m_search, &SearchField::stepped, this, [this](int rows) {
        const int row = qBound(0, m_list->currentIndex().row() + rows, m_filter.rowCount() - 1);
        m_list->setCurrentIndex(m_filter.index(row, 0));
    });
    connect(m_search, &SearchField::returnPressed, this, [this] {
        if (m_filter.rowCount() == 0)
            return;
        if (!m_list->currentIndex().isValid() || !m_search->text().isEmpty())
            m_list->setCurrentIndex(m_filter.index(qMax(0, m_list->currentIndex().row()), 0));
        chooseCurrent();
        m_search->clear();
    });
    connect(m_add, &IconButton::clicked, this, &RoomListPanel::openAddMenu);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        if (!m_quiet && !m_search->hasFocus())
            chooseCurrent();
    });
    connect(m_list, &QListView::clicked, this, [this] { chooseCurrent(); });
    connect(m_list, &QListView::customContextMenuRequested, this, &RoomListPanel::openMenu);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &RoomListPanel::showRightPage);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &RoomListPanel::showRightPage);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &RoomListPanel::showRightPage);
    connect(&Theme::instance(), &Theme::changed, this, &RoomListPanel::adopt);
}

void RoomListPanel::adopt()
{
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->setContentsMargins(0, px(10), 0, 0);
    column->setSpacing(px(space::s));
    QLayout *top = column->itemAt(0)->layout();
    top->setContentsMargins(px(space::m), 0, px(space::s), 0);
    top->setSpacing(px(space::xs));
    m_list->doItemsLayout();
    update();
}

void RoomListPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().surface);
}

void RoomListPanel::showRightPage()
{
    if (m_model.rowCount() == 0) {
        m_pages->setCurrentWidget(m_none);
    } else if (m_filter.rowCount() == 0) {
        m_noMatch->setWords(tr("Nothing found"), tr("No room of yours is called “%1”.").arg(m_search->text()));
        m_pages->setCurrentWidget(m_noMatch);
    } else {
        m_pages->setCurrentWidget(m_list);
    }
}

void RoomListPanel::chooseCurrent()
{
    const QModelIndex index = m_list->currentIndex();
    if (index.isValid())
        Q_EMIT
    roomChosen(index.data(RoomListModel::RoomRole).value<RoomId>());
}

void RoomListPanel::setRooms(const QList<RoomSummary> &rooms)
{
    const QScopedValueRollback quiet(m_quiet, true);
    m_model.setRooms(rooms);
}

void RoomListPanel::showChosen(const RoomId &room)
{
    const QScopedValueRollback quiet(m_quiet, true);
    m_chosen = room;
    const int row = m_model.rowOf(room);
    const QModelIndex index = row < 0 ? QModelIndex() : m_filter.mapFromSource(m_model.index(row));
    m_list->setCurrentIndex(index);
    if (!index.isValid())
        m_list->clearSelection();
}

void RoomListPanel::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

RoomId RoomListPanel::nextUnread(const RoomId &from) const
{
    const int count = m_model.rowCount();
    const int start = m_model.rowOf(from);
    for (int step = 1; step <= count; ++step) {
        const RoomSummary &room = m_model.at((start + step + count) % count);
        if (room.unread > 0 && room.room != from)
            return room.room;
    }
    return {};
}

void RoomListPanel::openMenu(const QPoint &where)
{
    const QModelIndex index = m_list->indexAt(where);
    if (!index.isValid())
        return;
    const auto room = index.data(RoomListModel::SummaryRole).value<RoomSummary>();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *read = ui::addAction(*menu, Glyph::CheckCheck, tr("Mark as read"));
    read->setEnabled(room.unread > 0);
    connect(read, &QAction::triggered, this, [this, id = room.room] {
        Q_EMIT
        markReadWanted(id);
    });
    const bool pinned = index.data(RoomListModel::PinnedRole).toBool();
    connect(ui::addAction(*menu, Glyph::Pin, pinned ? tr("Unpin") : tr("Pin to the top")), &QAction::triggered, this,
        [this, id = room.room, pinned] {
            Q_EMIT
            pinWanted(id, !pinned);
        });
    menu->addSeparator();
    const auto attention = static_cast<Attention>(index.data(RoomListModel::AttentionRole).toInt());
    for (const auto &[choice, words] : { std::pair { Attention::All, tr("Notify of everything") },
             std::pair { Attention::Mentions, tr("Notify of mentions only") },
             std::pair { Attention::Muted, tr("Mute") } }) {
        QAction *action = menu->addAction(words);
        action->setCheckable(true);
        action->setChecked(choice == attention);
        connect(action, &QAction::triggered, this, [this, id = room.room, wanted = choice] {
            Q_EMIT
            attentionWanted(id, wanted);
        });
    }
    if (room.kind != protocol::RoomKind::Direct) {
        menu->addSeparator();
        QAction *leave = addDangerAction(*menu, Glyph::LogOut, tr("Leave room…"));
        connect(leave, &QAction::triggered, this, [this, id = room.room] {
            Q_EMIT
            leaveWanted(id);
        });
    }
    menu->popup(m_list->viewport()->mapToGlobal(where));
}

void RoomListPanel::openAddMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(
        ui::addAction(*menu, Glyph::Plus, tr("New room…")), &QAction::triggered, this, &RoomListPanel::newRoomWanted);
    connect(ui::addAction(*menu, Glyph::MessageCircle, tr("Message someone…")), &QAction::triggered, this,
        &RoomListPanel::directWanted);
    connect(ui::addAction(*menu, Glyph::Globe, tr("Browse public rooms…")), &QAction::triggered, this,
        &RoomListPanel::publicRoomsWanted);
    menu->popup(m_add->mapToGlobal(QPoint(0, m_add->height() + px(space::xs))));
}

} // namespace hubbub::ui
