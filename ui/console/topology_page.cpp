// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/topology_page.h"

#include "core/operator/operator_watch.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"
#include "ui/console/console_actions.h"
#include "ui/console/console_words.h"
#include "ui/console/stat_tile.h"
#include "ui/console/trace_journey.h"

#include <QContextMenuEvent>
#include <QDateTime>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using ops::Metric;
using ops::NodeState;
using ops::NodeView;

namespace {

constexpr int left = Qt::AlignLeft | Qt::AlignVCenter;
constexpr int flowStep = 125; // ms
constexpr int nodeTall = 64;
constexpr int nodeGap = 14;
constexpr int boxWide = 210;
constexpr int balancerWide = 150;
constexpr int redisWide = 300;
constexpr int redisTall = 372;
constexpr double thinnest = 1;
constexpr double widest = 9;

/// As wide as the rate, on a scale on which a tenth is still seen.
double edgeWidth(double rate, double most)
{
    if (std::isnan(rate) || rate <= 0 || most <= 0)
        return thinnest;
    return thinnest + (widest - thinnest) * std::sqrt(rate / most);
}

QPainterPath edgePath(const QPointF &from, const QPointF &to)
{
    QPainterPath path(from);
    const double bend = (to.x() - from.x()) / 2;
    path.cubicTo(from + QPointF(bend, 0), to - QPointF(bend, 0), to);
    return path;
}

double valueOr0(const NodeView &node, Metric metric)
{
    const double value = node.isUp() ? node.value(metric) : 0;
    return std::isnan(value) ? 0 : value;
}

} // namespace

TopologyPage::TopologyPage(const ConsoleDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_journey(new TraceJourney(this))
{
    setObjectName(u"topologyPage"_s);
    setAccessibleName(tr("Topology"));
    setMouseTracking(true);
    setMinimumSize(1, 1);
    m_flow.setInterval(flowStep);
    connect(&m_flow, &QTimer::timeout, this, [this] {
        m_phase += 2.5;
        update();
    });
    connect(m_journey, &TraceJourney::moved, this, qOverload<>(&QWidget::update));
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_boxes = {};
        update();
    });
}

void TopologyPage::showEvent(QShowEvent *)
{
    if (!Theme::instance().reducesMotion())
        m_flow.start();
}
void TopologyPage::hideEvent(QHideEvent *) { m_flow.stop(); }

void TopologyPage::refresh(bool stale)
{
    m_stale = stale;
    m_boxes = {};
    if (!isVisible())
        return;
    const bool moves = !stale && !Theme::instance().reducesMotion();
    if (moves != m_flow.isActive()) {
        if (moves)
            m_flow.start();
        else
            m_flow.stop();
    }
    update();
}

void TopologyPage::show(const ops::Trace &trace) { m_journey->begin(trace); }

TopologyPage::Balancing TopologyPage::balancing() const
{
    QHash<QByteArray, qint64> all;
    for (const auto &[id, node] : m_desk.watch.model().nodes()) {
        if (!node.isUp())
            continue;
        for (const protocol::BalancerTraffic &each : node.report.balancers)
            all[each.address] += each.clients;
    }
    Balancing out;
    out.proxies = static_cast<int>(all.size());
    for (auto it = all.begin(); it != all.end(); ++it) {
        out.clients += it.value();
        out.address = QString::fromUtf8(it.key());
    }
    return out;
}

QList<NodeId> TopologyPage::shownNodes() const
{
    QList<NodeId> ids = m_desk.watch.model().worstFirst();
    if (ids.size() > mostNodes)
        ids.resize(mostNodes);
    return ids;
}

