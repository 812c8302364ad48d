// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/members_panel.h"

#include "ui/chat/member_row_delegate.h"
#include "ui/chat/members_model.h"
#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/overlay_bar.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"

#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int headHeight = 44;

} // namespace

MembersPanel::MembersPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new MembersModel(this))
    , m_list(new QListView(this))
    , m_title(new Label(tr("Members"), Type::Lead, Label::Ink::Text, Weight::SemiBold, this))
    , m_part(new Label({}, Type::Small, Label::Ink::Secondary, Weight::Regular, this))
    , m_invite(new IconButton(Glyph::UserPlus, tr("Invite people"), this))
    , m_close(new IconButton(Glyph::X, tr("Hide members"), this))
{
    setObjectName(u"membersPanel"_s);
    m_close->setObjectName(u"hideMembersButton"_s);
    m_invite->setObjectName(u"inviteButton"_s);
    m_invite->hide();
    m_list->setObjectName(u"memberList"_s);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("Members"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new MemberRowDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    new OverlayBar(m_list);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);

    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_invite);
    head->addWidget(m_close);
    auto *column = new QVBoxLayout(this);
    m_part->setObjectName(u"membersPart"_s);
    m_part->hide();
    column->addLayout(head);
    auto *part = new QHBoxLayout;
    part->addWidget(m_part);
    column->addLayout(part);
    column->addWidget(m_list, 1);
    connect(m_close, &IconButton::clicked, this, &MembersPanel::closeWanted);
    connect(m_invite, &IconButton::clicked, this, &MembersPanel::inviteWanted);
    connect(m_list, &QListView::customContextMenuRequested, this, &MembersPanel::openMenu);
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) {
        const auto person = index.data(MembersModel::PersonRole).value<client::Person>();
        if (!person.user.isEmpty() && !person.me)
            Q_EMIT
        messageWanted(person.user);
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) {
        const auto person = index.data(MembersModel::PersonRole).value<client::Person>();
        const QRect row = m_list->visualRect(index);
        if (!person.user.isEmpty())
            Q_EMIT
        cardWanted(person, { m_list->viewport()->mapToGlobal(row.topLeft()), row.size() });
    });
    connect(&Theme::instance(), &Theme::changed, this, &MembersPanel::adopt);
    adopt();
}

void MembersPanel::adopt()
{
    layout()->setContentsMargins(1, 0, 0, 0); // the hairline
    layout()->setSpacing(0);
    QLayout *head = layout()->itemAt(0)->layout();
    head->setContentsMargins(px(space::m), px(5), px(space::s), 0);
    m_title->setFixedHeight(px(headHeight - 8));
    layout()->itemAt(1)->layout()->setContentsMargins(px(space::m), 0, px(space::m), 0);
    m_list->doItemsLayout();
    update();
}

QSize MembersPanel::sizeHint() const { return { px(designWidth), px(400) }; }

void MembersPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().surface);
    painter.fillRect(QRect(0, 0, 1, height()), tokens().line);
}

void MembersPanel::setCanInvite(bool can) { m_invite->setVisible(can); }

void MembersPanel::openMenu(const QPoint &where)
{
    const auto person = m_list->indexAt(where).data(MembersModel::PersonRole).value<client::Person>();
    if (person.user.isEmpty())
        return;
    const QPoint at = m_list->viewport()->mapToGlobal(where);
    Q_EMIT
    menuWanted(person, at);
}

void MembersPanel::setPeople(const QList<client::Person> &people, qint64 members)
{
    m_model->setPeople(people);
    const bool part = people.size() >= client::mostPeopleRead && people.size() < members;
    m_part->setVisible(part);
    if (part)
        m_part->setText(tr("First %1 of %2 members").arg(groupedNumber(people.size()), groupedNumber(members)));
}

void MembersPanel::setKnown(bool known) { m_model->setKnown(known); }

void MembersPanel::clear() { m_model->clear(); }

} // namespace hubbub::ui
