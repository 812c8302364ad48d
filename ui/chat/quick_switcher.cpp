// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/quick_switcher.h"

#include "ui/chat/fuzzy_match.h"
#include "ui/chat/room_list_model.h"
#include "ui/chat/room_row_delegate.h"
#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/overlay_bar.h"
#include "ui/common/search_field.h"

#include <QListView>
#include <QVBoxLayout>

#include <algorithm>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::RoomSummary;

namespace {

constexpr int rowHeight = 44;
constexpr int mostRows = 8;

} // namespace

QuickSwitcher::QuickSwitcher(const QList<RoomSummary> &rooms, QWidget *window)
    : Sheet(window, tr("Jump to a room"), 520, Place::Top)
    , m_all(rooms)
    , m_model(new RoomListModel(this))
    , m_field(new SearchField(tr("Jump to a room…"), {}, card()))
    , m_list(new QListView(card()))
    , m_none(new Label({}, Type::Base, Label::Ink::Secondary, Weight::Regular, card()))
    , m_foot(new QWidget(card()))
{
    setObjectName(u"quickSwitcher"_s);
    m_field->setObjectName(u"switcherField"_s);
    m_list->setObjectName(u"switcherList"_s);
    m_list->setAccessibleName(tr("Rooms found"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RoomRowDelegate(RoomRowDelegate::Size::Compact, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    new OverlayBar(m_list);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_none->setAlignment(Qt::AlignCenter);

    auto *browse = new Button(tr("Browse public rooms"), Button::Kind::Ghost, m_foot);
    browse->setGlyph(Glyph::Globe);
    browse->setObjectName(u"switcherBrowseButton"_s);
    auto *make = new Button(tr("New room"), Button::Kind::Ghost, m_foot);
    make->setGlyph(Glyph::Plus);
    make->setObjectName(u"switcherNewButton"_s);
    auto *foot = new QHBoxLayout(m_foot);
    foot->setContentsMargins(0, 0, 0, 0);
    foot->addWidget(browse);
    foot->addWidget(make);
    foot->addStretch(1);
    column()->setContentsMargins(px(space::m), px(space::m), px(space::m), px(space::s));
    column()->setSpacing(px(space::s));
    column()->addWidget(m_field);
    column()->addWidget(m_list);
    column()->addWidget(m_none);
    column()->addWidget(m_foot);

    connect(m_field, &SearchField::textChanged, this, &QuickSwitcher::rank);
    connect(m_field, &SearchField::escaped, this, &QuickSwitcher::dismiss);
    connect(m_field, &SearchField::stepped, this, [this](int rows) {
        const int row = qBound(0, m_list->currentIndex().row() + rows, m_model->rowCount() - 1);
        m_list->setCurrentIndex(m_model->index(row));
    });
    connect(m_field, &SearchField::returnPressed, this, [this] { choose(m_list->currentIndex()); });
    connect(m_list, &QListView::clicked, this, &QuickSwitcher::choose);
    connect(browse, &Button::clicked, this, [this] {
        dismiss();
        Q_EMIT
        publicRoomsWanted();
    });
    connect(make, &Button::clicked, this, [this] {
        const QString title = m_field->text().simplified();
        dismiss();
        Q_EMIT
        newRoomWanted(title);
    });
    rank();
}

void QuickSwitcher::present() { open(m_field); }

void QuickSwitcher::rank()
{
    QString query = m_field->text().simplified();
    while (query.startsWith(u'#'))
        query.remove(0, 1);
    struct Hit {
        int score;
        RoomSummary room;
    };
    QList<Hit> hits;
    for (const RoomSummary &room : std::as_const(m_all)) {
        const int score = std::max(fuzzyScore(query, plainTitle(room)), fuzzyScore(query, room.room.text()));
        if (score > 0)
            hits.append({ score, room });
    }
    // Equal ones stay in order of activity; unread ones first while nothing is typed.
    std::stable_sort(hits.begin(), hits.end(), [&query](const Hit &a, const Hit &b) {
        if (query.isEmpty())
            return (a.room.unread > 0) > (b.room.unread > 0);
        return a.score > b.score;
    });
    QList<RoomSummary> rooms;
    for (const Hit &hit : std::as_const(hits))
        rooms.append(hit.room);
    m_model->setRooms(rooms);
    m_list->setVisible(!rooms.isEmpty());
    m_list->setFixedHeight(px(rowHeight) * static_cast<int>(std::min<qsizetype>(rooms.size(), mostRows)));
    m_list->setCurrentIndex(m_model->index(0));
    m_none->setText(m_all.isEmpty() ? tr("No rooms yet.") : tr("No room of yours is called “%1”.").arg(query));
    m_none->setVisible(rooms.isEmpty());
}

void QuickSwitcher::choose(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const auto room = index.data(RoomListModel::RoomRole).value<RoomId>();
    dismiss();
    Q_EMIT
    roomChosen(room);
}

} // namespace hubbub::ui
