// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/console_tab.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>

#include <cmath>

namespace hubbub::ui {

namespace {

constexpr int tabPad = 12;

} // namespace

ConsoleTab::ConsoleTab(const QString &name, QWidget *parent)
    : QAbstractButton(parent)
{
    setText(name);
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    connect(&Theme::instance(), &Theme::changed, this, &QWidget::updateGeometry);
}

void ConsoleTab::setCount(int count)
{
    if (std::exchange(m_count, count) == count)
        return;
    setAccessibleName(shown());
    updateGeometry();
    update();
}

QString ConsoleTab::shown() const { return m_count > 0 ? text() + QStringLiteral(" %1").arg(m_count) : text(); }

QSize ConsoleTab::sizeHint() const
{
    const QFontMetricsF metrics(typeface(Type::Base, Weight::SemiBold));
    return { static_cast<int>(std::ceil(metrics.horizontalAdvance(shown()))) + 2 * px(tabPad), px(40) };
}

void ConsoleTab::enterEvent(QEnterEvent *) { update(); }
void ConsoleTab::leaveEvent(QEvent *) { update(); }

void ConsoleTab::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    const QColor ink = isChecked() ? t.accent : underMouse() ? t.text : t.secondary;
    paintLine(painter, rect(), Qt::AlignCenter, shown(),
        typeface(Type::Base, isChecked() ? Weight::SemiBold : Weight::Regular), ink);
    if (isChecked())
        painter.fillRect(QRect(0, height() - px(2), width(), px(2)), t.accent);
}

} // namespace hubbub::ui
