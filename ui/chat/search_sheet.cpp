// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/search_sheet.h"

#include "ui/chat/found_model.h"
#include "ui/chat/text_guard.h"
#include "ui/common/empty_state.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/overlay_bar.h"
#include "ui/common/search_field.h"
#include "ui/common/segments.h"
#include "ui/common/theme.h"

#include <QListView>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <utility>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::SearchAnswer;
using client::SearchQuery;

namespace {

constexpr int mostFound = 100;
constexpr int rowsInSight = 6;

} // namespace

SearchSheet::SearchSheet(client::ChatClient &client, const RoomId &room, QWidget *window)
    : Sheet(window, tr("Search messages"), 640, Place::Top)
    , m_client(client)
    , m_room(room)
    , m_model(new FoundModel(this))
    , m_field(new SearchField(tr("Search messages…"), {}, card()))
    , m_list(new QListView)
    , m_empty(new EmptyState(Glyph::Search, {}, {}))
    , m_note(new Label({}, Type::Caption, Label::Ink::Secondary, Weight::Regular, card()))
    , m_body(new QWidget(card()))
    , m_pages(new QStackedLayout(m_body))
{
    build();
    wire();
    showEmpty({});
}

void SearchSheet::build()
{
    setObjectName(u"searchSheet"_s);
    m_field->setObjectName(u"searchSheetField"_s);
    m_field->setAccessibleName(tr("Search messages"));
    m_list->setObjectName(u"foundList"_s);
    m_list->setAccessibleName(tr("Messages found"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new FoundRowDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    new OverlayBar(m_list);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_empty->setObjectName(u"searchEmpty"_s);
    m_note->setObjectName(u"searchNote"_s);
    m_note->setAlignment(Qt::AlignCenter);
    m_note->hide();
    m_pages->addWidget(m_list);
    m_pages->addWidget(m_empty);

    auto *head = new QHBoxLayout;
    head->setSpacing(px(space::s));
    head->addWidget(m_field, 1);
    if (!m_room.isEmpty()) {
        m_scope = new Segments(tr("Search in"), { tr("All rooms"), tr("This room") }, card());
        m_scope->setObjectName(u"searchScope"_s);
        m_scope->setChosen(0);
        head->addWidget(m_scope);
    }
    column()->addLayout(head);
    column()->addWidget(m_body);
    column()->addWidget(m_note);
    adopt();
}

void SearchSheet::adopt()
{
    column()->setContentsMargins(px(space::m), px(space::m), px(space::m), px(space::m));
    column()->setSpacing(px(space::s));
    m_body->setFixedHeight(px(FoundRowDelegate::rowHeight) * rowsInSight);
}

void SearchSheet::wire()
{
    m_again.setSingleShot(true);
    m_again.setInterval(400);
    connect(&m_again, &QTimer::timeout, this, &SearchSheet::look);
    connect(&Theme::instance(), &Theme::changed, this, &SearchSheet::adopt);
    connect(m_field, &SearchField::textChanged, this, [this] {
        m_entered = false;
        look();
    });
    connect(m_field, &SearchField::escaped, this, &SearchSheet::dismiss);
    connect(m_field, &SearchField::stepped, this, [this](int rows) {
        const int row = qBound(0, m_list->currentIndex().row() + rows, m_model->rowCount() - 1);
        m_list->setCurrentIndex(m_model->index(row));
    });
    connect(m_field, &SearchField::returnPressed, this, [this] {
        m_entered = m_asking;
        if (!m_asking)
            choose(m_list->currentIndex());
    });
    connect(m_list, &QListView::clicked, this, &SearchSheet::choose);
    if (m_scope != nullptr)
        connect(m_scope, &Segments::choiceMade, this, [this] {
            m_field->setFocus(Qt::OtherFocusReason);
            look();
        });
}

void SearchSheet::present() { open(m_field); }

SearchQuery SearchSheet::query() const
{
    const bool here = m_scope != nullptr && m_scope->chosen() == 1;
    return { m_field->text(), here ? m_room : RoomId(), {}, mostFound };
}

/// One question at a time: what is typed meanwhile is asked with the answer.
void SearchSheet::look()
{
    if (m_asking)
        return;
    m_again.stop();
    m_asking = true;
    m_client.search(query(), this, [this, asked = query()](const SearchAnswer &answer) {
        m_asking = false;
        take(asked, answer);
        if (query() != asked)
            look();
        else if (std::exchange(m_entered, false))
            choose(m_list->currentIndex());
    });
}

void SearchSheet::take(const SearchQuery &asked, const SearchAnswer &answer)
{
    m_model->setHits(answer.hits, m_client);
    m_list->setCurrentIndex(m_model->index(0));
    const bool none = m_model->rowCount() == 0;
    if (none)
        showEmpty(asked);
    m_pages->setCurrentIndex(none ? 1 : 0);
    const bool cut = answer.hits.size() >= mostFound;
    m_note->setText(!answer.complete ? tr("Older messages are still being read; more may turn up.")
            : cut                    ? tr("The newest %1. One more word leads closer.").arg(mostFound)
                                     : QString());
    m_note->setVisible(!m_note->text().isEmpty() && !asked.text.trimmed().isEmpty());
    if (!answer.complete && none) // what is found stays under the pointer
        m_again.start();
}

void SearchSheet::showEmpty(const SearchQuery &asked)
{
    const QString words = guardedLine(asked.text, 60);
    m_pages->setCurrentIndex(1);
    if (words.isEmpty()) {
        m_empty->setWords(tr("Search everything you have seen"),
            tr("Messages of all your rooms that are on this computer, with or without a connection."));
        return;
    }
    m_empty->setWords(tr("Nothing found"),
        asked.room.isEmpty() ? tr("No message on this computer has “%1”.").arg(isolated(words))
                             : tr("No message of this room has “%1”. Try all rooms.").arg(isolated(words)));
}

void SearchSheet::choose(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const auto found = index.data(FoundModel::MessageRole).value<FoundMessage>();
    dismiss();
    Q_EMIT
    messageChosen(found.room, found.seq);
}

} // namespace hubbub::ui
