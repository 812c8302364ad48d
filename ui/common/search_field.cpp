// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/search_field.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QKeyEvent>
#include <QPainter>

namespace hubbub::ui {

namespace {

constexpr int tall = 34;
constexpr int glyphSide = 16;
constexpr int page = 8; // rows of Page Up and Page Down

} // namespace

SearchField::SearchField(const QString &placeholder, const QString &keys, QWidget *parent)
    : QLineEdit(parent)
    , m_keys(keys)
{
    setFrame(false);
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setMaxLength(256);
    connect(&Theme::instance(), &Theme::changed, this, &SearchField::adopt);
    adopt();
}

void SearchField::adopt()
{
    setFont(typeface(Type::Base));
    setTextMargins(px(glyphSide) + px(8), 0, 0, 0);
    QPalette colours = palette();
    colours.setColor(QPalette::Base, Qt::transparent);
    colours.setColor(QPalette::PlaceholderText, tokens().faint);
    colours.setColor(QPalette::Text, tokens().text);
    setPalette(colours);
    updateGeometry();
}

QSize SearchField::sizeHint() const { return { px(200), px(tall) }; }
QSize SearchField::minimumSizeHint() const { return { px(90), px(tall) }; }

void SearchField::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(this);
        const Tokens &t = tokens();
        paintBox(painter, rect(), px(radius::m), t.raised, hasFocus() ? t.accent : QColor());
        const QRectF glyph(px(10), (height() - px(glyphSide)) / 2.0, px(glyphSide), px(glyphSide));
        paintGlyph(painter, Glyph::Search, glyph, t.faint);
        const double taken = px(glyphSide) + px(36) + fontMetrics().horizontalAdvance(placeholderText())
            + QFontMetricsF(monoface(Type::Small)).horizontalAdvance(m_keys);
        if (!m_keys.isEmpty() && text().isEmpty() && !hasFocus() && width() > taken) {
            paintLine(painter, QRectF(rect()).adjusted(0, 0, -px(10), 0),
                static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), m_keys, monoface(Type::Small), t.faint);
        }
    }
    QLineEdit::paintEvent(event);
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        Q_EMIT
        stepped(-1);
        return;
    case Qt::Key_Down:
        Q_EMIT
        stepped(1);
        return;
    case Qt::Key_PageUp:
        Q_EMIT
        stepped(-page);
        return;
    case Qt::Key_PageDown:
        Q_EMIT
        stepped(page);
        return;
    case Qt::Key_Escape:
        if (text().isEmpty())
            Q_EMIT
        escaped();
        else clear();
        return;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

} // namespace hubbub::ui
