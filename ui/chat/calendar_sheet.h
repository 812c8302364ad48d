// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for a day of a room's history.
#pragma once

#include "ui/common/sheet.h"

#include <QDate>

namespace hubbub::ui {

class MonthGrid;

class CalendarSheet final : public Sheet {
    Q_OBJECT
public:
    CalendarSheet(const QDate &day, const QDate &today, QWidget *window);
    void present();

Q_SIGNALS:
    void dayChosen(const QDate &day);

private:
    MonthGrid *m_grid;
};

} // namespace hubbub::ui
