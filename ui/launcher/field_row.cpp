// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/field_row.h"

#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

FieldRow::FieldRow(const QString &name, const QString &placeholder, const QString &objectName, QWidget *parent)
    : QWidget(parent)
    , m_name(new Label(name, Type::Small, Label::Ink::Text, Weight::SemiBold, this))
    , m_edit(new QLineEdit(this))
    , m_problem(new Label({}, Type::Small, Label::Ink::Crit, Weight::Regular, this))
{
    m_edit->setObjectName(objectName);
    m_edit->setAccessibleName(name);
    m_edit->setPlaceholderText(placeholder);
    m_edit->setMaxLength(512);
    m_problem->setObjectName(objectName + u"Problem"_s);
    m_problem->setFit(Label::Fit::Wrap);
    m_problem->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_name);
    column->addWidget(m_edit);
    column->addWidget(m_problem);
    connect(m_edit, &QLineEdit::textEdited, this, [this] { setProblem({}); });
    connect(&Theme::instance(), &Theme::changed, this, &FieldRow::adopt);
    adopt();
}

void FieldRow::adopt() { layout()->setSpacing(px(5)); }

QString FieldRow::text() const { return m_edit->text(); }

void FieldRow::setText(const QString &text) { m_edit->setText(text); }

void FieldRow::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
    m_edit->setAccessibleDescription(sentence);
    m_edit->setProperty("wrong", !sentence.isEmpty()); // the style draws it
    m_edit->update();
}

QString FieldRow::problem() const { return m_problem->text(); }

} // namespace hubbub::ui
