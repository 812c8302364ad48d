// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/room_pane.h"

#include "ui/chat/chat_header.h"
#include "ui/chat/connection_bar.h"
#include "ui/chat/queue_panel.h"
#include "ui/chat/room_talk.h"
#include "ui/chat/room_words.h"
#include "ui/common/button.h"
#include "ui/common/empty_state.h"
#include "ui/common/theme.h"

#include <QMenu>
#include <QPainter>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::ChatClient;

RoomPane::RoomPane(ChatClient &client, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_header(new ChatHeader(this))
    , m_bar(new ConnectionBar(clock, this))
    , m_queue(new QueuePanel(client, clock, this))
    , m_none(new EmptyState(Glyph::MessageCircle, {}, {}, this))
    , m_talk(new RoomTalk(client, this))
    , m_pages(new QStackedLayout)
{
    setObjectName(u"roomPane"_s);
    m_pages->addWidget(m_none);
    m_pages->addWidget(m_talk);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_bar);
    column->addWidget(m_queue);
    column->addLayout(m_pages, 1);
    wire();
}

void RoomPane::wire()
{
    connect(m_none->addButton(tr("Browse rooms"), u"browseRoomsButton"_s), &Button::clicked, this,
        &RoomPane::publicRoomsWanted);
    connect(m_none->addButton(tr("New room"), u"newRoomButton"_s), &Button::clicked, this, &RoomPane::newRoomWanted);
    connect(m_header, &ChatHeader::membersToggled, this, &RoomPane::membersToggled);
    connect(m_header, &ChatHeader::leaveWanted, this, &RoomPane::leaveWanted);
    connect(m_header, &ChatHeader::findWanted, m_talk, &RoomTalk::openFind);
    connect(m_header, &ChatHeader::inviteWanted, this, &RoomPane::inviteWanted);
    connect(m_header, &ChatHeader::settingsWanted, this, &RoomPane::settingsWanted);
    connect(m_header, &ChatHeader::markReadWanted, this, &RoomPane::markReadWanted);
    connect(m_header, &ChatHeader::unbanWanted, this, &RoomPane::unbanWanted);
    connect(m_header, &ChatHeader::connectionWanted, this, &RoomPane::connectionWanted);
    connect(m_header, &ChatHeader::dayWanted, m_talk, [this] { m_talk->openCalendar({}); });
    connect(m_header, &ChatHeader::menuOpening, this, &RoomPane::menuOpening);
    connect(m_queue, &QueuePanel::roomWanted, this, &RoomPane::conversationWanted);
    connect(m_queue, &QueuePanel::handWanted, this, &RoomPane::handWanted);
    connect(m_queue, &QueuePanel::failed, m_talk, &RoomTalk::note);
    connect(m_queue, &QueuePanel::stateChanged, this, &RoomPane::refreshRoom);
    connect(m_bar, &ConnectionBar::signInWanted, this, &RoomPane::signInWanted);
    connect(m_bar, &ConnectionBar::retryWanted, &m_client, &ChatClient::retryNow);
    connect(&m_client, &ChatClient::linkChanged, this, &RoomPane::refreshLink);
    connect(&m_client, &ChatClient::storeFailed, this, &RoomPane::setStoreProblem);
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
    refreshLink();
}

void RoomPane::setRoom(const RoomId &room)
{
    m_room = room;
    m_talk->setRoom(room);
    m_pages->setCurrentWidget(room.isEmpty() ? static_cast<QWidget *>(m_none) : m_talk);
    refreshRoom();
}

void RoomPane::refreshRoom()
{
    if (m_client.rooms().isEmpty())
        m_none->setWords(tr("Nothing to read yet"), tr("Join a room that is open to all, or make your own."));
    else
        m_none->setWords(tr("Pick a room"), tr("Choose one at the left, or press Ctrl K and type its name."));
    const client::RoomSummary *summary = m_room.isEmpty() ? nullptr : m_client.room(m_room);
    if (summary)
        m_header->setRoom(summary, otherOf(m_client, *summary), m_known);
    else
        m_header->setRoom(nullptr);
    m_queue->setRoom(m_room);
    if (const QString line = m_queue->stateLine(); summary && !line.isEmpty())
        m_header->setLine(line);
    m_talk->refreshRoom();
    refreshLink(); // the number of waiting messages is in the bar
}

void RoomPane::refreshLink()
{
    const client::LinkView &link = m_client.link();
    m_header->setLink(link);
    std::optional<BarWords> words = barWords(link, m_client.waitingSends(), m_names);
    if (!words && !m_storeProblem.isEmpty())
        words = BarWords { Tone::Warn, Glyph::TriangleAlert, tr("Not kept on this computer"),
            tr(" — %1").arg(m_storeProblem), false, {}, BarAction::None, {} };
    m_bar->setWords(words, link.retryAt);
}

void RoomPane::setStoreProblem(const QString &sentence)
{
    m_storeProblem = sentence;
    refreshLink();
}

void RoomPane::setNodeNames(NodeNames names)
{
    m_names = std::move(names);
    refreshLink();
}

void RoomPane::setKnown(bool known)
{
    if (m_known == known)
        return;
    m_known = known;
    refreshRoom();
}

void RoomPane::setMembersShown(bool on) { m_header->setMembersShown(on); }

void RoomPane::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().app);
}

} // namespace hubbub::ui