TopologyPage::Places TopologyPage::places() const
{
    Places out;
    const double pad = px(space::xl);
    const double tall = height() - 2 * pad;
    const double wide = std::min<double>(px(boxWide), (width() - 2 * pad) * 0.22);
    const double wideRedis = std::min<double>(px(redisWide), (width() - 2 * pad) * 0.3);
    const auto ids = shownNodes();
    const auto slow = std::clamp<qsizetype>(m_desk.watch.slowLog().size(), 1, 6);
    const double slowTall = std::min<double>(px(44) + static_cast<double>(slow) * px(22), tall * 0.3);
    const double top = pad;
    const double field = tall - slowTall - px(space::l);
    const double middle = top + field / 2;
    out.clients = QRectF(pad, middle - px(nodeTall), wide, 2.0 * px(nodeTall));
    const double redisHigh = std::min<double>(px(redisTall), field);
    out.redis = QRectF(width() - pad - wideRedis, middle - redisHigh / 2, wideRedis, redisHigh);
    out.slow = QRectF(pad, height() - pad - slowTall, width() - 2 * pad, slowTall);
    double begin = out.clients.right();
    if (balancing().proxies > 0) {
        const double narrow = std::min<double>(px(balancerWide), wide);
        const double gapTo = (out.redis.left() - begin - narrow - wide) / 3;
        out.balancer = QRectF(begin + gapTo, middle - px(nodeTall) / 2.0, narrow, px(nodeTall));
        begin = out.balancer.right();
    }
    const double centre = (begin + out.redis.left()) / 2;
    const auto count = static_cast<double>(std::max<qsizetype>(1, ids.size()));
    const double each = std::min<double>(px(nodeTall), (field - (count - 1) * px(4)) / count);
    const double gap = std::min<double>(px(nodeGap), (field - count * each) / std::max(1.0, count - 1));
    double y = middle - (count * each + (count - 1) * gap) / 2;
    for (qsizetype i = 0; i < ids.size(); ++i) {
        out.nodes.append(QRectF(centre - wide / 2, y, wide, each));
        y += each + gap;
    }
    return out;
}

NodeId TopologyPage::nodeAt(const QPointF &where) const
{
    const Places at = places();
    const QList<NodeId> ids = shownNodes();
    for (qsizetype i = 0; i < at.nodes.size(); ++i) {
        if (at.nodes[i].contains(where))
            return ids[i];
    }
    return {};
}

void TopologyPage::mouseMoveEvent(QMouseEvent *event)
{
    setCursor(nodeAt(event->position()).isEmpty() ? Qt::ArrowCursor : Qt::PointingHandCursor);
}

void TopologyPage::mouseReleaseEvent(QMouseEvent *event)
{
    const NodeId node = nodeAt(event->position());
    if (event->button() == Qt::LeftButton && !node.isEmpty())
        Q_EMIT
    nodeWanted(node);
}

void TopologyPage::contextMenuEvent(QContextMenuEvent *event)
{
    const NodeId node = nodeAt(event->pos());
    if (!node.isEmpty())
        m_desk.actions.openNodeMenu(node, event->globalPos());
}

TopologyPage::Edge TopologyPage::edgeOf(const Places &at, qsizetype i) const
{
    const auto count = at.nodes.size();
    const double share = count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) - 0.5 : 0;
    const QRectF &from = at.balancer.isEmpty() ? at.clients : at.balancer;
    return { QPointF(from.right(), from.center().y() + share * from.height() * 0.7),
        QPointF(at.nodes[i].left(), at.nodes[i].center().y()), QPointF(at.nodes[i].right(), at.nodes[i].center().y()),
        QPointF(at.redis.left(), at.redis.center().y() + share * at.redis.height() * 0.5) };
}

void TopologyPage::paintEdge(
    QPainter &painter, const QPointF &from, const QPointF &to, double rate, double most, const NodeView &node) const
{
    const Tokens &t = tokens();
    const bool away = node.state == NodeState::Down || node.state == NodeState::Unheard;
    const bool leaves = node.state == NodeState::Draining;
    const QColor colour = m_stale ? t.outline : away ? t.crit : leaves ? t.warn : t.accent;
    const QPainterPath path = edgePath(from, to);
    const double wide = away ? thinnest : edgeWidth(rate, most);
    QColor soft = colour;
    soft.setAlphaF(away ? 0.9F : 0.30F);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(soft, wide, away || leaves ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap));
    painter.drawPath(path);
    if (away || rate <= 0 || m_stale)
        return;
    // What flows: dots that move the faster the more there is.
    QPen dots(colour, std::min(3.0, 1 + wide / 3), Qt::CustomDashLine, Qt::RoundCap);
    dots.setDashPattern({ 0.01, 12 });
    dots.setDashOffset(-m_phase * (0.25 + 0.75 * std::sqrt(rate / std::max(most, 1e-9))));
    painter.setPen(dots);
    painter.drawPath(path);
}

