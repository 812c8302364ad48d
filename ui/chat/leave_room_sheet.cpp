// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/leave_room_sheet.h"

#include "ui/chat/error_words.h"
#include "ui/chat/room_words.h"
#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"

#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

LeaveRoomSheet::LeaveRoomSheet(client::ChatClient &client, const client::RoomSummary &room, QWidget *window)
    : Sheet(window, tr("Leave room"), 420)
    , m_client(client)
    , m_room(room.room)
    , m_isCase(room.kind == protocol::RoomKind::Case)
    , m_problem(new Label({}, Type::Small, Label::Ink::Crit, Weight::Regular, card()))
    , m_leave(new Button(tr("Leave"), Button::Kind::Danger, card()))
    , m_stay(new Button(tr("Stay"), Button::Kind::Secondary, card()))
{
    setObjectName(u"leaveRoomSheet"_s);
    m_leave->setObjectName(u"leaveButton"_s);
    m_stay->setObjectName(u"stayButton"_s);
    m_problem->setFit(Label::Fit::Wrap);
    m_problem->hide();
    const bool open = room.visibility == protocol::Visibility::Public;
    auto *meaning = new Label(open ? tr("You get no more of its messages. You can join it again.")
                                   : tr("You get no more of its messages. To come back you need an invitation."),
        Type::Base, Label::Ink::Secondary, Weight::Regular, card());
    meaning->setFit(Label::Fit::Wrap);
    for (Button *button : { m_stay, m_leave })
        button->setMinimumHeight(px(36));
    auto *feet = new QHBoxLayout;
    feet->setSpacing(px(space::s));
    feet->addStretch(1);
    feet->addWidget(m_stay);
    feet->addWidget(m_leave);
    column()->addWidget(
        new Label(tr("Leave %1?").arg(roomTitle(room)), Type::Title, Label::Ink::Text, Weight::SemiBold, card()));
    column()->addWidget(meaning);
    column()->addWidget(m_problem);
    column()->addSpacing(px(space::s));
    column()->addLayout(feet);
    connect(m_stay, &Button::clicked, this, &LeaveRoomSheet::dismiss);
    connect(m_leave, &Button::clicked, this, &LeaveRoomSheet::leave);
}

void LeaveRoomSheet::present() { open(m_stay); }

void LeaveRoomSheet::leave()
{
    m_leave->setEnabled(false);
    m_client.leaveRoom(m_room, this, [this](const Result<RoomId> &left) {
        if (left) {
            dismiss();
            return;
        }
        m_leave->setEnabled(true);
        m_problem->setText(left.error().code == ErrorCode::Forbidden ? m_isCase
                    ? tr("Close the conversation first.")
                    : tr("You are its last owner. Make somebody else an owner first.")
                                                                     : roomErrorWords(left.error()));
        m_problem->show();
    });
}

} // namespace hubbub::ui
