// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/emoji_popup.h"

#include "ui/chat/emoji_names.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/search_field.h"
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

constexpr int captionHeight = 28;

int boardRows() { return (static_cast<int>(board.size()) + columns - 1) / columns; }

QStringList usualEmoji()
{
    QStringList all;
    for (const char16_t *emoji : board)
        all.append(QString::fromUtf16(emoji));
    return all;
}

} // namespace

EmojiPopup::EmojiPopup(QWidget *parent)
    : QWidget(parent, Qt::Popup | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint)
    , m_field(new SearchField(tr("Find by name"), {}, this))
    , m_shown(usualEmoji())
{
    setObjectName(u"emojiPopup"_s);
    setAccessibleName(tr("Emoji"));
    setMouseTracking(true);
    setFocusProxy(m_field);
    m_field->setObjectName(u"emojiField"_s);
    m_field->installEventFilter(this);
    connect(m_field, &SearchField::textChanged, this, &EmojiPopup::find);
}

bool EmojiPopup::isUseful() { return QFontDatabase::families().contains(u"Noto Color Emoji"_s); }

void EmojiPopup::popupAt(const QPoint &bottomRight)
{
    const int fieldHeight = m_field->sizeHint().height();
    const QSize size(columns * px(cellSide) + 2 * px(pad),
        boardRows() * px(cellSide) + 3 * px(pad) + fieldHeight + px(captionHeight));
    m_field->setGeometry(px(pad), px(pad), size.width() - 2 * px(pad), fieldHeight);
    m_field->clear();
    find({});
    QPainterPath shape;
    shape.addRoundedRect(QRectF(QPointF(), size), px(radius::l), px(radius::l));
    setMask(QRegion(shape.toFillPolygon().toPolygon()));
    QRect place(bottomRight - QPoint(size.width(), size.height()), size);
    if (const QScreen *on = screen()) {
        place.moveLeft(qMax(place.left(), on->availableGeometry().left()));
        place.moveTop(qMax(place.top(), on->availableGeometry().top()));
    }
    setGeometry(place);
    show();
    m_field->setFocus(Qt::PopupFocusReason);
}

void EmojiPopup::find(const QString &typed)
{
    QString query = typed.trimmed();
    query.remove(u':');
    m_shown = usualEmoji();
    if (!query.isEmpty()) {
        m_shown.clear();
        for (const NamedEmoji &found : emojiFor(query, static_cast<qsizetype>(columns) * boardRows()))
            m_shown.append(found.emoji);
    }
    m_at = query.isEmpty() || m_shown.isEmpty() ? -1 : 0;
    update();
}

QRect EmojiPopup::cell(int index) const
{
    const int top = m_field->geometry().bottom() + 1 + px(pad);
    return { px(pad) + index % columns * px(cellSide), top + index / columns * px(cellSide), px(cellSide),
        px(cellSide) };
}

QRect EmojiPopup::caption() const
{
    return { px(pad) + px(space::s), height() - px(pad) - px(captionHeight) + px(space::xs),
        width() - 2 * px(pad) - 2 * px(space::s), px(captionHeight) };
}

int EmojiPopup::cellAt(const QPoint &point) const
{
    for (int i = 0; i < static_cast<int>(m_shown.size()); ++i) {
        if (cell(i).contains(point))
            return i;
    }
    return -1;
}

void EmojiPopup::take(int index)
{
    if (index < 0 || index >= m_shown.size())
        return;
    const QString emoji = m_shown.at(index);
    hide();
    Q_EMIT
    picked(emoji);
}

void EmojiPopup::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    paintBox(painter, rect(), px(radius::l), t.surface, t.outline);
    QFont face = typeface(Type::Title);
    face.setFamilies({ u"Noto Color Emoji"_s });
    for (int i = 0; i < static_cast<int>(m_shown.size()); ++i) {
        if (i == m_at)
            paintBox(painter, cell(i).adjusted(1, 1, -1, -1), px(radius::m), t.raised);
        painter.setFont(face);
        painter.drawText(cell(i), Qt::AlignCenter, m_shown.at(i));
    }
    if (m_shown.isEmpty()) {
        paintLine(painter, QRectF(0, cell(0).top(), width(), px(cellSide) * 2), Qt::AlignCenter,
            tr("No emoji of that name"), typeface(Type::Base), t.secondary);
        return;
    }
    const QString name = m_at < 0 ? QString() : emojiName(m_shown.at(m_at));
    if (!name.isEmpty())
        paintLine(painter, caption(), Qt::AlignLeft | Qt::AlignVCenter, u':' + name + u':', typeface(Type::Small),
            t.secondary);
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

bool EmojiPopup::handleKey(int key)
{
    const int last = static_cast<int>(m_shown.size()) - 1;
    const auto go = [&](int by) {
        m_at = last < 0 ? -1 : m_at < 0 ? 0 : qBound(0, m_at + by, last);
        update();
        return true;
    };
    switch (key) {
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
        take(m_at);
        return true;
    case Qt::Key_Escape:
        close();
        return true;
    default:
        return false;
    }
}

void EmojiPopup::keyPressEvent(QKeyEvent *event)
{
    if (!handleKey(event->key()))
        QWidget::keyPressEvent(event);
}

/// The arrows walk over the board; all else is the field's.
bool EmojiPopup::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    return handleKey(static_cast<QKeyEvent *>(event)->key());
}

} // namespace hubbub::ui
