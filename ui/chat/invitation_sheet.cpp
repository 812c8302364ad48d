// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/invitation_sheet.h"

#include "ui/chat/error_words.h"
#include "ui/chat/text_guard.h"
#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"

#include <QHBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

InvitationSheet::InvitationSheet(
    client::ChatClient &client, const protocol::Notice &notice, const QString &title, QWidget *window)
    : Sheet(window, title, 420)
    , m_client(client)
    , m_room(notice.room)
    , m_problem(new Label({}, Type::Small, Label::Ink::Crit, Weight::Regular, card()))
    , m_join(new Button(tr("Join"), Button::Kind::Primary, card()))
    , m_refuse(new Button(tr("Refuse"), Button::Kind::Secondary, card()))
{
    setObjectName(u"invitationSheet"_s);
    m_join->setObjectName(u"joinButton"_s);
    m_refuse->setObjectName(u"refuseButton"_s);
    m_problem->setFit(Label::Fit::Wrap);
    m_problem->hide();
    for (Button *button : { m_refuse, m_join })
        button->setMinimumHeight(px(36));
    auto *head = new Label(title, Type::Title, Label::Ink::Text, Weight::SemiBold, card());
    head->setFit(Label::Fit::Wrap);
    auto *meaning = new Label(tr("Its members see you once you join. Who refuses can be invited again."), Type::Base,
        Label::Ink::Secondary, Weight::Regular, card());
    meaning->setFit(Label::Fit::Wrap);
    auto *feet = new QHBoxLayout;
    feet->setSpacing(px(space::s));
    feet->addStretch(1);
    feet->addWidget(m_refuse);
    feet->addWidget(m_join);
    column()->addWidget(head);
    column()->addWidget(meaning);
    column()->addWidget(m_problem);
    column()->addSpacing(px(space::s));
    column()->addLayout(feet);
    connect(m_join, &Button::clicked, this, [this] { answer(true); });
    connect(m_refuse, &Button::clicked, this, [this] { answer(false); });
}

void InvitationSheet::present() { open(m_join); }

void InvitationSheet::answer(bool join)
{
    m_join->setEnabled(false);
    m_refuse->setEnabled(false);
    const auto done = [this, join](const Result<RoomId> &room) { finish(room, join); };
    if (join)
        m_client.joinRoom(m_room, this, done);
    else
        m_client.leaveRoom(m_room, this, done);
}

void InvitationSheet::finish(const Result<RoomId> &done, bool join)
{
    m_join->setEnabled(true);
    m_refuse->setEnabled(true);
    if (!done) {
        m_problem->setText(roomErrorWords(done.error()));
        m_problem->show();
        return;
    }
    const RoomId room = *done;
    dismiss();
    if (join)
        Q_EMIT
    joined(room);
}

} // namespace hubbub::ui
