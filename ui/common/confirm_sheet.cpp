// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/confirm_sheet.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"

#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

ConfirmSheet::ConfirmSheet(const QString &question, const QString &meaning, const QString &action, QWidget *window)
    : Sheet(window, question, 420)
{
    setObjectName(u"confirmSheet"_s);
    auto *cancel = new Button(tr("Cancel"), Button::Kind::Secondary, card());
    cancel->setObjectName(u"cancelButton"_s);
    auto *go = new Button(action, Button::Kind::Danger, card());
    go->setObjectName(u"confirmButton"_s);
    m_cancel = cancel;
    auto *sentence = new Label(meaning, Type::Base, Label::Ink::Secondary, Weight::Regular, card());
    sentence->setFit(Label::Fit::Wrap);
    auto *head = new Label(question, Type::Title, Label::Ink::Text, Weight::SemiBold, card());
    head->setFit(Label::Fit::Wrap);
    for (Button *button : { cancel, go })
        button->setMinimumHeight(px(36));
    auto *feet = new QHBoxLayout;
    feet->setSpacing(px(space::s));
    feet->addStretch(1);
    feet->addWidget(cancel);
    feet->addWidget(go);
    column()->addWidget(head);
    column()->addWidget(sentence);
    column()->addSpacing(px(space::s));
    column()->addLayout(feet);
    connect(cancel, &Button::clicked, this, &ConfirmSheet::dismiss);
    connect(go, &Button::clicked, this, [this] {
        dismiss();
        Q_EMIT
        confirmed();
    });
}

void ConfirmSheet::present() { open(m_cancel); }

} // namespace hubbub::ui
