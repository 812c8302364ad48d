// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/segments.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QPainter>

#include <cmath>

namespace hubbub::ui {

namespace {

constexpr int tall = 34;
constexpr int inset = 3;

class Segment final : public QAbstractButton {
public:
    Segment(const QString &text, QWidget *parent)
        : QAbstractButton(parent)
    {
        setText(text);
        setAccessibleName(text);
        setCheckable(true);
        setAutoExclusive(true);
        setAttribute(Qt::WA_Hover);
        setFocusPolicy(Qt::TabFocus);
        setCursor(Qt::PointingHandCursor);
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        const double text = QFontMetricsF(typeface(Type::Base, Weight::SemiBold)).horizontalAdvance(this->text());
        return { static_cast<int>(std::ceil(text)) + px(28), px(tall) };
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &t = tokens();
        if (isChecked()) // lighter than its groove in both themes
            paintBox(painter, QRectF(rect()).adjusted(inset, inset, -inset, -inset), px(6),
                t.dark ? mixed(t.raised, t.text, 0.12) : t.surface, t.dark ? mixed(t.raised, t.text, 0.18) : t.outline);
        const QColor ink = isChecked() ? t.text : underMouse() ? t.text : t.secondary;
        paintLine(painter, rect(), Qt::AlignCenter, text(),
            typeface(Type::Base, isChecked() ? Weight::SemiBold : Weight::Regular), ink);
    }
};

} // namespace

Segments::Segments(const QString &name, const QStringList &choices, QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (int i = 0; i < choices.size(); ++i) {
        auto *segment = new Segment(choices.at(i), this);
        segment->setObjectName(QStringLiteral("segment%1").arg(i));
        connect(segment, &QAbstractButton::clicked, this, [this, i] {
            Q_EMIT
            choiceMade(i);
        });
        row->addWidget(segment);
        m_buttons.append(segment);
    }
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        for (QAbstractButton *button : std::as_const(m_buttons))
            button->updateGeometry();
        update();
    });
}

int Segments::chosen() const
{
    for (int i = 0; i < m_buttons.size(); ++i) {
        if (m_buttons.at(i)->isChecked())
            return i;
    }
    return -1;
}

void Segments::setChosen(int index) { m_buttons.at(index)->setChecked(true); }

void Segments::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), px(radius::m), tokens().raised);
}

} // namespace hubbub::ui
