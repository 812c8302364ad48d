// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/focus_ring.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QFocusEvent>
#include <QLineEdit>

namespace hubbub::ui {

FocusRing::FocusRing(QObject *parent)
    : QObject(parent)
{
    qApp->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) { follow(now); });
}

bool FocusRing::eventFilter(QObject *, QEvent *event)
{
    if (event->type() == QEvent::FocusIn) {
        const Qt::FocusReason reason = static_cast<QFocusEvent *>(event)->reason();
        m_byKeyboard =
            reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason;
        // focusChanged comes before FocusIn tells why.
        follow(QApplication::focusWidget());
    }
    return false;
}

bool FocusRing::deserves(const QWidget *widget, bool byKeyboard)
{
    if (widget->property("noFocusRing").toBool())
        return false;
    if (qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QComboBox *>(widget)
        || qobject_cast<const QAbstractSpinBox *>(widget))
        return true;
    return byKeyboard && qobject_cast<const QAbstractButton *>(widget);
}

void FocusRing::follow(QWidget *now)
{
    if (now && now->parentWidget() && deserves(now, m_byKeyboard)) {
        if (!m_frame)
            m_frame = new QFocusFrame;
        if (m_frame->widget() != now)
            m_frame->setWidget(now);
    } else if (m_frame) {
        m_frame->setWidget(nullptr);
    }
}

} // namespace hubbub::ui
