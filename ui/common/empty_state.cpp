// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/empty_state.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace hubbub::ui {

namespace {

class Disc final : public QWidget {
public:
    Disc(Glyph glyph, QWidget *parent)
        : QWidget(parent)
        , m_glyph(glyph)
    {
    }
    [[nodiscard]] QSize sizeHint() const override { return { px(64), px(64) }; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const QRectF box(rect());
        paintBox(painter, box, box.width() / 2, tokens().raised);
        const double side = px(26);
        paintGlyph(
            painter, m_glyph, QRectF(box.center() - QPointF(side / 2, side / 2), QSizeF(side, side)), tokens().faint);
    }

private:
    Glyph m_glyph;
};

} // namespace

EmptyState::EmptyState(Glyph glyph, const QString &title, const QString &sentence, QWidget *parent)
    : QWidget(parent)
    , m_disc(new Disc(glyph, this))
    , m_title(new Label(title, Type::Lead, Label::Ink::Text, Weight::SemiBold, this))
    , m_sentence(new Label(sentence, Type::Base, Label::Ink::Secondary, Weight::Regular, this))
    , m_buttons(new QHBoxLayout)
{
    m_disc->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_title->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_sentence->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_sentence->setFit(Label::Fit::Wrap);
    auto *column = new QVBoxLayout(this);
    column->addStretch(2);
    column->addWidget(m_disc, 0, Qt::AlignHCenter);
    column->addSpacing(px(space::s));
    column->addWidget(m_title);
    column->addWidget(m_sentence);
    m_buttons->addStretch(1);
    m_buttons->addStretch(1);
    column->addLayout(m_buttons);
    column->addStretch(3);
    connect(&Theme::instance(), &Theme::changed, this, &EmptyState::adopt);
    adopt();
}

void EmptyState::adopt()
{
    layout()->setContentsMargins(px(space::xl), px(space::xl), px(space::xl), px(space::xl));
    layout()->setSpacing(px(space::s));
    m_buttons->setSpacing(px(space::s));
    m_buttons->setContentsMargins(0, px(space::s), 0, 0);
}

void EmptyState::setWords(const QString &title, const QString &sentence)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
}

Button *EmptyState::addButton(const QString &text, const QString &objectName)
{
    const bool first = m_buttons->count() == 2;
    auto *button = new Button(text, first ? Button::Kind::Primary : Button::Kind::Secondary, this);
    button->setObjectName(objectName);
    button->setMinimumHeight(px(36));
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

} // namespace hubbub::ui
