// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/label.h"

#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/common/tool_tip.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace hubbub::ui {

Label::Label(const QString &text, Type type, Ink ink, Weight weight, QWidget *parent)
    : QWidget(parent)
    , m_type(type)
    , m_ink(ink)
    , m_weight(weight)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setText(text);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void Label::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Label::setInk(Ink ink)
{
    m_ink = ink;
    update();
}

void Label::setFit(Fit fit)
{
    m_fit = fit;
    QSizePolicy policy(QSizePolicy::Preferred, fit == Fit::Wrap ? QSizePolicy::Minimum : QSizePolicy::Fixed);
    policy.setHeightForWidth(fit == Fit::Wrap);
    setSizePolicy(policy);
    updateGeometry();
    update();
}

void Label::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    update();
}

int Label::lineHeight() const { return static_cast<int>(std::ceil(QFontMetricsF(face()).height())); }

QSize Label::sizeHint() const
{
    const auto width = static_cast<int>(std::ceil(QFontMetricsF(face()).horizontalAdvance(m_text)));
    return { width, lineHeight() };
}

QSize Label::minimumSizeHint() const
{
    const int widest = static_cast<int>(QFontMetricsF(face()).averageCharWidth() * (m_fit == Fit::Wrap ? 12 : 3));
    return { qMin(sizeHint().width(), widest), lineHeight() };
}

int Label::heightForWidth(int width) const
{
    if (m_fit == Fit::Elide)
        return lineHeight();
    const QRectF box = QFontMetricsF(face()).boundingRect(QRectF(0, 0, width, 1e6), Qt::TextWordWrap, m_text);
    return qMax(lineHeight(), static_cast<int>(std::ceil(box.height())));
}

QColor Label::colour() const
{
    const Tokens &t = tokens();
    if (!isEnabled())
        return mixed(t.surface, t.faint, 0.65);
    switch (m_ink) {
    case Ink::Text:
        return t.text;
    case Ink::Secondary:
        return t.secondary;
    case Ink::Faint:
        return t.faint;
    case Ink::Accent:
        return t.accent;
    case Ink::Ok:
        return t.ok;
    case Ink::Warn:
        return t.warn;
    case Ink::Crit:
        return t.crit;
    }
    return t.text;
}

void Label::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_fit == Fit::Elide) {
        paintLine(painter, rect(), static_cast<int>(m_alignment), m_text, face(), colour());
        return;
    }
    painter.setFont(face());
    painter.setPen(colour());
    painter.drawText(rect(), static_cast<int>(m_alignment) | Qt::TextWordWrap, m_text);
}

bool Label::event(QEvent *event)
{
    // What is cut off can be read in the tool tip.
    if (event->type() == QEvent::ToolTip && m_fit == Fit::Elide && sizeHint().width() > width()
        && toolTip().isEmpty()) {
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), plainTip(m_text), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace hubbub::ui
