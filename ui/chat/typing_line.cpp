// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/typing_line.h"

#include "ui/chat/chat_words.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>

#include <cmath>

namespace hubbub::ui {

namespace {
constexpr int steps = 24; ///< of one breath
constexpr std::chrono::milliseconds stepTime { 50 };
}

TypingLine::TypingLine(QObject *parent)
    : QObject(parent)
{
    m_breath.setInterval(stepTime);
    connect(&m_breath, &QTimer::timeout, this, [this] {
        m_step = (m_step + 1) % steps;
        Q_EMIT
        changed();
    });
}

void TypingLine::setNames(const QStringList &names)
{
    const QString words = typingSentence(names);
    if (words == m_words)
        return;
    m_words = words;
    m_step = 0;
    if (m_words.isEmpty() || Theme::instance().reducesMotion())
        m_breath.stop();
    else
        m_breath.start();
    Q_EMIT
    changed();
}

void TypingLine::paint(QPainter &painter, const QRectF &box) const
{
    if (m_words.isEmpty())
        return;
    const Tokens &t = tokens();
    const double size = px(5);
    double x = box.left();
    for (int dot = 0; dot < 3; ++dot) {
        const double phase = 2 * M_PI * (m_step - dot * 4) / steps;
        const double strength = m_breath.isActive() ? 0.45 + 0.45 * std::sin(phase) : 0.7;
        paintBox(
            painter, QRectF(x, box.center().y() - size / 2, size, size), size / 2, mixed(t.app, t.secondary, strength));
        x += size + px(3);
    }
    paintLine(painter, box.adjusted(x - box.left() + px(5), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, m_words,
        typeface(Type::Small), t.secondary);
}

} // namespace hubbub::ui