void TopologyPage::paintClients(QPainter &painter, const QRectF &box) const
{
    const Tokens &t = tokens();
    paintBox(painter, box, px(radius::l), t.surface, t.line);
    const QRectF inner = box.adjusted(px(14), px(12), -px(14), -px(12));
    const double third = inner.height() / 4;
    const ops::Totals &totals = m_desk.watch.model().totals();
    paintLine(painter, QRectF(inner.left(), inner.top(), inner.width(), third), left, tr("Clients"),
        typeface(Type::Small), t.secondary);
    paintLine(painter, QRectF(inner.left(), inner.top() + third, inner.width(), third * 1.2), left,
        countShort(totals.value(Metric::Clients)), typeface(Type::Title, Weight::SemiBold), m_stale ? t.faint : t.text);
    paintLine(painter, QRectF(inner.left(), inner.top() + third * 2.2, inner.width(), third * 0.9), left,
        tr("%1 sent").arg(perSecondWords(totals.value(Metric::In))), typeface(Type::Small), t.secondary);
    paintLine(painter, QRectF(inner.left(), inner.top() + third * 3.1, inner.width(), third * 0.9), left,
        tr("%1 delivered").arg(perSecondWords(totals.value(Metric::Delivered))), typeface(Type::Small), t.secondary);
}

void TopologyPage::paintBalancer(QPainter &painter, const Places &at) const
{
    const Tokens &t = tokens();
    const Balancing all = balancing();
    QColor soft = m_stale ? t.outline : t.accent;
    soft.setAlphaF(0.30F);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(soft, widest, Qt::SolidLine, Qt::FlatCap));
    painter.drawPath(edgePath(
        QPointF(at.clients.right(), at.clients.center().y()), QPointF(at.balancer.left(), at.balancer.center().y())));
    paintBox(painter, at.balancer, px(radius::l), t.surface, t.line);
    const QRectF inner = at.balancer.adjusted(px(12), px(4), -px(10), -px(4));
    const double half = inner.height() / 2;
    paintLine(painter, QRectF(inner.left(), inner.top(), inner.width(), half), left,
        all.proxies == 1 ? tr("Balancer") : tr("%1 balancers").arg(all.proxies), typeface(Type::Base, Weight::SemiBold),
        t.text);
    const QString clients = tr("%1 clients").arg(countShort(static_cast<double>(all.clients)));
    paintLine(painter, QRectF(inner.left(), inner.top() + half, inner.width(), half), left,
        all.proxies == 1 ? all.address + u" · "_s + clients : clients, typeface(Type::Small), t.secondary);
}

void TopologyPage::paintNode(QPainter &painter, const QRectF &box, const NodeView &node) const
{
    const Tokens &t = tokens();
    Pill pill = nodePill(node.state);
    if (m_stale)
        pill.tone = Tone::Neutral;
    const QColor edge = m_stale || node.state == NodeState::Ready ? t.line : toneColour(t, pill.tone);
    paintBox(painter, box, px(radius::l), t.surface, edge);
    const bool roomy = box.height() >= px(52);
    const QRectF inner = box.adjusted(px(12), px(4), -px(10), -px(4));
    const QRectF first(inner.left(), inner.top(), inner.width(), roomy ? inner.height() / 2 : inner.height());
    const QSizeF size = pillSize(pill);
    paintLine(painter, first.adjusted(0, 0, -size.width() - px(4), 0), left, node.id.text(),
        typeface(Type::Base, Weight::SemiBold), t.text);
    paintPill(painter,
        QRectF(first.right() - size.width(), first.center().y() - size.height() / 2, size.width(), size.height()),
        pill);
    if (!roomy)
        return;
    const QString words = node.isUp()
        ? tr("%1 clients · %2 in").arg(countShort(node.value(Metric::Clients)), perSecondWords(node.value(Metric::In)))
        : nodeSince(node, m_desk.watch.model().redisNow());
    paintLine(painter, QRectF(inner.left(), first.bottom(), inner.width(), inner.height() / 2), left, words,
        typeface(Type::Small), t.secondary);
}

