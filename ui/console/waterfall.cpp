// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/waterfall.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/console/plot.h"
#include "ui/console/traces_model.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using ops::Hop;

namespace {

constexpr int fallRow = 24;
constexpr int leastRow = 15;
constexpr int fallHead = 40;
constexpr int fallName = 190;
constexpr int fallValue = 76;
constexpr int hopsHeight = 66;
constexpr int leftCentre = Qt::AlignLeft | Qt::AlignVCenter;

QColor hopColour(Hop hop) { return lineColour(static_cast<int>(hop)); }

/// 1, 2 or 5 of a power of ten, so that there are four to eight of them.
double niceStep(double span)
{
    const double rough = span / 6;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double each : { 1.0, 2.0, 5.0 }) {
        if (each * power >= rough)
            return each * power;
    }
    return 10 * power;
}

} // namespace

Waterfall::Waterfall(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"waterfall"_s);
    setMinimumHeight(px(fallHead + 4 * fallRow));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize Waterfall::sizeHint() const
{
    const auto count = m_trace ? rows().size() : 6;
    return { px(500), px(fallHead + 16) + static_cast<int>(count) * px(fallRow) };
}

void Waterfall::setTrace(const ops::Trace *trace)
{
    m_trace = trace != nullptr ? std::optional(*trace) : std::nullopt;
    QStringList words;
    for (const Row &row : rows())
        words.append(u"%1 %2"_s.arg(row.name, hopTime(row.to - row.from)));
    setAccessibleName(m_trace ? tr("Way of a message in %1").arg(m_trace->room.text()) : tr("No message is chosen"));
    setAccessibleDescription(words.join(u", "_s));
    updateGeometry();
    update();
}

QList<Waterfall::Row> Waterfall::rows() const
{
    QList<Row> out;
    if (!m_trace)
        return out;
    const auto add = [&out](const QString &name, qint64 from, qint64 to, Hop hop, bool guessed = false) {
        out.append({ name, from, std::max(from, to), hop, guessed });
    };
    if (const auto &taken = m_trace->publish) {
        const QString node = taken->node.text();
        if (taken->clientUs)
            add(tr("client → %1").arg(node), taken->receivedUs - *taken->clientUs, taken->receivedUs, Hop::Client,
                true);
        add(node, taken->receivedUs, taken->sentUs, Hop::Node);
        add(tr("%1 → Redis").arg(node), taken->sentUs, taken->redisUs, Hop::ToRedis);
        add(tr("Redis → %1, its answer").arg(node), taken->redisUs, taken->answeredUs, Hop::Answer);
        add(tr("%1, ok to the client").arg(node), taken->answeredUs, taken->okUs, Hop::Ok);
    }
    QList<protocol::TraceRecord> slowestFirst = m_trace->deliveries;
    std::stable_sort(
        slowestFirst.begin(), slowestFirst.end(), [](const auto &a, const auto &b) { return a.handedUs > b.handedUs; });
    for (const protocol::TraceRecord &each : std::as_const(slowestFirst)) {
        const QString node = each.node.text();
        add(tr("Redis → %1").arg(node), each.redisUs, each.heardUs, Hop::Channel);
        add(tr("%1 → sockets (%2)").arg(node).arg(each.sockets), each.heardUs, each.handedUs, Hop::FanOut);
    }
    return out;
}

