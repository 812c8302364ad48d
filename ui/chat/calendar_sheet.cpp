// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/calendar_sheet.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/month_grid.h"

#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int calendarWidth = 328;

} // namespace

CalendarSheet::CalendarSheet(const QDate &day, const QDate &today, QWidget *window)
    : Sheet(window, tr("Jump to a day"), calendarWidth)
    , m_grid(new MonthGrid(day, today, card()))
{
    setObjectName(u"calendarSheet"_s);
    auto *month = new Label(m_grid->monthWords(), Type::Lead, Label::Ink::Text, Weight::SemiBold, card());
    month->setObjectName(u"calendarMonth"_s);
    auto *before = new IconButton(Glyph::ChevronLeft, tr("Month before"), card());
    before->setObjectName(u"monthBeforeButton"_s);
    auto *after = new IconButton(Glyph::ChevronRight, tr("Month after"), card());
    after->setObjectName(u"monthAfterButton"_s);
    auto *go = new Button(tr("Jump"), Button::Kind::Primary, card());
    go->setObjectName(u"jumpToDayButton"_s);
    auto *cancel = new Button(tr("Cancel"), Button::Kind::Secondary, card());
    auto *head = new QHBoxLayout;
    head->addWidget(month, 1);
    head->addWidget(before);
    head->addWidget(after);
    auto *feet = new QHBoxLayout;
    feet->addStretch(1);
    feet->addWidget(cancel);
    feet->addWidget(go);
    column()->addLayout(head);
    column()->addWidget(m_grid, 0, Qt::AlignHCenter);
    column()->addLayout(feet);
    const auto take = [this](const QDate &chosen) {
        dismiss();
        Q_EMIT
        dayChosen(chosen);
    };
    const auto turn = [this, after, today, month] {
        month->setText(m_grid->monthWords());
        const QDate &shown = m_grid->day();
        after->setEnabled(shown.year() != today.year() || shown.month() != today.month());
    };
    connect(m_grid, &MonthGrid::dayChanged, this, turn);
    connect(m_grid, &MonthGrid::taken, this, take);
    connect(before, &IconButton::clicked, this, [this] { m_grid->setDay(m_grid->day().addMonths(-1)); });
    connect(after, &IconButton::clicked, this, [this] { m_grid->setDay(m_grid->day().addMonths(1)); });
    connect(go, &Button::clicked, this, [this, take] { take(m_grid->day()); });
    connect(cancel, &Button::clicked, this, &CalendarSheet::dismiss);
    turn();
}

void CalendarSheet::present() { open(m_grid); }

} // namespace hubbub::ui
