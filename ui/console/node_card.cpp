// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/node_card.h"

#include "ui/common/button.h"
#include "ui/common/focus_ring.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/console/console_words.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using ops::Metric;

namespace {

constexpr int cardHeight = 88;
constexpr int cardPad = 16;
constexpr int edge = 3;

} // namespace

NodeCard::NodeCard(QWidget *parent)
    : QWidget(parent)
    , m_more(new IconButton(Glyph::Ellipsis, tr("Actions"), this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMinimumWidth(1);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    connect(m_more, &IconButton::clicked, this, [this] {
        Q_EMIT
        menuWanted(m_node.id, m_more->mapToGlobal(QPoint(0, m_more->height())));
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QSize NodeCard::sizeHint() const { return { px(260), px(cardHeight) }; }

void NodeCard::setNode(const ops::NodeView &node, qint64 redisNow, bool stale)
{
    m_node = node;
    m_now = redisNow;
    m_stale = stale;
    setObjectName(u"nodeCard_"_s + node.id.text());
    m_more->setObjectName(u"nodeMore_"_s + node.id.text());
    m_more->setName(tr("Actions for %1").arg(node.id.text()));
    setAccessibleName(tr("%1, %2, %3, %4 clients")
                          .arg(node.id.text(), nodeStateWord(node.state), nodeSince(node, redisNow),
                              countShort(node.value(Metric::Clients))));
    update();
}

void NodeCard::resizeEvent(QResizeEvent *)
{
    const int side = px(26);
    m_more->setGeometry(width() - px(cardPad) - side + px(6), px(11), side, side);
}

void NodeCard::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT
    opened(m_node.id);
}

void NodeCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        Q_EMIT
    opened(m_node.id);
    else QWidget::keyPressEvent(event);
}

void NodeCard::contextMenuEvent(QContextMenuEvent *event)
{
    Q_EMIT
    menuWanted(m_node.id, event->globalPos());
}

void NodeCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens &t = tokens();
    Pill pill = nodePill(m_node.state);
    if (m_stale)
        pill.tone = Tone::Neutral;
    const QColor tone = m_stale || pill.tone == Tone::Neutral ? t.neutral : toneColour(t, pill.tone);
    paintBox(painter, rect(), px(radius::l), t.surface, t.line);
    // The left edge in the colour of the state.
    painter.save();
    QPainterPath box;
    box.addRoundedRect(rect(), px(radius::l), px(radius::l));
    painter.setClipPath(box);
    painter.fillRect(QRect(0, 0, px(edge), height()), tone);
    painter.restore();

    const int flags = Qt::AlignLeft | Qt::AlignVCenter;
    double x = px(cardPad);
    const QFont name = typeface(Type::Lead, Weight::SemiBold);
    const double wide =
        std::min<double>(std::ceil(QFontMetricsF(name).horizontalAdvance(m_node.id.text())) + 1, width() * 0.4);
    const QRectF line(0, px(10), width(), px(28));
    paintLine(painter, QRectF(x, line.top(), wide, line.height()), flags, m_node.id.text(), name, t.text);
    x += wide + px(space::s);
    const QSizeF size = pillSize(pill);
    paintPill(painter, QRectF(x, line.center().y() - size.height() / 2, size.width(), size.height()), pill);
    x += size.width() + px(space::s);
    paintLine(painter, QRectF(x, line.top(), m_more->x() - x - px(space::xs), line.height()), flags,
        nodeSince(m_node, m_now), typeface(Type::Small), t.secondary);

    const bool up = m_node.isUp();
    const auto of = [&](Metric metric) { return up ? m_node.value(metric) : std::nan(""); };
    const std::pair<QString, QString> figures[] { { tr("clients"), countShort(of(Metric::Clients)) },
        { tr("in"), perSecondWords(of(Metric::In)) }, { tr("p99"), millisecondWords(of(Metric::DeliverP99)) },
        { tr("Redis"), millisecondWords(of(Metric::RedisRtt)) } };
    const double step = (width() - 2.0 * px(cardPad)) / 4;
    for (int i = 0; i < 4; ++i) {
        const double left = px(cardPad) + i * step;
        paintLine(painter, QRectF(left, px(42), step - px(4), px(16)), flags, figures[i].first, typeface(Type::Caption),
            t.secondary);
        paintLine(painter, QRectF(left, px(58), step - px(4), px(18)), flags, figures[i].second,
            typeface(Type::Base, Weight::SemiBold), m_stale ? t.faint : t.text);
    }
    if (hasFocus()) {
        painter.setPen(QPen(t.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), px(radius::l), px(radius::l));
    }
}

} // namespace hubbub::ui