void Waterfall::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens &t = tokens();
    const QRectF card = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    paintBox(painter, card, px(radius::l), t.surface, t.line);
    const double pad = px(space::l);
    if (!m_trace) {
        paintLine(painter, card, Qt::AlignCenter, tr("Choose a message to see its way, or trace the next one"),
            typeface(Type::Base), t.secondary);
        return;
    }
    const QList<Row> all = rows();
    const qint64 begin = m_trace->begin();
    const double span = std::max<double>(1, static_cast<double>(m_trace->end() - begin));
    const double left = card.left() + pad + px(fallName);
    const double right = card.right() - pad - px(fallValue);
    const auto xOf = [&](double us) { return left + (right - left) * us / span; };

    const QRectF head(card.left() + pad, card.top(), card.width() - 2 * pad, px(fallHead));
    paintLine(painter, QRectF(head.left(), head.top(), px(fallName), head.height()), leftCentre,
        u"# %1 · %2"_s.arg(m_trace->room.text()).arg(m_trace->seq), typeface(Type::Base, Weight::SemiBold), t.text);
    // Many nodes make many rows: they grow lower first, then the quickest are left out.
    const double room = card.bottom() - px(26) - head.bottom();
    const auto many = static_cast<double>(all.size());
    const double tall = std::clamp<double>(room / std::max(1.0, many), px(leastRow), px(fallRow));
    const auto shown = std::min<qsizetype>(all.size(), static_cast<qsizetype>(room / tall));
    const double bottom = head.bottom() + static_cast<double>(shown) * tall;
    const double step = niceStep(span);
    for (double at = 0; at <= span; at += step) {
        const double x = std::round(xOf(at)) + 0.5;
        painter.setPen(QPen(t.line, 1));
        painter.drawLine(QPointF(x, head.bottom() - px(4)), QPointF(x, bottom));
        paintLine(painter, QRectF(x - px(40), head.top() + px(14), px(80), px(18)), Qt::AlignCenter,
            at == 0 ? u"0"_s : hopTime(static_cast<qint64>(std::lround(at))), typeface(Type::Small), t.faint);
    }
    double y = head.bottom();
    for (const Row &row : all.first(shown)) {
        paintLine(painter, QRectF(head.left(), y, px(fallName) - px(8), tall), leftCentre, row.name,
            typeface(Type::Small), t.text);
        const double from = xOf(static_cast<double>(row.from - begin));
        const double to = std::max(from + px(2), xOf(static_cast<double>(row.to - begin)));
        QColor colour = hopColour(row.hop);
        painter.setPen(row.guessed ? QPen(colour, 1, Qt::DashLine) : QPen(Qt::NoPen));
        if (row.guessed)
            colour.setAlphaF(0.25F);
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(from, y + tall / 4, to - from, tall / 2), px(2), px(2));
        paintLine(painter, QRectF(to + px(6), y, px(fallValue), tall), leftCentre, hopTime(row.to - row.from),
            typeface(Type::Small), t.secondary);
        y += tall;
    }
    QString total =
        tr("%1 in all, clocks within %2").arg(hopTime(m_trace->totalUs()), hopTime(m_trace->clockErrorUs()));
    if (shown < all.size())
        total += tr("; the slowest nodes are shown");
    paintLine(painter, QRectF(head.left(), card.bottom() - px(24), head.width(), px(18)), leftCentre, total,
        typeface(Type::Small), t.secondary);
}

HopStrip::HopStrip(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"hopStrip"_s);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, &QWidget::updateGeometry);
}

QSize HopStrip::sizeHint() const { return { px(600), px(hopsHeight) }; }

void HopStrip::setQuantiles(const std::array<ops::TraceBook::Quantiles, ops::hopCount> &quantiles)
{
    m_quantiles = quantiles;
    QStringList words;
    for (int i = 0; i < ops::hopCount; ++i) {
        const auto &each = m_quantiles.at(static_cast<size_t>(i));
        if (each.count > 0)
            words.append(
                tr("%1: median %2, p99 %3").arg(hopName(static_cast<Hop>(i)), hopTime(each.p50), hopTime(each.p99)));
    }
    setAccessibleName(tr("Hops of traced messages"));
    setAccessibleDescription(words.join(u"; "_s));
    update();
}

void HopStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens &t = tokens();
    paintBox(painter, QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(radius::l), t.surface, t.line);
    const double pad = px(space::m);
    const double wide = (width() - 2 * pad) / ops::hopCount;
    for (int i = 0; i < ops::hopCount; ++i) {
        const auto &each = m_quantiles.at(static_cast<size_t>(i));
        const double x = pad + i * wide;
        painter.setPen(Qt::NoPen);
        painter.setBrush(hopColour(static_cast<Hop>(i)));
        painter.drawRoundedRect(QRectF(x, px(12), px(3), height() - px(24)), px(1), px(1));
        const double left = x + px(10);
        const double room = wide - px(14);
        paintLine(painter, QRectF(left, px(8), room, px(18)), leftCentre, hopName(static_cast<Hop>(i)),
            typeface(Type::Small), t.secondary);
        paintLine(painter, QRectF(left, px(25), room, px(18)), leftCentre,
            hopTime(each.count > 0 ? std::optional(each.p50) : std::nullopt), typeface(Type::Base, Weight::SemiBold),
            t.text);
        paintLine(painter, QRectF(left, px(42), room, px(16)), leftCentre,
            each.count > 0 ? tr("p99 %1").arg(hopTime(each.p99)) : QString(), typeface(Type::Small), t.secondary);
    }
}

} // namespace hubbub::ui
