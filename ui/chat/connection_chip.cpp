// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/connection_chip.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/common/tool_tip.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

constexpr int iconSide = 16;
constexpr int tall = 26;
constexpr int steps = 12;

} // namespace

ConnectionChip::ConnectionChip(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("connectionChip"));
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_turning.setInterval(1000 / steps);
    connect(&m_turning, &QTimer::timeout, this, [this] {
        m_step = (m_step + 1) % steps;
        update();
    });
    connect(&Theme::instance(), &Theme::changed, this, &ConnectionChip::adopt);
    adopt();
}

void ConnectionChip::adopt()
{
    setFont(typeface(Type::Small, Weight::SemiBold));
    updateGeometry();
    turnIfNeeded();
    update();
}

void ConnectionChip::setWords(const ChipWords &words)
{
    if (m_words == words)
        return;
    m_words = words;
    setAccessibleName(tr("Connection: %1").arg(words.word));
    setToolTip(plainTip(words.spoken));
    setAccessibleDescription(words.spoken);
    turnIfNeeded();
    updateGeometry();
    update();
}

void ConnectionChip::setCompact(bool on)
{
    if (m_compact == on)
        return;
    m_compact = on;
    updateGeometry();
    update();
}

QString ConnectionChip::shown() const { return m_compact ? m_words.word.section(u" · "_s, 0, 0) : m_words.word; }

void ConnectionChip::turnIfNeeded()
{
    if (m_words.turning && isVisible() && !Theme::instance().reducesMotion())
        m_turning.start();
    else
        m_turning.stop();
}

void ConnectionChip::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT
    clicked();
}

void ConnectionChip::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        Q_EMIT
    clicked();
    else QWidget::keyPressEvent(event);
}

void ConnectionChip::showEvent(QShowEvent *) { turnIfNeeded(); }
void ConnectionChip::hideEvent(QHideEvent *) { turnIfNeeded(); }

QSize ConnectionChip::sizeHint() const
{
    const int text = fontMetrics().horizontalAdvance(shown());
    return { px(10) + px(iconSide) + px(6) + text + px(12), px(tall) };
}

void ConnectionChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor ink = toneColour(tokens(), m_words.tone);
    paintBox(painter, rect(), height() * 0.5, toneSoft(tokens(), m_words.tone));

    const QRectF glyph(px(10), (height() - px(iconSide)) / 2.0, px(iconSide), px(iconSide));
    if (m_turning.isActive()) {
        painter.save();
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.translate(glyph.center());
        painter.rotate(m_step * 360.0 / steps);
        paintGlyph(painter, m_words.icon, glyph.translated(-glyph.center()), ink);
        painter.restore();
    } else {
        paintGlyph(painter, m_words.icon, glyph, ink);
    }
    painter.setPen(ink);
    const int x = px(10) + px(iconSide) + px(6);
    painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter | Qt::AlignLeft, shown());
}

} // namespace hubbub::ui
