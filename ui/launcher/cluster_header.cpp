// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/cluster_header.h"

#include "ui/common/button.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>

#include <cmath>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int tall = 54;
constexpr int lineFlags = Qt::AlignLeft | Qt::AlignVCenter;
constexpr auto saidFor = 1500ms; // that the address was copied

QString titleWord() { return ClusterHeader::tr("This desk"); }

} // namespace

ClusterHeader::ClusterHeader(QWidget *parent)
    : QWidget(parent)
    , m_copy(new IconButton(Glyph::Copy, tr("Copy address"), this))
    , m_roll(new Button(tr("Rolling restart"), Button::Kind::Secondary, this))
    , m_add(new Button(tr("Add node"), Button::Kind::Secondary, this))
    , m_start(new Button(tr("Start"), Button::Kind::Primary, this))
    , m_stop(new Button(tr("Stop all"), Button::Kind::Danger, this))
{
    setObjectName(u"clusterHeader"_s);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_copy->setObjectName(u"copyAddressButton"_s);
    m_roll->setObjectName(u"rollingRestartButton"_s);
    m_roll->setGlyph(Glyph::RotateCw);
    m_add->setObjectName(u"addNodeButton"_s);
    m_start->setObjectName(u"startAllButton"_s);
    m_stop->setObjectName(u"stopAllButton"_s);
    m_add->setGlyph(Glyph::Plus);
    m_start->setGlyph(Glyph::Play);
    m_stop->setGlyph(Glyph::Square);
    auto *row = new QHBoxLayout(this);
    row->addStretch(1);
    row->addWidget(m_roll);
    row->addWidget(m_add);
    row->addWidget(m_start);
    row->addWidget(m_stop);
    connect(m_copy, &IconButton::clicked, this, &ClusterHeader::copyAddress);
    connect(m_roll, &Button::clicked, this, [this] {
        if (m_rolling.isEmpty())
            Q_EMIT
        rollingWanted();
        else Q_EMIT
        rollingStopWanted();
    });
    connect(m_add, &Button::clicked, this, &ClusterHeader::addNodeWanted);
    connect(m_start, &Button::clicked, this, &ClusterHeader::startWanted);
    connect(m_stop, &Button::clicked, this, &ClusterHeader::stopAllWanted);
    connect(&Theme::instance(), &Theme::changed, this, &ClusterHeader::adopt);
    adopt();
}

void ClusterHeader::adopt()
{
    layout()->setContentsMargins(px(space::l), 0, px(space::l), 1);
    layout()->setSpacing(px(space::m));
    updateGeometry();
    arrange();
    update();
}

QSize ClusterHeader::sizeHint() const { return { px(600), px(tall) }; }

void ClusterHeader::setSummary(const ClusterSummary &summary, bool running, bool canAdd)
{
    m_pill = { summary.word, summary.tone, summary.icon, true };
    m_roll->setVisible(running);
    m_roll->setEnabled(summary.ready > 0 || !m_rolling.isEmpty());
    m_add->setVisible(running);
    m_add->setEnabled(canAdd);
    m_stop->setVisible(running);
    m_start->setVisible(!running);
    setAccessibleName(u"%1, %2"_s.arg(titleWord(), summary.word));
    arrange();
    update();
}

void ClusterHeader::setRolling(const QString &words)
{
    m_rolling = words;
    m_roll->setText(words.isEmpty() ? tr("Rolling restart") : tr("Stop restarting"));
    m_roll->setGlyph(words.isEmpty() ? Glyph::RotateCw : Glyph::X);
    arrange();
    update();
}

Pill ClusterHeader::shownPill() const
{
    return m_rolling.isEmpty() ? m_pill : Pill { m_rolling, Tone::Neutral, Glyph::Loader, true };
}

void ClusterHeader::setAddress(const QString &address)
{
    if (m_address == address)
        return;
    m_address = address;
    arrange();
    update();
}

void ClusterHeader::copyAddress()
{
    QGuiApplication::clipboard()->setText(m_address);
    m_copy->setGlyph(Glyph::Check);
    m_copy->setName(tr("Copied"));
    QTimer::singleShot(saidFor, m_copy, [this] {
        m_copy->setGlyph(Glyph::Copy);
        m_copy->setName(tr("Copy address"));
    });
}

void ClusterHeader::resizeEvent(QResizeEvent *) { arrange(); }

/// The copy button stands right behind the address, which is painted.
void ClusterHeader::arrange()
{
    const QFontMetricsF title(typeface(Type::Lead, Weight::SemiBold));
    const QFontMetricsF address(monoface(Type::Base));
    const double x = px(space::l) + title.horizontalAdvance(titleWord()) + px(space::m) + pillSize(shownPill()).width()
        + px(space::m) + address.horizontalAdvance(m_address) + px(6);
    const int side = px(28);
    const bool fits = x + side < m_roll->x() || m_roll->x() == 0;
    m_copy->setVisible(!m_address.isEmpty() && fits);
    m_copy->setGeometry(static_cast<int>(x), (height() - side) / 2, side, side);
}

void ClusterHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    painter.fillRect(rect(), t.surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), t.line);
    double x = px(space::l);
    const QFont face = typeface(Type::Lead, Weight::SemiBold);
    const double wide = std::ceil(QFontMetricsF(face).horizontalAdvance(titleWord()));
    paintLine(painter, QRectF(x, 0, wide + 1, height()), lineFlags, titleWord(), face, t.text);
    x += wide + px(space::m);
    const QSizeF pill = pillSize(shownPill());
    paintPill(painter, QRectF(x, (height() - pill.height()) / 2, pill.width(), pill.height()), shownPill());
    x += pill.width() + px(space::m);
    if (m_copy->isVisible())
        paintLine(
            painter, QRectF(x, 0, m_copy->x() - x, height()), lineFlags, m_address, monoface(Type::Base), t.secondary);
}

} // namespace hubbub::ui