void TopologyPage::paintRedis(QPainter &painter, const QRectF &box) const
{
    const Tokens &t = tokens();
    ops::OperatorWatch &watch = m_desk.watch;
    const bool seen = watch.hasInfo();
    const ops::RedisInfo &info = watch.info();
    paintBox(painter, box, px(radius::l), t.surface, seen ? t.line : t.crit);
    const double pad = px(14);
    const QRectF inner = box.adjusted(pad, px(8), -pad, -px(8));
    const double row = px(24);
    double y = inner.top();
    const QString title = seen ? tr("Redis %1").arg(info.version) : tr("Redis");
    const Pill state = !seen ? Pill { tr("not reached"), Tone::Crit, Glyph::Unplug }
        : info.aofOk && info.snapshotOk && info.evictedKeys == 0
        ? Pill { tr("up"), Tone::Ok, Glyph::CircleCheck }
        : Pill { tr("trouble"), Tone::Crit, Glyph::CircleAlert };
    const QSizeF size = pillSize(state);
    paintLine(painter, QRectF(inner.left(), y, inner.width() - size.width() - px(6), px(28)), left, title,
        typeface(Type::Lead, Weight::SemiBold), t.text);
    paintPill(painter,
        QRectF(inner.right() - size.width(), y + (px(28) - size.height()) / 2, size.width(), size.height()), state);
    y += px(30);
    paintLine(painter, QRectF(inner.left(), y, inner.width(), px(18)), left, watch.redisName(), monoface(Type::Caption),
        t.secondary);
    y += px(24);
    if (!seen) {
        paintLine(
            painter, QRectF(inner.left(), y, inner.width(), row), left, watch.reason(), typeface(Type::Small), t.crit);
        return;
    }
    const QString memory = info.maxMemory > 0
        ? tr("%1 of %2").arg(sizeWords(info.usedMemory), sizeWords(info.maxMemory))
        : sizeWords(info.usedMemory);
    const QString saved = !info.aof ? tr("snapshots only")
        : info.aofOk                ? tr("append-only, fine")
                                    : tr("its last write failed");
    const std::pair<QString, QString> rows[] {
        { tr("Commands"), perSecondWords(static_cast<double>(info.opsPerSecond)) },
        { tr("Memory"), memory },
        { tr("In / out"),
            tr("%1 / %2 a second")
                .arg(sizeWords(static_cast<qint64>(info.inKiBPerSecond * 1024)),
                    sizeWords(static_cast<qint64>(info.outKiBPerSecond * 1024))) },
        { tr("Connections"), groupedNumber(info.clients) },
        { tr("Channels"), groupedNumber(info.channels) },
        { tr("Role"),
            info.role == "master"
                ? (info.replicas > 0 ? tr("primary, %1 replicas").arg(info.replicas) : tr("primary, no replica"))
                : tr("replica") },
        { tr("On disk"), saved },
        { tr("Last snapshot"),
            info.snapshotOk ? QDateTime::fromSecsSinceEpoch(info.snapshotAt).toString(u"HH:mm:ss"_s) : tr("failed") },
        { tr("Thrown away"), tr("%1 keys").arg(groupedNumber(info.evictedKeys)) },
        { tr("Up"), spanWords(std::chrono::seconds(info.upSeconds)) },
    };
    for (const auto &[name, value] : rows) {
        if (y + row > inner.bottom() - px(30))
            break;
        const bool bad = (name == tr("Thrown away") && info.evictedKeys > 0) || (name == tr("On disk") && !info.aofOk);
        paintLine(painter, QRectF(inner.left(), y, inner.width() * 0.42, row), left, name, typeface(Type::Small),
            t.secondary);
        paintLine(painter, QRectF(inner.left() + inner.width() * 0.42, y, inner.width() * 0.58, row), left, value,
            typeface(Type::Small, Weight::SemiBold), bad ? t.crit : t.text);
        y += row;
    }
    const qint64 now = watch.model().redisNow() / 1000;
    paintSparkline(painter, QRectF(inner.left(), inner.bottom() - px(24), inner.width(), px(20)),
        watch.opsPerSecond().points(now - 300, now), m_stale ? t.faint : t.accent);
}

