// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/emoji_popup.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QFontDatabase>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScreen>

#include <array>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

constexpr std::array board { u"😀", u"😄", u"😅", u"😂", u"🙂", u"😉", u"😍", u"😎", u"🤔", u"😐", u"🙄", u"😬", u"😢",
    u"😭", u"😡", u"😱", u"🤯", u"🥳", u"😴", u"🤖", u"👍", u"👎", u"👌", u"🙏", u"👏", u"🙌", u"💪", u"👋", u"🤝", u"👀",
    u"❤️", u"🔥", u"🎉", u"✨", u"⭐", u"💯", u"✅", u"❌", u"⚠️", u"🚨", u"🚀", u"🐛", u"🔧", u"💡", u"📌", u"📈", u"📉",
    u"⏳", u"☕", u"🍕", u"🍻", u"🌙", u"☀️", u"🌧️", u"🐈", u"🐕" };
constexpr int columns = 8;
constexpr int cellSide = 36;
constexpr int pad = 8;

int rows() { return (static_cast<int>(board.size()) + columns - 1) / columns; }

} // namespace

EmojiPopup::EmojiPopup(QWidget *parent)
    : QWidget(parent, Qt::Popup | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint)
{
    setObjectName(u"emojiPopup"_s);
    setAccessibleName(tr("Emoji"));
    setMouseTracking(true);
}

bool EmojiPopup::isUseful() { return QFontDatabase::families().contains(u"Noto Color Emoji"_s); }

void EmojiPopup::popupAt(const QPoint &bottomRight)
{
    const QSize size(columns * px(cellSide) + 2 * px(pad), rows() * px(cellSide) + 2 * px(pad));
    QPainterPath shape;
    shape.addRoundedRect(QRectF(QPointF(), size), px(radius::l), px(radius::l));
    setMask(QRegion(shape.toFillPolygon().toPolygon()));
    m_at = -1;
    QRect place(bottomRight - QPoint(size.width(), size.height()), size);
    if (const QScreen *on = screen()) {
        place.moveLeft(qMax(place.left(), on->availableGeometry().left()));
        place.moveTop(qMax(place.top(), on->availableGeometry().top()));
    }
    setGeometry(place);
    show();
    setFocus(Qt::PopupFocusReason);
}

QRect EmojiPopup::cell(int index) const
{
    return { px(pad) + index % columns * px(cellSide), px(pad) + index / columns * px(cellSide), px(cellSide),
        px(cellSide) };
}

int EmojiPopup::cellAt(const QPoint &point) const
{
    for (int i = 0; i < static_cast<int>(board.size()); ++i) {
        if (cell(i).contains(point))
            return i;
    }
    return -1;
}

void EmojiPopup::take(int index)
{
    if (index < 0)
        return;
    hide();
    Q_EMIT
    picked(QString::fromUtf16(board[static_cast<size_t>(index)]));
}

void EmojiPopup::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), px(radius::l), tokens().surface, tokens().outline);
    QFont face = typeface(Type::Title);
    face.setFamilies({ u"Noto Color Emoji"_s });
    painter.setFont(face);
    for (int i = 0; i < static_cast<int>(board.size()); ++i) {
        if (i == m_at)
            paintBox(painter, cell(i).adjusted(1, 1, -1, -1), px(radius::m), tokens().raised);
        painter.setFont(face);
        painter.drawText(cell(i), Qt::AlignCenter, QString::fromUtf16(board[static_cast<size_t>(i)]));
    }
}

void EmojiPopup::mouseMoveEvent(QMouseEvent *event)
{
    const int at = cellAt(event->pos());
    if (at == m_at)
        return;
    m_at = at;
    update();
}

void EmojiPopup::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        take(cellAt(event->pos()));
}

void EmojiPopup::leaveEvent(QEvent *)
{
    m_at = -1;
    update();
}

void EmojiPopup::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(board.size()) - 1;
    const auto go = [&](int by) {
        m_at = m_at < 0 ? 0 : qBound(0, m_at + by, last);
        update();
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return go(-1);
    case Qt::Key_Right:
        return go(1);
    case Qt::Key_Up:
        return go(-columns);
    case Qt::Key_Down:
        return go(columns);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        return take(m_at);
    default:
        QWidget::keyPressEvent(event); // Escape closes a popup
    }
}

} // namespace hubbub::ui
