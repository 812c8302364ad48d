// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/trace_page.h"

#include "core/operator/operator_watch.h"
#include "ui/common/button.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/console/console_actions.h"
#include "ui/console/list_page.h"
#include "ui/console/traces_model.h"
#include "ui/console/waterfall.h"

#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

TracePage::TracePage(const ConsoleDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_hops(new HopStrip(this))
    , m_model(new TracesModel(this))
    , m_list(new ListPage(tr("Traced messages"), tr("Filter by room or node"), *m_model, this))
    , m_fall(new Waterfall(this))
    , m_next(new Button(tr("Trace the next message"), Button::Kind::Secondary))
    , m_way(new Button(tr("Show its way"), Button::Kind::Secondary))
{
    setObjectName(u"tracePage"_s);
    m_next->setObjectName(u"traceNext"_s);
    m_way->setObjectName(u"traceWay"_s);
    auto *column = new QVBoxLayout(this);
    auto *top = new QVBoxLayout;
    top->addWidget(m_hops);
    column->addLayout(top);
    column->addWidget(m_list, 3);
    auto *below = new QVBoxLayout;
    below->addWidget(m_fall);
    column->addLayout(below, 2);
    m_list->addTool(m_way);
    m_list->addTool(m_next);
    CellTable &table = m_list->table();
    table.setEmptyWords(tr("No message was traced yet: nodes trace one in so many (--trace-one-in)"));
    table.sortBy(0, Qt::DescendingOrder);
    connect(&table, &CellTable::rowChosen, this, &TracePage::showChosen);
    connect(m_next, &Button::clicked, this, [this] { m_desk.actions.traceNext(RoomId()); });
    const auto way = [this] {
        if (const int row = m_list->table().currentRow(); row >= 0)
            Q_EMIT
        wayWanted(m_model->trace(row).mid);
    };
    connect(m_way, &Button::clicked, this, way);
    connect(&table, &CellTable::rowOpened, this, way);
    connect(&Theme::instance(), &Theme::changed, this, &TracePage::adopt);
    adopt();
    showChosen();
}

void TracePage::adopt()
{
    layout()->setContentsMargins(0, px(space::m), 0, px(space::m));
    layout()->setSpacing(px(space::s));
    for (const int i : { 0, 2 })
        layout()->itemAt(i)->layout()->setContentsMargins(px(space::l), 0, px(space::l), 0);
}

void TracePage::showEvent(QShowEvent *) { refresh(); }

void TracePage::refresh()
{
    if (!isVisible())
        return;
    ops::TraceBook &book = m_desk.watch.traces();
    m_model->refresh(book);
    m_hops->setQuantiles(book.quantiles());
    m_next->setEnabled(m_desk.actions.mayCommand() && m_desk.watch.isUp());
    m_next->setToolTip(m_desk.actions.mayCommand() ? QString() : m_desk.actions.whyNot());
    if (const auto asked = book.takeAsked())
        select(*asked);
    else if (m_list->table().currentRow() < 0 && m_list->table().shownCount() > 0)
        m_list->table().setCurrentIndex(m_list->table().model()->index(0, 0));
    showChosen();
}

void TracePage::select(const Mid &mid)
{
    m_model->refresh(m_desk.watch.traces());
    m_list->setFilter({});
    if (const int row = m_model->rowOf(mid); row >= 0)
        m_list->table().selectRow(row);
}

void TracePage::showChosen()
{
    const int row = m_list->table().currentRow();
    m_way->setEnabled(row >= 0);
    m_fall->setTrace(row >= 0 ? &m_model->trace(row) : nullptr);
}

} // namespace hubbub::ui
