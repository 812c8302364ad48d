// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/browse_rooms_sheet.h"

#include "ui/chat/error_words.h"
#include "ui/chat/public_rooms_model.h"
#include "ui/common/button.h"
#include "ui/common/empty_state.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/overlay_bar.h"
#include "ui/common/search_field.h"

#include <QListView>
#include <QScrollBar>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::ChatClient;
using protocol::PublicRoom;

namespace {

constexpr int listHeight = 54 * 7;

} // namespace

BrowseRoomsSheet::BrowseRoomsSheet(ChatClient &client, QWidget *window)
    : Sheet(window, tr("Public rooms"), 520)
    , m_client(client)
    , m_model(new PublicRoomsModel(this))
    , m_field(new SearchField(tr("Find a room by its name…"), {}, card()))
    , m_list(new QListView(card()))
    , m_empty(new EmptyState(Glyph::Globe, {}, {}, card()))
    , m_problem(new Label({}, Type::Small, Label::Ink::Crit, Weight::Regular, card()))
{
    build();
    wire();
    showJoined();
    load();
}

void BrowseRoomsSheet::build()
{
    setObjectName(u"browseRoomsSheet"_s);
    m_field->setObjectName(u"browseField"_s);
    m_list->setObjectName(u"publicRoomList"_s);
    m_list->setAccessibleName(tr("Public rooms"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PublicRoomDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    new OverlayBar(m_list);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_problem->setObjectName(u"browseProblem"_s);
    m_problem->setFit(Label::Fit::Wrap);
    m_problem->hide();

    auto *head = new QHBoxLayout;
    head->addWidget(new Label(tr("Public rooms"), Type::Title, Label::Ink::Text, Weight::SemiBold, card()), 1);
    auto *close = new IconButton(Glyph::X, tr("Close"), card());
    close->setObjectName(u"closeButton"_s);
    head->addWidget(close);
    connect(close, &IconButton::clicked, this, &BrowseRoomsSheet::dismiss);
    auto *body = new QWidget(card());
    body->setFixedHeight(px(listHeight));
    m_pages = new QStackedLayout(body);
    m_pages->addWidget(m_list);
    m_pages->addWidget(m_empty);
    column()->addLayout(head);
    column()->addWidget(m_field);
    column()->addWidget(m_problem);
    column()->addWidget(body);
}

void BrowseRoomsSheet::wire()
{
    m_typed.setSingleShot(true);
    m_typed.setInterval(150);
    connect(&m_typed, &QTimer::timeout, this, &BrowseRoomsSheet::load);
    connect(m_field, &SearchField::textChanged, &m_typed, qOverload<>(&QTimer::start));
    connect(m_field, &SearchField::escaped, this, &BrowseRoomsSheet::dismiss);
    connect(m_field, &SearchField::returnPressed, this, [this] { choose(m_list->currentIndex()); });
    connect(m_field, &SearchField::stepped, this, [this](int rows) {
        const int row = qBound(0, m_list->currentIndex().row() + rows, m_model->rowCount() - 1);
        m_list->setCurrentIndex(m_model->index(row));
    });
    connect(m_list, &QListView::clicked, this, &BrowseRoomsSheet::choose);
    connect(m_list, &QListView::activated, this, &BrowseRoomsSheet::choose);
    connect(m_list->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value + m_list->height() > m_list->verticalScrollBar()->maximum())
            loadMore();
    });
    connect(&m_client, &ChatClient::roomsReset, this, &BrowseRoomsSheet::showJoined);
    connect(m_empty->addButton(tr("Make this room"), u"makeSearchedRoomButton"_s), &Button::clicked, this, [this] {
        const QString title = m_field->text().simplified();
        dismiss();
        Q_EMIT
        newRoomWanted(title);
    });
}

void BrowseRoomsSheet::present() { open(m_field); }

void BrowseRoomsSheet::showJoined()
{
    QSet<RoomId> mine;
    for (const client::RoomSummary &room : m_client.rooms())
        mine.insert(room.room);
    m_model->setJoined(mine);
}

/// Rooms are found by name, so what is typed is turned into the beginning of one.
QString BrowseRoomsSheet::prefix() const
{
    QString typed = m_field->text().toLower().remove(u'#').trimmed();
    return typed.replace(u' ', u'-');
}

void BrowseRoomsSheet::load()
{
    m_loading = true;
    m_next = {};
    m_client.publicRooms(prefix(), {}, this, [this, ticket = ++m_ticket](const Result<protocol::RoomsPage> &page) {
        if (ticket == m_ticket)
            m_model->clear();
        take(ticket, page);
    });
}

void BrowseRoomsSheet::loadMore()
{
    if (m_loading || m_next.isEmpty())
        return;
    m_loading = true;
    m_client.publicRooms(prefix(), m_next, this,
        [this, ticket = ++m_ticket](const Result<protocol::RoomsPage> &page) { take(ticket, page); });
}

void BrowseRoomsSheet::take(quint64 ticket, const Result<protocol::RoomsPage> &page)
{
    if (ticket != m_ticket)
        return; // overtaken by a later question
    m_loading = false;
    m_problem->setVisible(!page.ok());
    if (!page) {
        m_problem->setText(roomErrorWords(page.error()));
        return;
    }
    m_model->append(page->rooms);
    m_next = page->next;
    const bool none = m_model->rowCount() == 0;
    const QString query = m_field->text().simplified();
    m_empty->setWords(query.isEmpty() ? tr("No public rooms yet") : tr("Nothing found"),
        query.isEmpty() ? tr("Be the first to make one.") : tr("No public room begins with “%1”.").arg(query));
    m_pages->setCurrentWidget(none ? static_cast<QWidget *>(m_empty) : m_list);
    if (!none && !m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_model->index(0));
}

void BrowseRoomsSheet::choose(const QModelIndex &index)
{
    if (!index.isValid() || m_joining)
        return;
    const RoomId room = index.data(PublicRoomsModel::RoomRole).value<PublicRoom>().room;
    if (index.data(PublicRoomsModel::JoinedRole).toBool()) {
        dismiss();
        Q_EMIT
        roomChosen(room);
        return;
    }
    if (const auto found = index.data(PublicRoomsModel::RoomRole).value<PublicRoom>();
        found.kind == protocol::RoomKind::Support) {
        const QString title = index.data(Qt::DisplayRole).toString();
        dismiss();
        Q_EMIT
        helpWanted(room, title);
        return;
    }
    m_joining = true;
    m_model->setBusy(room);
    m_client.joinRoom(room, this, [this](const Result<RoomId> &joined) {
        m_joining = false;
        m_model->setBusy({});
        m_problem->setVisible(!joined.ok());
        if (!joined) {
            m_problem->setText(roomErrorWords(joined.error()));
            return;
        }
        const RoomId now = *joined;
        dismiss();
        Q_EMIT
        roomChosen(now);
    });
}

} // namespace hubbub::ui
