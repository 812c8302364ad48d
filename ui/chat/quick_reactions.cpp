// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/quick_reactions.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

constexpr int side = 36;
constexpr int edge = 6; ///< to the menu's border
constexpr int under = 2;

} // namespace

const QStringList &QuickReactions::emoji()
{
    static const QStringList all { u"👍"_s, u"❤️"_s, u"😂"_s, u"🎉"_s, u"👀"_s, u"🙏"_s };
    return all;
}

QuickReactions::QuickReactions(const QStringList &chosen, QWidget *parent)
    : QWidget(parent)
    , m_chosen(chosen)
{
    setObjectName(u"quickReactions"_s);
    setAccessibleName(tr("React"));
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
}

QSize QuickReactions::sizeHint() const
{
    const int cells = static_cast<int>(emoji().size()) + 1;
    return { cells * px(side) + 2 * px(edge), px(side) + px(under) };
}

QRect QuickReactions::cell(int index) const { return { px(edge) + index * px(side), 0, px(side), px(side) }; }

int QuickReactions::cellAt(const QPoint &point) const
{
    for (int i = 0; i <= emoji().size(); ++i) {
        if (cell(i).contains(point))
            return i;
    }
    return -1;
}

void QuickReactions::take(int index)
{
    if (index < 0)
        return;
    if (index < emoji().size()) {
        const QString chosen = emoji().at(index);
        Q_EMIT
        picked(chosen, !m_chosen.contains(chosen));
        return;
    }
    const QPoint at = mapToGlobal(cell(index).bottomRight());
    Q_EMIT
    moreWanted(at);
}

void QuickReactions::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    QFont face = typeface(Type::Title);
    face.setFamilies({ u"Noto Color Emoji"_s });
    for (int i = 0; i <= emoji().size(); ++i) {
        const QRect box = cell(i);
        const bool mine = i < emoji().size() && m_chosen.contains(emoji().at(i));
        if (mine || i == m_at)
            paintBox(painter, box.adjusted(1, 1, -1, -1), px(radius::m), mine ? t.accentSoft : t.raised);
        if (i == emoji().size()) {
            paintGlyph(painter, Glyph::Plus, QRectF(box).adjusted(px(9), px(9), -px(9), -px(9)), t.secondary);
            continue;
        }
        painter.setFont(face);
        painter.setPen(t.text);
        painter.drawText(box, Qt::AlignCenter, emoji().at(i));
    }
}

void QuickReactions::mouseMoveEvent(QMouseEvent *event)
{
    m_at = cellAt(event->pos());
    update();
}

void QuickReactions::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        take(cellAt(event->pos()));
}

void QuickReactions::leaveEvent(QEvent *)
{
    m_at = -1;
    update();
}

void QuickReactions::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int by = event->key() == Qt::Key_Left ? -1 : 1;
        m_at = qBound(0, m_at + by, static_cast<int>(emoji().size()));
        update();
        return;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        take(m_at);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace hubbub::ui
