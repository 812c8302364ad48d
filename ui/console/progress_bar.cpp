// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/progress_bar.h"

#include "ui/common/button.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QPainter>

namespace hubbub::ui {

namespace {

constexpr int progressHeight = 38;

} // namespace

ProgressBar::ProgressBar(QWidget *parent)
    : QWidget(parent)
    , m_close(new IconButton(Glyph::X, tr("Dismiss"), this))
{
    setObjectName(QStringLiteral("commandProgress"));
    m_close->setObjectName(QStringLiteral("dismissProgress"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(m_close, &IconButton::clicked, this, &ProgressBar::dismissed);
    connect(&Theme::instance(), &Theme::changed, this, &QWidget::updateGeometry);
}

QSize ProgressBar::sizeHint() const { return { px(400), px(progressHeight) }; }

void ProgressBar::resizeEvent(QResizeEvent *)
{
    const int side = px(26);
    m_close->setGeometry(width() - side - px(space::m), (height() - side) / 2, side, side);
}

void ProgressBar::setProgress(const QString &sentence, Tone tone, bool waiting)
{
    m_sentence = sentence;
    m_tone = tone;
    m_waiting = waiting;
    setAccessibleName(sentence);
    m_close->setVisible(!waiting);
    update();
}

void ProgressBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    painter.fillRect(rect(), toneSoft(t, m_tone));
    painter.fillRect(QRect(0, 0, width(), 1), t.line);
    const QColor ink = toneColour(t, m_tone);
    const Glyph glyph = m_waiting ? Glyph::LoaderCircle
        : m_tone == Tone::Ok      ? Glyph::CircleCheck
        : m_tone == Tone::Crit    ? Glyph::CircleX
                                  : Glyph::CircleAlert;
    paintGlyph(painter, glyph, QRectF(px(space::l), 0, px(16), height()), ink);
    paintLine(painter, QRectF(px(space::l) + px(24), 0, m_close->x() - px(space::l) - px(32), height()),
        Qt::AlignLeft | Qt::AlignVCenter, m_sentence, typeface(Type::Base), ink);
}

} // namespace hubbub::ui
