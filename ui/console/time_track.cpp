// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/time_track.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QDateTime>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int trackHeight = 40;
constexpr int grooveTop = 12;
constexpr int grooveHeight = 6;
constexpr int thumbSize = 14;
constexpr int leastTickGap = 76; // pixels between two times below
constexpr std::array<qint64, 9> steps { 10, 30, 60, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600 };

QString timeOf(qint64 second, bool exact)
{
    return QDateTime::fromSecsSinceEpoch(second).toString(exact ? u"HH:mm:ss"_s : u"HH:mm"_s);
}

} // namespace

TimeTrack::TimeTrack(QWidget *parent)
    : QSlider(Qt::Horizontal, parent)
{
    setObjectName(u"timeTrack"_s);
    setAccessibleName(tr("Moment of the recording"));
    setSingleStep(10);
    setPageStep(300);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QSlider::actionTriggered, this, [this] {
        // By keys and wheel; the mouse says it itself.
        Q_EMIT
        secondWanted(m_first + sliderPosition());
    });
}

QSize TimeTrack::sizeHint() const { return { px(200), px(trackHeight) }; }

void TimeTrack::setSpan(qint64 first, qint64 last)
{
    const qint64 now = second();
    const QSignalBlocker silence(this);
    m_first = first;
    setRange(0, static_cast<int>(std::max<qint64>(1, last - first)));
    setSecond(std::max(now, first));
    update();
}

void TimeTrack::setTroubles(const QList<Trouble> &troubles)
{
    m_troubles = troubles;
    update();
}

void TimeTrack::setSecond(qint64 second)
{
    const QSignalBlocker silence(this);
    setValue(static_cast<int>(std::clamp<qint64>(second - m_first, 0, maximum())));
    setAccessibleDescription(timeOf(this->second(), true));
    update();
}

double TimeTrack::xOf(qint64 second) const
{
    const double inset = px(thumbSize) / 2.0;
    return inset + (width() - 2 * inset) * static_cast<double>(second - m_first) / maximum();
}

qint64 TimeTrack::secondAt(double x) const
{
    const double inset = px(thumbSize) / 2.0;
    const double share = std::clamp((x - inset) / std::max(1.0, width() - 2 * inset), 0.0, 1.0);
    return m_first + static_cast<qint64>(std::lround(share * maximum()));
}

void TimeTrack::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    setSliderDown(true);
    setSecond(secondAt(event->position().x()));
    Q_EMIT
    secondWanted(second());
}

void TimeTrack::mouseMoveEvent(QMouseEvent *event)
{
    m_hover = event->position().x();
    update();
    if (!isSliderDown())
        return;
    setSecond(secondAt(m_hover));
    Q_EMIT
    secondWanted(second());
}

void TimeTrack::mouseReleaseEvent(QMouseEvent *) { setSliderDown(false); }

void TimeTrack::leaveEvent(QEvent *)
{
    m_hover = -1;
    update();
}

bool TimeTrack::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QSlider::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const qint64 at = secondAt(help->pos().x());
    const qint64 near = std::max<qint64>(1, maximum() / std::max(1, width()) * 3);
    QStringList words { timeOf(at, true) };
    for (const Trouble &trouble : m_troubles) {
        if (at >= trouble.from - near && at <= trouble.to + near && words.size() < 4)
            words.append(trouble.words);
    }
    QToolTip::showText(help->globalPos(), words.join(u'\n'), this);
    return true;
}

void TimeTrack::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens &t = tokens();
    const double top = px(grooveTop);
    const double tall = px(grooveHeight);
    const double left = xOf(m_first);
    const double right = xOf(m_first + maximum());
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.line);
    painter.drawRoundedRect(QRectF(left, top, right - left, tall), tall / 2, tall / 2);
    const double here = xOf(second());
    painter.setBrush(mixed(t.line, t.accent, 0.55));
    painter.drawRoundedRect(QRectF(left, top, here - left, tall), tall / 2, tall / 2);
    for (const Trouble &trouble : m_troubles) {
        const double from = std::clamp(xOf(trouble.from), left, right);
        const double to = std::clamp(xOf(trouble.to), from, right);
        painter.setBrush(toneColour(t, trouble.tone));
        painter.drawRoundedRect(QRectF(from, top, std::max<double>(px(3), to - from), tall), px(1), px(1));
    }

    const double perSecond = (right - left) / maximum();
    const auto found = std::find_if(steps.begin(), steps.end(),
        [&](qint64 step) { return static_cast<double>(step) * perSecond >= px(leastTickGap); });
    const qint64 step = found == steps.end() ? steps.back() : *found;
    const QFont small = typeface(Type::Small);
    const QFontMetricsF metrics(small);
    const qint64 zone = QDateTime::fromSecsSinceEpoch(m_first).offsetFromUtc();
    for (qint64 at = ((m_first + zone) / step + 1) * step - zone; at < m_first + maximum(); at += step) {
        const QString words = timeOf(at, step < 60);
        const double wide = std::ceil(metrics.horizontalAdvance(words)) + 1;
        const double x = xOf(at);
        painter.setPen(QPen(t.line, 1));
        painter.drawLine(QPointF(x, top + tall + px(2)), QPointF(x, top + tall + px(4)));
        if (x - wide / 2 < 0 || x + wide / 2 > width())
            continue;
        paintLine(painter, QRectF(x - wide / 2, top + tall + px(4), wide, height() - top - tall - px(4)),
            Qt::AlignCenter, words, small, t.faint);
    }

    if (m_hover >= 0 && !isSliderDown()) {
        painter.setPen(QPen(t.secondary, 1));
        painter.drawLine(QPointF(m_hover, top - px(3)), QPointF(m_hover, top + tall + px(3)));
    }
    const double size = px(thumbSize);
    painter.setPen(QPen(hasFocus() ? t.text : t.surface, px(2)));
    painter.setBrush(t.accent);
    painter.drawEllipse(QPointF(here, top + tall / 2), size / 2 - 1, size / 2 - 1);
}

} // namespace hubbub::ui
