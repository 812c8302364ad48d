// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/status_strip.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int stripHeight = 30;
constexpr int stripIcon = 15;
constexpr int leftMiddle = Qt::AlignLeft | Qt::AlignVCenter;

} // namespace

StatusStrip::StatusStrip(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"statusStrip"_s);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QSize StatusStrip::sizeHint() const { return { px(600), px(stripHeight) }; }

void StatusStrip::setVerdict(const Verdict &verdict)
{
    m_verdict = verdict;
    setAccessibleName(u"%1. %2. %3"_s.arg(verdict.word, verdict.sentence, verdict.age));
    update();
}

void StatusStrip::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT
    clicked();
}

void StatusStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    // What is well is said in a low voice.
    const bool calm = m_verdict.tone == Tone::Neutral || m_verdict.tone == Tone::Ok;
    const QColor toned = m_verdict.tone == Tone::Neutral ? t.secondary : toneColour(t, m_verdict.tone);
    const QColor ink = calm ? t.secondary : toned;
    painter.fillRect(rect(), calm ? t.surface : toneSoft(t, m_verdict.tone));
    painter.fillRect(QRect(0, height() - 1, width(), 1), t.line);
    const double tall = height() - 1;
    double left = px(space::l);
    paintGlyph(painter, m_verdict.icon, QRectF(left, 0, px(stripIcon), tall), toned);
    left += px(stripIcon) + px(space::s) + px(2);

    if (m_verdict.recorded) {
        const Pill pill { tr("Recording"), Tone::Accent, Glyph::History };
        const QSizeF size = pillSize(pill);
        paintPill(painter, QRectF(left, (tall - size.height()) / 2, size.width(), size.height()), pill);
        left += size.width() + px(space::m);
    }
    double right = width() - px(space::l);
    const QFont small = typeface(Type::Small);
    const auto fromRight = [&](const QString &words, const QFont &face, const QColor &colour) {
        const double wide = std::ceil(QFontMetricsF(face).horizontalAdvance(words)) + 1;
        right -= wide;
        paintLine(painter, QRectF(right, 0, wide, tall), leftMiddle, words, face, colour);
        right -= px(space::l);
    };
    const auto pillFromRight = [&](int count, const QString &words, Tone tone) {
        if (count == 0)
            return;
        const Pill pill { words, tone, {}, true };
        const QSizeF size = pillSize(pill);
        right -= size.width();
        paintPill(painter, QRectF(right, (tall - size.height()) / 2, size.width(), size.height()), pill);
        right -= px(space::s);
    };
    fromRight(m_verdict.age, small, m_verdict.stale ? t.crit : ink);
    pillFromRight(m_verdict.warnings,
        m_verdict.warnings == 1 ? tr("1 warning") : tr("%1 warnings").arg(m_verdict.warnings), Tone::Warn);
    pillFromRight(m_verdict.critical, tr("%1 critical").arg(m_verdict.critical), Tone::Crit);

    const QFont bold = typeface(Type::Base, Weight::SemiBold);
    const double wordWide = std::ceil(QFontMetricsF(bold).horizontalAdvance(m_verdict.word)) + 1;
    paintLine(painter, QRectF(left, 0, wordWide, tall), leftMiddle, m_verdict.word, bold, toned);
    left += wordWide + px(space::m);
    paintLine(painter, QRectF(left, 0, right - left, tall), leftMiddle, m_verdict.sentence, typeface(Type::Base), ink);
}

} // namespace hubbub::ui
