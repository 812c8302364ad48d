// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/reply_bar.h"

#include "ui/common/avatar.h"
#include "ui/common/button.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>

namespace hubbub::ui {

ReplyBar::ReplyBar(QWidget *parent)
    : QWidget(parent)
    , m_close(new IconButton(Glyph::X, tr("Do not reply"), this))
{
    setObjectName(QStringLiteral("replyBar"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_close, &IconButton::clicked, this, &ReplyBar::closed);
}

void ReplyBar::setTarget(const ReplyTarget &target)
{
    m_target = target;
    m_edits = false;
    m_close->setName(tr("Do not reply"));
    setAccessibleName(tr("Replying to %1: %2").arg(target.name, target.line));
    update();
}

void ReplyBar::setTarget(const EditTarget &target)
{
    m_target = { 0, {}, tr("Edit message"), target.line };
    m_edits = true;
    m_close->setName(tr("Leave it as it was"));
    setAccessibleName(tr("Editing: %1").arg(target.line));
    update();
}

QSize ReplyBar::sizeHint() const { return { px(200), px(44) }; }

void ReplyBar::resizeEvent(QResizeEvent *)
{
    const int side = px(28);
    m_close->setGeometry(width() - side - px(8), (height() - side) / 2, side, side);
}

void ReplyBar::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    const QColor name = m_edits ? t.accent : nameColour(m_target.key, t.surface);
    paintGlyph(painter, m_edits ? Glyph::Pencil : Glyph::Reply,
        QRectF(px(14), (height() - px(18)) / 2.0, px(18), px(18)), t.accent);
    paintBox(painter, QRectF(px(44), px(7), px(3), height() - px(14)), 1.5,
        m_edits ? t.accent : readable(avatarColour(m_target.key), t.surface, 3.0));
    const QRectF inner(px(55), px(5), m_close->x() - px(63), (height() - px(10)) / 2.0);
    paintLine(
        painter, inner, Qt::AlignLeft | Qt::AlignVCenter, m_target.name, typeface(Type::Small, Weight::SemiBold), name);
    paintLine(painter, inner.translated(0, inner.height()), Qt::AlignLeft | Qt::AlignVCenter, m_target.line,
        typeface(Type::Small), t.secondary);
    painter.fillRect(QRectF(px(12), height() - 1, width() - px(24), 1), t.line);
}

} // namespace hubbub::ui
