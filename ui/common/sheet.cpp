// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/sheet.h"

#include "ui/common/card.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace hubbub::ui {

namespace {

constexpr int topShare = 6; // of the window's height stays free above a Top card, one part in this many

} // namespace

Sheet::Sheet(QWidget *window, const QString &title, int width, Place place)
    : QWidget(window)
    , m_card(new Card(radius::xl, this))
    , m_column(new QVBoxLayout(m_card))
    , m_width(width)
    , m_place(place)
{
    setAccessibleName(title);
    setFocusPolicy(Qt::NoFocus);
    window->installEventFilter(this);
    m_fade.setDuration(motion::quick);
    connect(&m_fade, &QVariantAnimation::valueChanged, this, [this](const QVariant &value) {
        m_dim = value.toDouble();
        update();
    });
    connect(&Theme::instance(), &Theme::changed, this, &Sheet::adopt);
    adopt();
    hide();
}

void Sheet::adopt()
{
    m_column->setContentsMargins(px(space::xl), px(space::xl), px(space::xl), px(space::xl));
    m_column->setSpacing(px(space::m));
    arrange();
}

void Sheet::open(QWidget *first)
{
    m_before = QApplication::focusWidget();
    arrange();
    raise();
    show();
    if (Theme::instance().reducesMotion()) {
        m_dim = 1;
    } else {
        m_fade.setStartValue(0.0);
        m_fade.setEndValue(1.0);
        m_fade.start();
    }
    if (first != nullptr)
        first->setFocus(Qt::OtherFocusReason);
}

void Sheet::dismiss()
{
    if (m_leaving)
        return;
    m_leaving = true;
    hide();
    if (m_before)
        m_before->setFocus(Qt::OtherFocusReason);
    Q_EMIT
    dismissed();
    deleteLater();
}

void Sheet::arrange()
{
    setGeometry(parentWidget()->rect());
    const int wide = qMin(px(m_width), width() - 2 * px(space::l));
    const int wanted =
        m_column->hasHeightForWidth() ? m_column->totalHeightForWidth(wide) : m_column->sizeHint().height();
    const int tall = qMin(wanted, height() - 2 * px(space::l));
    const int free = height() - tall;
    const int top = m_place == Place::Middle ? free / 2 : qMin(height() / topShare, free / 2);
    m_card->setGeometry((width() - wide) / 2, top, wide, tall);
}

void Sheet::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), QColor(0, 0, 0, static_cast<int>((tokens().dark ? 130 : 82) * m_dim)));
    // A soft shadow: boxes that grow and get fainter, so that what lies on each other falls off to nothing.
    painter.setPen(Qt::NoPen);
    constexpr int boxes = 16;
    for (int i = 0; i < boxes; ++i) {
        const double spread = px(2) * (i - 2);
        painter.setBrush(QColor(0, 0, 0, static_cast<int>((1 + (boxes - i) / 5) * m_dim)));
        const QRectF box(m_card->geometry());
        painter.drawRoundedRect(box.adjusted(-spread, -spread, spread, spread).translated(0, px(10)),
            px(radius::xl) + spread, px(radius::xl) + spread);
    }
}

void Sheet::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QWidget::keyPressEvent(event);
}

void Sheet::mousePressEvent(QMouseEvent *event)
{
    if (!m_card->geometry().contains(event->pos()))
        dismiss();
}

bool Sheet::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        arrange();
    return QWidget::eventFilter(watched, event);
}

bool Sheet::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest)
        arrange(); // the card's content grew or shrank
    return QWidget::event(event);
}

bool Sheet::focusNextPrevChild(bool next)
{
    QWidget *const start = QApplication::focusWidget();
    if (start == nullptr || !isAncestorOf(start))
        return false;
    for (QWidget *w = next ? start->nextInFocusChain() : start->previousInFocusChain(); w != start;
         w = next ? w->nextInFocusChain() : w->previousInFocusChain()) {
        const bool takes = (w->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
        if (takes && w->isEnabled() && w->isVisible() && isAncestorOf(w)) {
            w->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    }
    return true;
}

} // namespace hubbub::ui
