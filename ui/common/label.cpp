// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/label.h"

#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/common/tool_tip.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QTextLayout>
#include <QToolTip>

#include <cmath>

namespace hubbub::ui {

namespace {

constexpr double leading = 1.2; ///< from line to line of a paragraph, in heights of the type

/// Breaks the text into lines of that width. Their baselines are `step` apart whatever faces they have: a name in
/// another script or an emoji makes its line no taller.
void breakLines(QTextLayout &layout, double width, double step, Qt::Alignment alignment)
{
    const double ascent = QFontMetricsF(layout.font()).ascent();
    QTextOption option(alignment & Qt::AlignHorizontal_Mask);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    double y = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine(), y += step) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, y + ascent - line.ascent()));
    }
    layout.endLayout();
}

/// From line to line where it wraps.
int stepOf(int lineHeight) { return qRound(lineHeight * leading); }

QString paragraphs(QString text) { return text.replace(u'\n', QChar::LineSeparator); }

} // namespace

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
    QTextLayout layout(paragraphs(m_text), face());
    breakLines(layout, width, stepOf(lineHeight()), m_alignment);
    return lineHeight() + qMax(0, layout.lineCount() - 1) * stepOf(lineHeight());
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
    QTextLayout layout(paragraphs(m_text), face());
    breakLines(layout, width(), stepOf(lineHeight()), m_alignment);
    const int tall = lineHeight() + qMax(0, layout.lineCount() - 1) * stepOf(lineHeight());
    const int top = m_alignment & Qt::AlignTop ? 0 : qMax(0, (height() - tall) / 2);
    painter.setPen(colour());
    layout.draw(&painter, QPointF(0, top));
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
