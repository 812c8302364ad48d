// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/switch.h"

#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QFocusEvent>
#include <QPainter>

namespace hubbub::ui {

Switch::Switch(const QString &name, QWidget *parent)
    : QAbstractButton(parent)
{
    setCheckable(true);
    setAccessibleName(name);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_slide.setDuration(motion::quick);
    m_slide.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_slide, &QVariantAnimation::valueChanged, this, [this](const QVariant &value) {
        m_at = value.toDouble();
        update();
    });
    connect(this, &QAbstractButton::toggled, this, &Switch::slide);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QSize Switch::sizeHint() const { return { px(34), px(20) }; }

void Switch::slide(bool on)
{
    m_slide.stop();
    if (Theme::instance().reducesMotion() || !isVisible()) {
        m_at = on ? 1 : 0;
        update();
        return;
    }
    m_slide.setStartValue(m_at);
    m_slide.setEndValue(on ? 1.0 : 0.0);
    m_slide.start();
}

void Switch::focusInEvent(QFocusEvent *event)
{
    QAbstractButton::focusInEvent(event);
    update();
}

void Switch::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    const QRectF track(0, (height() - px(20)) / 2.0, px(34), px(20));
    QColor fill = mixed(mixed(t.raised, t.faint, 0.55), t.accent, m_at);
    if (!isEnabled())
        fill = mixed(t.surface, fill, 0.5);
    paintBox(painter, track, track.height() / 2, fill);
    const double inset = px(2);
    const double knob = track.height() - 2 * inset;
    const double x = track.left() + inset + m_at * (track.width() - knob - 2 * inset);
    paintBox(
        painter, QRectF(x, track.top() + inset, knob, knob), knob / 2, m_at > 0.5 ? t.onAccent : QColor(Qt::white));
}

} // namespace hubbub::ui
