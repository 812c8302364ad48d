// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/form_sheet.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"

#include <QHBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

FormSheet::FormSheet(const QString &title, const QString &action, QWidget *window, int width)
    : Sheet(window, title, width)
    , m_problem(new Label({}, Type::Small, Label::Ink::Crit, Weight::Regular, card()))
    , m_go(new Button(action, Button::Kind::Primary, card()))
    , m_feet(new QHBoxLayout)
{
    auto *cancel = new Button(tr("Cancel"), Button::Kind::Secondary, card());
    cancel->setObjectName(u"cancelButton"_s);
    m_go->setObjectName(u"submitButton"_s);
    m_problem->setObjectName(u"formProblem"_s);
    m_problem->setFit(Label::Fit::Wrap);
    m_problem->hide();
    for (Button *button : { cancel, m_go })
        button->setMinimumHeight(px(36));
    m_feet->setSpacing(px(space::s));
    m_feet->addStretch(1);
    m_feet->addWidget(cancel);
    m_feet->addWidget(m_go);
    auto *head = new Label(title, Type::Title, Label::Ink::Text, Weight::SemiBold, card());
    head->setFit(Label::Fit::Wrap);
    column()->addWidget(head);
    column()->addWidget(m_problem);
    column()->addSpacing(px(space::s));
    column()->addLayout(m_feet);
    connect(cancel, &Button::clicked, this, &FormSheet::dismiss);
    connect(m_go, &Button::clicked, this, &FormSheet::submit);
}

void FormSheet::addField(QWidget *field) { column()->insertWidget(m_fields++, field); }

void FormSheet::addSentence(const QString &sentence)
{
    auto *words = new Label(sentence, Type::Base, Label::Ink::Secondary, Weight::Regular, card());
    words->setFit(Label::Fit::Wrap);
    addField(words);
}

Button *FormSheet::addDanger(const QString &words)
{
    auto *button = new Button(words, Button::Kind::Danger, card());
    button->setMinimumHeight(px(36));
    m_feet->insertWidget(0, button);
    return button;
}

void FormSheet::setBusy(bool busy)
{
    m_busy = busy;
    refresh();
}

void FormSheet::setReady(bool ready)
{
    m_ready = ready;
    refresh();
}

void FormSheet::refresh() { m_go->setEnabled(m_ready && !m_busy); }

void FormSheet::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void FormSheet::submit()
{
    if (!m_ready || m_busy)
        return;
    setProblem({});
    Q_EMIT
    submitted();
}

} // namespace hubbub::ui
