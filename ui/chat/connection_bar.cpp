// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/connection_bar.h"

#include "ui/common/button.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"

#include <QPainter>
#include <QTextLine>

#include <cmath>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

namespace {

constexpr int iconSide = 18;
constexpr int side = 16; // free at both ends
constexpr int leastHeight = 52;
constexpr int lineHeight = 18;

} // namespace

ConnectionBar::ConnectionBar(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_button(new Button({}, Button::Kind::Secondary, this))
{
    setObjectName(u"connectionBar"_s);
    m_button->setAccessibleName(tr("Retry now"));
    m_button->setObjectName(u"connectionBarButton"_s);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    m_appearing.setSingleShot(true);
    m_appearing.setInterval(patience);
    m_ticking.setInterval(100);
    connect(&m_appearing, &QTimer::timeout, this, &ConnectionBar::appear);
    connect(&m_ticking, &QTimer::timeout, this, &ConnectionBar::tick);
    connect(m_button, &Button::clicked, this, &ConnectionBar::act);
    connect(&Theme::instance(), &Theme::changed, this, &ConnectionBar::adopt);
    hide();
}

void ConnectionBar::adopt()
{
    setFont(typeface(Type::Base));
    arrange();
    updateGeometry();
    update();
}

void ConnectionBar::setWords(const std::optional<BarWords> &words, Clock::TimePoint retryAt)
{
    if (!words) {
        m_appearing.stop();
        m_ticking.stop();
        hide();
        return;
    }
    const bool same = *words == m_words && retryAt == m_retryAt;
    m_words = *words;
    m_retryAt = retryAt;
    if (isHidden()) {
        if (!m_appearing.isActive())
            m_appearing.start();
        return;
    }
    if (!same)
        appear();
}

void ConnectionBar::appear()
{
    m_button->setText(m_words.button);
    m_button->setAccessibleName(m_words.button);
    m_button->setVisible(m_words.action != BarAction::None);
    // Room for the widest moment of this wait, so that nothing moves while it counts down.
    m_slot = m_words.counts ? countdown().replace(u'1', u'0') : QString();
    if (m_words.counts)
        m_ticking.start();
    else
        m_ticking.stop();
    show();
    adopt();
    setAccessibleName(sentence());
}

void ConnectionBar::act()
{
    if (m_words.action == BarAction::SignIn)
        Q_EMIT
    signInWanted();
    else if (m_words.action == BarAction::RetryNow) Q_EMIT
    retryWanted();
}

void ConnectionBar::tick()
{
    if (countdown() != m_drawn)
        update(countdownRect());
}

QString ConnectionBar::countdown() const
{
    return m_words.counts ? countdownWords(duration_cast<milliseconds>(m_retryAt - m_clock.now())) : QString();
}

QString ConnectionBar::withCountdown(const QString &countdown) const
{
    return m_words.lead + m_words.before + countdown + m_words.after;
}

QString ConnectionBar::sentence() const { return withCountdown(countdown()); }

int ConnectionBar::textWidth(int width) const
{
    const int left = px(side) + px(iconSide) + px(space::s);
    const int button = m_words.action == BarAction::None ? 0 : m_button->sizeHint().width() + px(space::l);
    return std::max(px(80), width - left - button - px(side));
}

void ConnectionBar::layOut(QTextLayout &layout, int width) const
{
    layout.setFont(font());
    layout.setText(withCountdown(m_slot));
    const auto lead = static_cast<int>(m_words.lead.size());
    const auto slotAt = lead + static_cast<int>(m_words.before.size());
    QTextCharFormat strong;
    strong.setFontWeight(QFont::DemiBold);
    QTextCharFormat unseen = strong; // painted by itself
    unseen.setForeground(Qt::transparent);
    layout.setFormats({ { 0, lead, strong }, { slotAt, static_cast<int>(m_slot.size()), unseen } });
    layout.beginLayout();
    qreal y = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({ 0, y + (px(lineHeight) - line.height()) / 2 });
        y += px(lineHeight);
    }
    layout.endLayout();
}

int ConnectionBar::heightForWidth(int width) const
{
    QTextLayout layout;
    layOut(layout, textWidth(width));
    return std::max(px(leastHeight), layout.lineCount() * px(lineHeight) + 2 * px(8)) + 1;
}

QSize ConnectionBar::sizeHint() const { return { px(480), heightForWidth(width()) }; }

void ConnectionBar::arrange()
{
    layOut(m_layout, textWidth(width()));
    const QSize button = m_button->sizeHint();
    m_button->setGeometry(
        width() - px(side) - button.width(), (height() - button.height()) / 2, button.width(), button.height());
}

void ConnectionBar::resizeEvent(QResizeEvent *) { arrange(); }

QRect ConnectionBar::countdownRect() const
{
    if (m_slot.isEmpty())
        return {};
    const auto at = static_cast<int>(m_words.lead.size() + m_words.before.size());
    const QTextLine line = m_layout.lineForTextPosition(at);
    if (!line.isValid())
        return {};
    const qreal left = line.cursorToX(at);
    const qreal right = line.cursorToX(at + static_cast<int>(m_slot.size()));
    const int x = px(side) + px(iconSide) + px(space::s);
    const int y = (height() - m_layout.lineCount() * px(lineHeight)) / 2;
    return QRectF(x + left, y + line.y(), right - left, line.height()).toAlignedRect();
}

void ConnectionBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor ink = toneColour(tokens(), m_words.tone);
    const QColor ground = toneSoft(tokens(), m_words.tone);
    painter.fillRect(rect(), ground);
    painter.fillRect(QRect(0, height() - 1, width(), 1), mixed(ground, ink, 0.22));
    paintGlyph(
        painter, m_words.icon, QRectF(px(side), (height() - px(iconSide)) / 2.0, px(iconSide), px(iconSide)), ink);
    painter.setPen(ink);
    const int x = px(side) + px(iconSide) + px(space::s);
    const int y = (height() - m_layout.lineCount() * px(lineHeight)) / 2;
    m_layout.draw(&painter, QPointF(x, y));
    if (m_slot.isEmpty())
        return;
    m_drawn = countdown();
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    painter.setFont(strong);
    painter.drawText(countdownRect().adjusted(0, 0, px(4), 0), Qt::AlignLeft | Qt::AlignVCenter, m_drawn);
}

} // namespace hubbub::ui
