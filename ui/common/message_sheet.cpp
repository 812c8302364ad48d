// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/message_sheet.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"

#include <QHBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

MessageSheet::MessageSheet(const QString &title, const QString &sentence, QWidget *window)
    : Sheet(window, title, 400)
{
    setObjectName(u"messageSheet"_s);
    auto *close = new Button(tr("Close"), Button::Kind::Secondary, card());
    close->setObjectName(u"closeMessageButton"_s);
    close->setMinimumHeight(px(36));
    m_close = close;
    auto *words = new Label(sentence, Type::Base, Label::Ink::Secondary, Weight::Regular, card());
    words->setObjectName(u"messageSentence"_s);
    words->setFit(Label::Fit::Wrap);
    auto *feet = new QHBoxLayout;
    feet->addStretch(1);
    feet->addWidget(close);
    auto *head = new Label(title, Type::Title, Label::Ink::Text, Weight::SemiBold, card());
    head->setFit(Label::Fit::Wrap);
    column()->addWidget(head);
    column()->addWidget(words);
    column()->addSpacing(px(space::s));
    column()->addLayout(feet);
    connect(close, &Button::clicked, this, &MessageSheet::dismiss);
}

void MessageSheet::present() { open(m_close); }

} // namespace hubbub::ui
