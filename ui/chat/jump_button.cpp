// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/jump_button.h"

#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>

namespace hubbub::ui {

JumpButton::JumpButton(QWidget *parent)
    : QAbstractButton(parent)
{
    setObjectName(QStringLiteral("jumpButton"));
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::NoFocus);
    setAttribute(Qt::WA_Hover);
    rename();
}

void JumpButton::setUnread(int count)
{
    if (count == m_unread)
        return;
    m_unread = count;
    rename();
    update();
}

void JumpButton::rename()
{
    const QString name =
        m_unread > 0 ? tr("To the newest message, %n new", nullptr, m_unread) : tr("To the newest message");
    setAccessibleName(name);
    setToolTip(name);
}

QSize JumpButton::sizeHint() const { return { px(48), px(50) }; }

void JumpButton::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    const QRectF disc(px(4), height() - px(44), px(40), px(40));
    paintBox(painter, disc.translated(0, 1.5), disc.width() / 2, t.shadow);
    const QColor fill = isDown() ? t.raised : underMouse() ? t.hover : t.surface;
    paintBox(painter, disc, disc.width() / 2, fill, t.outline);
    const double side = px(20);
    QRectF arrow(0, 0, side, side);
    arrow.moveCenter(disc.center());
    paintGlyph(painter, Glyph::ChevronDown, arrow, t.secondary);
    if (m_unread > 0) {
        const QString count = badgeCount(m_unread);
        const QSizeF size = badgeSize(count);
        QRectF box(0, 0, size.width(), size.height());
        box.moveCenter(QPointF(disc.center().x(), disc.top() + px(2)));
        paintBadge(painter, box, count, Tone::Accent);
    }
}

} // namespace hubbub::ui
