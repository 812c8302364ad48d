// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/month_grid.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int dayCell = 40;
constexpr int weekdayRow = 24;
constexpr int weekLength = 7;
constexpr int shownWeeks = 6;

} // namespace

MonthGrid::MonthGrid(const QDate &day, const QDate &latest, QWidget *parent)
    : QWidget(parent)
    , m_day(qMin(day, latest))
    , m_latest(latest)
{
    setObjectName(u"monthGrid"_s);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(QLocale().toString(m_day, QLocale::LongFormat));
}

QSize MonthGrid::sizeHint() const { return { weekLength * px(dayCell), px(weekdayRow) + shownWeeks * px(dayCell) }; }

QString MonthGrid::monthWords() const
{
    return QLocale().standaloneMonthName(m_day.month()) + u' ' + QString::number(m_day.year());
}

void MonthGrid::setDay(const QDate &day)
{
    const QDate chosen = qMin(day, m_latest);
    if (!chosen.isValid() || chosen == m_day)
        return;
    m_day = chosen;
    setAccessibleName(QLocale().toString(m_day, QLocale::LongFormat));
    update();
    Q_EMIT
    dayChanged(m_day);
}

QDate MonthGrid::firstShown() const
{
    const QDate first(m_day.year(), m_day.month(), 1);
    const int before = (first.dayOfWeek() - static_cast<int>(QLocale().firstDayOfWeek()) + weekLength) % weekLength;
    return first.addDays(-before);
}

QRect MonthGrid::cellOf(const QDate &day) const
{
    if (day.month() != m_day.month() || day.year() != m_day.year())
        return {};
    const auto index = static_cast<int>(firstShown().daysTo(day));
    return { index % weekLength * px(dayCell), px(weekdayRow) + index / weekLength * px(dayCell), px(dayCell),
        px(dayCell) };
}

QDate MonthGrid::dayAt(const QPoint &point) const
{
    for (int day = 1; day <= m_day.daysInMonth(); ++day) {
        const QDate date(m_day.year(), m_day.month(), day);
        if (date <= m_latest && cellOf(date).contains(point))
            return date;
    }
    return {};
}

void MonthGrid::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    const QLocale locale;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < weekLength; ++i) {
        const int weekday = (static_cast<int>(locale.firstDayOfWeek()) - 1 + i) % weekLength + 1;
        paintLine(painter, QRect(i * px(dayCell), 0, px(dayCell), px(weekdayRow)), Qt::AlignCenter,
            locale.dayName(weekday, QLocale::ShortFormat), typeface(Type::Caption, Weight::SemiBold), t.faint);
    }
    for (int day = 1; day <= m_day.daysInMonth(); ++day) {
        const QDate date(m_day.year(), m_day.month(), day);
        const QRectF disc = QRectF(cellOf(date)).adjusted(px(3), px(3), -px(3), -px(3));
        const bool chosen = date == m_day;
        const bool today = date == m_latest;
        const double round = disc.width() / 2;
        if (chosen && hasFocus())
            paintBox(painter, disc.adjusted(-px(2), -px(2), px(2), px(2)), round + px(2), t.focusRing);
        if (chosen)
            paintBox(painter, disc, round, t.accent);
        else if (date == m_hovered)
            paintBox(painter, disc, round, t.raised);
        else if (today)
            paintBox(painter, disc, round, Qt::transparent, t.outline);
        const QColor ink = chosen ? t.onAccent : date > m_latest ? mixed(t.surface, t.faint, 0.55) : t.text;
        paintLine(painter, disc, Qt::AlignCenter, QString::number(day),
            typeface(Type::Base, chosen || today ? Weight::SemiBold : Weight::Regular), ink);
    }
}

void MonthGrid::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return setDay(m_day.addDays(-1));
    case Qt::Key_Right:
        return setDay(m_day.addDays(1));
    case Qt::Key_Up:
        return setDay(m_day.addDays(-weekLength));
    case Qt::Key_Down:
        return setDay(m_day.addDays(weekLength));
    case Qt::Key_PageUp:
        return setDay(m_day.addMonths(-1));
    case Qt::Key_PageDown:
        return setDay(m_day.addMonths(1));
    case Qt::Key_Home:
        return setDay(QDate(m_day.year(), m_day.month(), 1));
    case Qt::Key_End:
        return setDay(QDate(m_day.year(), m_day.month(), m_day.daysInMonth()));
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space: {
        const QDate day = m_day;
        Q_EMIT
        taken(day);
        return;
    }
    default:
        QWidget::keyPressEvent(event);
    }
}

void MonthGrid::mouseMoveEvent(QMouseEvent *event)
{
    m_hovered = dayAt(event->pos());
    setCursor(m_hovered.isValid() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void MonthGrid::mouseReleaseEvent(QMouseEvent *event)
{
    const QDate day = dayAt(event->pos());
    if (event->button() != Qt::LeftButton || !day.isValid())
        return;
    setDay(day);
    Q_EMIT
    taken(day);
}

void MonthGrid::leaveEvent(QEvent *)
{
    m_hovered = {};
    update();
}

void MonthGrid::focusInEvent(QFocusEvent *) { update(); }

void MonthGrid::focusOutEvent(QFocusEvent *) { update(); }

} // namespace hubbub::ui