void TopologyPage::paintSlow(QPainter &painter, const QRectF &box) const
{
    const Tokens &t = tokens();
    paintBox(painter, box, px(radius::l), t.surface, t.line);
    const double pad = px(14);
    const double row = px(22);
    double y = box.top() + px(6);
    paintLine(painter, QRectF(box.left() + pad, y, box.width() - 2 * pad, px(26)), left, tr("Redis's slow log"),
        typeface(Type::Base, Weight::SemiBold), t.text);
    y += px(28);
    const QList<ops::SlowCommand> &slow = m_desk.watch.slowLog();
    if (slow.isEmpty())
        paintLine(painter, QRectF(box.left() + pad, y, box.width() - 2 * pad, row), left,
            tr("No command took longer than Redis's limit."), typeface(Type::Small), t.secondary);
    for (const ops::SlowCommand &command : slow) {
        if (y + row > box.bottom())
            break;
        paintLine(painter, QRectF(box.left() + pad, y, px(70), row), left,
            QDateTime::fromSecsSinceEpoch(command.at).toString(u"HH:mm:ss"_s), monoface(Type::Small), t.secondary);
        paintLine(painter, QRectF(box.left() + pad + px(76), y, px(80), row), left,
            millisecondWords(static_cast<double>(command.microseconds) / 1000), typeface(Type::Small, Weight::SemiBold),
            t.text);
        paintLine(painter, QRectF(box.left() + pad + px(160), y, box.width() - 2 * pad - px(160), row), left,
            command.words, monoface(Type::Small), t.secondary);
        y += row;
    }
}

void TopologyPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens &t = tokens();
    painter.fillRect(rect(), t.app);
    const Places at = places();
    const ops::ClusterModel &model = m_desk.watch.model();
    const QList<NodeId> ids = shownNodes();
    double mostOut = 0;
    double mostIn = 0;
    for (const NodeId &id : ids) {
        mostOut = std::max(mostOut, valueOr0(*model.node(id), Metric::Delivered));
        mostIn = std::max(mostIn, valueOr0(*model.node(id), Metric::In));
    }
    for (qsizetype i = 0; i < ids.size(); ++i) {
        const NodeView &node = *model.node(ids[i]);
        const Edge edge = edgeOf(at, i);
        paintEdge(painter, edge.clients, edge.nodeLeft, valueOr0(node, Metric::Delivered), mostOut, node);
        paintEdge(painter, edge.nodeRight, edge.redis, valueOr0(node, Metric::In), mostIn, node);
    }
    m_journey->paint(painter, [&](const NodeId &node) -> std::optional<TraceJourney::Road> {
        const auto i = ids.indexOf(node);
        if (i < 0)
            return {};
        const Edge edge = edgeOf(at, i);
        QPainterPath toClients = edgePath(edge.clients, edge.nodeLeft);
        if (!at.balancer.isEmpty()) {
            const QPointF in(at.balancer.left(), at.balancer.center().y());
            QPainterPath first = edgePath(QPointF(at.clients.right(), at.clients.center().y()), in);
            first.lineTo(edge.clients);
            first.connectPath(toClients);
            toClients = first;
        }
        return TraceJourney::Road { toClients, edgePath(edge.nodeRight, edge.redis) };
    });
    // The dashes move eight times a second, all else once: its words cost the most by far.
    const double ratio = devicePixelRatioF();
    if (m_boxes.size() != size() * ratio) {
        m_boxes = QPixmap(size() * ratio);
        m_boxes.setDevicePixelRatio(ratio);
        m_boxes.fill(Qt::transparent);
        QPainter boxes(&m_boxes);
        boxes.setRenderHint(QPainter::Antialiasing);
        paintBoxes(boxes, at, ids);
    }
    painter.drawPixmap(0, 0, m_boxes);
}

void TopologyPage::paintBoxes(QPainter &painter, const Places &at, const QList<NodeId> &ids) const
{
    const ops::ClusterModel &model = m_desk.watch.model();
    for (qsizetype i = 0; i < ids.size(); ++i)
        paintNode(painter, at.nodes[i], *model.node(ids[i]));
    paintClients(painter, at.clients);
    if (!at.balancer.isEmpty())
        paintBalancer(painter, at);
    paintRedis(painter, at.redis);
    paintSlow(painter, at.slow);
    const auto hidden = static_cast<int>(model.nodes().size()) - static_cast<int>(ids.size());
    if (hidden > 0)
        paintLine(painter,
            QRectF(at.nodes.last().left(), at.nodes.last().bottom() + px(4), at.nodes.last().width(), px(20)),
            Qt::AlignCenter, tr("and %1 more nodes").arg(hidden), typeface(Type::Small), tokens().secondary);
}

} // namespace hubbub::ui
