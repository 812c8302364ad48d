// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/sign_in_card.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/launcher/card_head.h"
#include "ui/launcher/field_row.h"

#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

SignInCard::SignInCard(QWidget *parent)
    : QWidget(parent)
    , m_server(new FieldRow(tr("Server"), tr("chat.example.org"), u"serverField"_s, this))
    , m_name(new FieldRow(tr("Name"), tr("mara"), u"nameField"_s, this))
    , m_display(new FieldRow(tr("Shown as"), tr("Mara Lind"), u"displayField"_s, this))
    , m_password(new FieldRow(tr("Password"), {}, u"passwordField"_s, this))
    , m_problem(new Label({}, Type::Small, Label::Ink::Crit, Weight::Regular, this))
    , m_submit(new Button({}, Button::Kind::Primary, this))
    , m_question(new Label({}, Type::Small, Label::Ink::Secondary, Weight::Regular, this))
    , m_other(new Button({}, Button::Kind::Link, this))
{
    build();
    for (const FieldRow *row : { m_server, m_name, m_display, m_password })
        connect(row->edit(), &QLineEdit::returnPressed, this, &SignInCard::submit);
    connect(m_submit, &Button::clicked, this, &SignInCard::submit);
    connect(m_other, &Button::clicked, this, [this] {
        setCreating(!m_creating);
        focusFirst();
    });
    connect(&Theme::instance(), &Theme::changed, this, &SignInCard::adopt);
    setCreating(false);
    adopt();
}

void SignInCard::build()
{
    setObjectName(u"signInCard"_s);
    m_password->edit()->setEchoMode(QLineEdit::Password);
    m_password->edit()->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    m_submit->setObjectName(u"signInButton"_s);
    m_other->setObjectName(u"createAccountToggle"_s);
    m_problem->setObjectName(u"signInProblem"_s);
    m_problem->setFit(Label::Fit::Wrap);
    m_problem->hide();

    auto *foot = new QHBoxLayout;
    foot->addStretch(1);
    foot->addWidget(m_question);
    foot->addWidget(m_other);
    foot->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->addWidget(
        new CardHead(Glyph::MessageCircle, CardHead::Mark::Solid, u"Hubbub"_s, tr("Sign in to a server"), this));
    column->addWidget(m_server);
    column->addWidget(m_name);
    column->addWidget(m_display);
    column->addWidget(m_password);
    column->addWidget(m_problem);
    column->addStretch(1);
    column->addWidget(m_submit);
    column->addLayout(foot);
}

void SignInCard::adopt()
{
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->setContentsMargins(px(space::xxl), px(space::xxl), px(space::xxl), px(space::xl));
    column->setSpacing(px(14));
    m_submit->setFixedHeight(px(40));
    QLayout *foot = column->itemAt(column->count() - 1)->layout();
    foot->setSpacing(px(2));
    m_other->setFixedHeight(px(22));
    updateGeometry();
    update();
}

void SignInCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), px(radius::xl), tokens().surface, tokens().line);
}

void SignInCard::prefill(const QString &server, const QString &name)
{
    m_server->setText(server);
    m_name->setText(name);
}

SignInInput SignInCard::input() const
{
    return { m_server->text(), m_name->text(), m_password->text(), m_creating ? m_display->text() : QString(),
        m_creating };
}

void SignInCard::setCreating(bool on)
{
    m_creating = on;
    clearProblems();
    m_display->setVisible(on);
    m_submit->setText(on ? tr("Create account") : tr("Sign in"));
    m_question->setText(on ? tr("Have one already?") : tr("New here?"));
    m_other->setText(on ? tr("Sign in") : tr("Create an account"));
}

void SignInCard::setBusy(bool busy, const QString &word)
{
    m_busy = busy;
    for (FieldRow *row : { m_server, m_name, m_display, m_password })
        row->setEnabled(!busy);
    m_submit->setEnabled(!busy);
    m_other->setEnabled(!busy);
    if (busy)
        m_submit->setText(word.isEmpty() ? tr("Connecting…") : word);
    else
        m_submit->setText(m_creating ? tr("Create account") : tr("Sign in"));
}

FieldRow *SignInCard::rowOf(SignInField field) const
{
    switch (field) {
    case SignInField::Server:
        return m_server;
    case SignInField::Name:
        return m_name;
    case SignInField::Display:
        return m_display;
    case SignInField::Password:
        return m_password;
    case SignInField::Form:
        break;
    }
    return nullptr;
}

void SignInCard::setProblem(const SignInProblem &problem)
{
    if (FieldRow *row = rowOf(problem.field)) {
        row->setProblem(problem.sentence);
        return;
    }
    m_problem->setText(problem.sentence);
    m_problem->setVisible(!problem.sentence.isEmpty());
}

void SignInCard::clearProblems()
{
    for (FieldRow *row : { m_server, m_name, m_display, m_password })
        row->setProblem({});
    m_problem->setText({});
    m_problem->hide();
}

void SignInCard::focusFirst()
{
    for (FieldRow *row : { m_server, m_name, m_display, m_password }) {
        if (!row->isHidden() && (row->text().isEmpty() || !row->problem().isEmpty())) {
            row->edit()->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
    m_submit->setFocus(Qt::OtherFocusReason);
}

void SignInCard::submit()
{
    if (m_busy)
        return;
    clearProblems();
    const QList<SignInProblem> problems = checkSignIn(input());
    for (const SignInProblem &problem : problems)
        setProblem(problem);
    if (problems.isEmpty())
        Q_EMIT
    signInWanted(input());
    else focusFirst();
}

} // namespace hubbub::ui
