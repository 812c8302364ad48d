// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/queue_row.h"

#include "ui/chat/case_words.h"
#include "ui/chat/room_words.h"
#include "ui/chat/text_guard.h"
#include "ui/common/avatar.h"
#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

QueueRow::QueueRow(QWidget *parent)
    : QWidget(parent)
    , m_avatar(new Avatar(34, this))
    , m_name(new Label({}, Type::Base, Label::Ink::Text, Weight::SemiBold, this))
    , m_words(new Label({}, Type::Small, Label::Ink::Secondary, Weight::Regular, this))
    , m_state(new Label({}, Type::Small, Label::Ink::Secondary, Weight::Regular, this))
    , m_take(new Button(tr("Take"), Button::Kind::Primary, this))
    , m_open(new Button(tr("Open"), Button::Kind::Secondary, this))
    , m_hand(new Button(tr("Hand over…"), Button::Kind::Secondary, this))
    , m_end(new Button(tr("Close"), Button::Kind::Ghost, this))
{
    setObjectName(u"queueRow"_s);
    m_take->setObjectName(u"takeButton"_s);
    m_open->setObjectName(u"openCaseButton"_s);
    m_hand->setObjectName(u"handButton"_s);
    m_end->setObjectName(u"endCaseButton"_s);
    m_state->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_name);
    names->addWidget(m_words);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, px(space::xs), 0, px(space::xs));
    row->setSpacing(px(space::s));
    row->addWidget(m_avatar);
    row->addLayout(names, 1);
    row->addWidget(m_state);
    for (Button *button : { m_take, m_open, m_hand, m_end })
        row->addWidget(button);
    connect(m_take, &Button::clicked, this, &QueueRow::takeWanted);
    connect(m_open, &Button::clicked, this, &QueueRow::openWanted);
    connect(m_hand, &Button::clicked, this, &QueueRow::handWanted);
    connect(m_end, &Button::clicked, this, &QueueRow::endWanted);
}

void QueueRow::setEntry(const protocol::CaseEntry &entry, Rights rights)
{
    m_entry = entry;
    const QString name = personName(entry.display, entry.user);
    m_avatar->setLook({ entry.user.bytes(), name, {}, {}, false });
    m_name->setText(name);
    m_words->setText(guardedLine(entry.text));
    m_take->setVisible(rights.take);
    m_open->setVisible(rights.open);
    m_hand->setVisible(rights.hand);
    m_end->setVisible(rights.end);
    setAccessibleName(tr("%1: %2").arg(name, guardedLine(entry.text)));
    setBusy(false);
}

void QueueRow::tick(qint64 now)
{
    const bool waits = m_entry.agent.isEmpty();
    m_state->setInk(waits && now - m_entry.since > longWait.count() ? Label::Ink::Warn : Label::Ink::Secondary);
    m_state->setText(waits ? waitingWords(now - m_entry.since)
                           : tr("with %1").arg(isolated(personName(m_entry.agentDisplay, m_entry.agent))));
}

void QueueRow::setBusy(bool busy)
{
    for (Button *button : { m_take, m_open, m_hand, m_end })
        button->setEnabled(!busy);
}

} // namespace hubbub::ui
