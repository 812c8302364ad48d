// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/inbox_page.h"

#include "ui/chat/error_words.h"
#include "ui/chat/inbox_model.h"
#include "ui/chat/inbox_row_delegate.h"
#include "ui/chat/invitation_sheet.h"
#include "ui/chat/room_words.h"
#include "ui/chat/text_guard.h"
#include "ui/common/button.h"
#include "ui/common/confirm_sheet.h"
#include "ui/common/empty_state.h"
#include "ui/common/label.h"
#include "ui/common/message_sheet.h"
#include "ui/common/metrics.h"
#include "ui/common/overlay_bar.h"
#include "ui/common/theme.h"

#include <QHBoxLayout>
#include <QListView>
#include <QPainter>
#include <QStackedLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::ChatClient;
using protocol::NoticeKind;

namespace {

constexpr int headHeight = 54;
constexpr std::chrono::milliseconds glance { 1500 };

} // namespace

InboxPage::InboxPage(ChatClient &client, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_model(new InboxModel(this))
    , m_head(new QWidget(this))
    , m_allRead(new Button(tr("Mark all as read"), Button::Kind::Link, m_head))
    , m_list(new QListView(this))
    , m_none(new EmptyState(Glyph::Bell, tr("Nothing new"),
          tr("Mentions, direct messages and invitations come here, also those from when you were away."), this))
{
    build();
    wire();
    adopt();
    refresh();
}

void InboxPage::build()
{
    setObjectName(u"inboxPage"_s);
    m_allRead->setObjectName(u"allReadButton"_s);
    m_list->setObjectName(u"inboxList"_s);
    m_list->setAccessibleName(tr("Inbox"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new InboxRowDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    new OverlayBar(m_list);
    auto *title = new Label(tr("Inbox"), Type::Lead, Label::Ink::Text, Weight::SemiBold, m_head);
    auto *head = new QHBoxLayout(m_head);
    head->addWidget(title, 1);
    head->addWidget(m_allRead);
    auto *body = new QWidget(this);
    m_pages = new QStackedLayout(body);
    m_pages->addWidget(m_list);
    m_pages->addWidget(m_none);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(body, 1);
}

void InboxPage::wire()
{
    m_model->setNames([this](const UserId &user) { return nameOf(user); });
    m_reading.setSingleShot(true);
    m_reading.setInterval(glance);
    connect(&m_reading, &QTimer::timeout, this, [this] {
        if (isVisible() && isActiveWindow())
            markRead();
    });
    connect(m_allRead, &Button::clicked, this, &InboxPage::markRead);
    connect(m_none->addButton(tr("Back to the chat"), u"inboxToChatButton"_s), &Button::clicked, this,
        &InboxPage::chatWanted);
    connect(m_list, &QListView::clicked, this, &InboxPage::open);
    connect(m_list, &QListView::activated, this, &InboxPage::open);
    connect(m_list->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value + m_list->height() > m_list->verticalScrollBar()->maximum() && m_client.inboxHasOlder())
            m_client.fetchOlderInbox();
    });
    connect(&m_client, &ChatClient::inboxChanged, this, &InboxPage::refresh);
    connect(&m_client, &ChatClient::signedOut, this, &InboxPage::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &InboxPage::adopt);
}

void InboxPage::adopt()
{
    m_head->setFixedHeight(px(headHeight));
    alignHead();
    m_list->doItemsLayout();
    update();
}

/// Above the rows, which stay in a column that can be read at a glance however wide the window is.
void InboxPage::alignHead()
{
    const QRect column = InboxRowDelegate::column(rect());
    m_head->layout()->setContentsMargins(
        column.left() + px(space::l), 0, width() - column.right() - 1 + px(space::l) - px(2), 1); // a link's own edge
}

void InboxPage::resizeEvent(QResizeEvent *) { alignHead(); }

void InboxPage::refresh()
{
    m_model->setItems(m_client.inbox());
    m_pages->setCurrentIndex(m_model->rowCount() == 0 ? 1 : 0);
    const qint64 unread = m_client.inboxUnread();
    m_allRead->setVisible(unread > 0);
    if (unread > 0 && isVisible())
        m_reading.start();
    Q_EMIT
    unreadChanged(unread);
}

void InboxPage::markRead()
{
    if (m_model->rowCount() > 0 && m_client.inboxUnread() > 0)
        m_client.markInboxRead(m_model->at(0).notice.nid);
}

void InboxPage::open(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const protocol::Notice notice = m_model->at(index.row()).notice;
    m_list->clearSelection();
    switch (notice.kind) {
    case NoticeKind::Invite:
        openInvitation(notice);
        break;
    case NoticeKind::Direct:
        if (m_client.room(notice.room) == nullptr && !notice.from.isEmpty())
            Q_EMIT
        directWanted(notice.from);
        else Q_EMIT
        messageWanted(notice.room, notice.seq);
        break;
    case NoticeKind::Mention:
        if (m_client.room(notice.room) == nullptr)
            offerToJoin(notice);
        else
            Q_EMIT
        messageWanted(notice.room, notice.seq);
        break;
    case NoticeKind::Announce:
        break;
    }
}

/// One is no member any more. Only the server knows whether the room is there, and open.
void InboxPage::offerToJoin(const protocol::Notice &notice)
{
    const QString title = guardedLine(notice.title);
    auto *sheet = new ConfirmSheet(
        tr("Join %1?").arg(isolated(u"# "_s + (title.isEmpty() ? notice.room.text() : title))),
        tr("You are not in this room any more. Once you are, you can read the message there."), tr("Join"), window());
    connect(sheet, &ConfirmSheet::confirmed, this, [this, notice] {
        m_client.joinRoom(notice.room, this, [this, notice](const Result<RoomId> &joined) {
            if (joined)
                Q_EMIT
            messageWanted(notice.room, notice.seq);
            else(new MessageSheet(tr("That did not work"), roomErrorWords(joined.error()), window()))->present();
        });
    });
    sheet->present();
}

void InboxPage::openInvitation(const protocol::Notice &notice)
{
    if (m_client.room(notice.room) != nullptr) { // accepted before
        Q_EMIT
        messageWanted(notice.room, 0);
        return;
    }
    auto *sheet = new InvitationSheet(
        m_client, notice, noticeWords(notice, [this](const UserId &user) { return nameOf(user); }).title, window());
    connect(sheet, &InvitationSheet::joined, this, [this](const RoomId &room) {
        Q_EMIT
        messageWanted(room, 0);
    });
    sheet->present();
}

QString InboxPage::nameOf(const UserId &user) const { return personName(m_client.displayOf(user), user); }

void InboxPage::showEvent(QShowEvent *)
{
    refresh(); // names may be known by now
    m_list->viewport()->update();
}

void InboxPage::hideEvent(QHideEvent *) { m_reading.stop(); }

void InboxPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().surface);
    painter.fillRect(QRect(0, m_head->height() - 1, width(), 1), tokens().line);
}

} // namespace hubbub::ui
