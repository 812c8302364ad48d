// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/message_sheet.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shownLetters = 400; ///< of a text that is kept; all of it is copied

/// Somebody's own words, set apart.
class Quote final : public QWidget {
public:
    Quote(const QString &text, QWidget *parent)
        : QWidget(parent)
    {
        const QString shown = text.size() > shownLetters ? text.first(shownLetters) + u'…' : text;
        auto *words = new Label(shown, Type::Base, Label::Ink::Text, Weight::Regular, this);
        words->setObjectName(u"keptText"_s);
        words->setFit(Label::Fit::Wrap);
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(px(space::m), px(space::m), px(space::m), px(space::m));
        column->addWidget(words);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintBox(painter, rect(), px(radius::m), tokens().raised);
    }
};

} // namespace

MessageSheet::MessageSheet(const QString &title, const QString &sentence, QWidget *window, const QString &text)
    : Sheet(window, title, 420)
{
    setObjectName(u"messageSheet"_s);
    auto *close = new Button(tr("Close"), Button::Kind::Secondary, card());
    close->setObjectName(u"closeMessageButton"_s);
    close->setMinimumHeight(px(36));
    m_first = close;
    auto *words = new Label(sentence, Type::Base, Label::Ink::Secondary, Weight::Regular, card());
    words->setObjectName(u"messageSentence"_s);
    words->setFit(Label::Fit::Wrap);
    auto *feet = new QHBoxLayout;
    feet->addStretch(1);
    feet->setSpacing(px(space::s));
    feet->addWidget(close);
    if (!text.isEmpty()) {
        auto *copy = new Button(tr("Copy text"), Button::Kind::Primary, card());
        copy->setObjectName(u"copyKeptText"_s);
        copy->setMinimumHeight(px(36));
        feet->addWidget(copy);
        connect(copy, &Button::clicked, this, [this, text] {
            QGuiApplication::clipboard()->setText(text);
            dismiss();
        });
        m_first = copy;
    }
    auto *head = new Label(title, Type::Title, Label::Ink::Text, Weight::SemiBold, card());
    head->setFit(Label::Fit::Wrap);
    column()->addWidget(head);
    column()->addWidget(words);
    if (!text.isEmpty())
        column()->addWidget(new Quote(text, card()));
    column()->addSpacing(px(space::s));
    column()->addLayout(feet);
    connect(close, &Button::clicked, this, &MessageSheet::dismiss);
}

void MessageSheet::present() { open(m_first); }

} // namespace hubbub::ui
