// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/trace_journey.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/console/traces_model.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace hubbub::ui {

using ops::Hop;

namespace {

constexpr double leastShare = 0.14; ///< of a leg, so that the shortest is seen
constexpr int pathSteps = 40;
constexpr int frameEvery = 33; // ms

} // namespace

TraceJourney::TraceJourney(QObject *parent)
    : QObject(parent)
{
    m_frames.setInterval(frameEvery);
    connect(&m_frames, &QTimer::timeout, this, [this] {
        if (m_since.elapsed() > (length + stays).count())
            end();
        else if (share() >= 1)
            m_frames.setInterval(500); // it only stands there
        Q_EMIT
        moved();
    });
}

void TraceJourney::begin(const ops::Trace &trace)
{
    m_trace = trace;
    m_since.start();
    m_frames.setInterval(frameEvery);
    m_frames.start();
    Q_EMIT
    moved();
}

void TraceJourney::end()
{
    m_trace.reset();
    m_frames.stop();
}

double TraceJourney::share() const
{
    if (Theme::instance().reducesMotion())
        return 1;
    return std::min(1.0, static_cast<double>(m_since.elapsed()) / static_cast<double>(length.count()));
}

TraceJourney::Legs TraceJourney::legs() const
{
    const auto us = [this](Hop hop) { return static_cast<double>(m_trace->us(hop).value_or(0)); };
    std::array<double, 4> spans { us(Hop::Client) + us(Hop::Node), us(Hop::ToRedis), us(Hop::Channel),
        us(Hop::FanOut) };
    double sum = 0;
    for (const double span : spans)
        sum += span;
    double total = 0;
    for (double &span : spans) {
        span = std::max(leastShare, sum > 0 ? span / sum : 0.25);
        total += span;
    }
    Legs out;
    double at = 0;
    const std::array<Leg *, 4> all { &out.toNode, &out.toRedis, &out.toNodes, &out.toClients };
    for (size_t i = 0; i < all.size(); ++i) {
        all.at(i)->from = at;
        at += spans.at(i) / total;
        all.at(i)->to = at;
    }
    return out;
}

void TraceJourney::paintLeg(
    QPainter &painter, const QPainterPath &path, bool backwards, const Leg &leg, double share, const QString &words)
{
    if (share <= leg.from || path.isEmpty())
        return;
    const Tokens &t = tokens();
    const double done = std::clamp((share - leg.from) / (leg.to - leg.from), 0.0, 1.0);
    const auto pointAt = [&](double part) { return path.pointAtPercent(backwards ? 1 - part : part); };
    QPainterPath travelled(pointAt(0));
    for (int i = 1; i <= pathSteps; ++i)
        travelled.lineTo(pointAt(done * i / pathSteps));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(t.accent, px(3), Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(travelled);
    if (done < 1) {
        painter.setPen(QPen(t.surface, px(2)));
        painter.setBrush(t.accent);
        painter.drawEllipse(pointAt(done), px(6), px(6));
        return;
    }
    const Pill pill { words, Tone::Accent, {}, true };
    const QSizeF size = pillSize(pill);
    const QPointF middle = pointAt(0.5);
    const QRectF place(middle.x() - size.width() / 2, middle.y() - size.height() / 2, size.width(), size.height());
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.app);
    painter.drawRoundedRect(place.adjusted(-px(2), -px(2), px(2), px(2)), place.height() / 2, place.height() / 2);
    paintPill(painter, place, pill);
}

void TraceJourney::paint(QPainter &painter, const RoadOf &roadOf) const
{
    if (!m_trace)
        return;
    const Legs legs = this->legs();
    const double now = share();
    painter.save();
    // What comes back lies over what went, and both shall be read: the one that took it is drawn last.
    for (const protocol::TraceRecord &delivery : m_trace->deliveries) {
        const auto road = roadOf(delivery.node);
        const bool tookIt = m_trace->publish && m_trace->publish->node == delivery.node;
        if (!road || tookIt)
            continue;
        paintLeg(painter, road->toRedis, true, legs.toNodes, now, hopTime(delivery.heardUs - delivery.redisUs));
        paintLeg(painter, road->toClients, true, legs.toClients, now, hopTime(delivery.handedUs - delivery.heardUs));
    }
    if (const auto &taken = m_trace->publish) {
        if (const auto road = roadOf(taken->node)) {
            paintLeg(painter, road->toClients, false, legs.toNode, now,
                hopTime(m_trace->us(Hop::Client).value_or(0) + m_trace->us(Hop::Node).value_or(0)));
            paintLeg(painter, road->toRedis, false, legs.toRedis, now, hopTime(m_trace->us(Hop::ToRedis)));
        }
    }
    painter.restore();
}

} // namespace hubbub::ui
