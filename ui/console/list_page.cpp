// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/list_page.h"

#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/search_field.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"

#include <QPainter>
#include <QVBoxLayout>

namespace hubbub::ui {

namespace {

constexpr int fieldWidth = 300;

} // namespace

ListPage::ListPage(const QString &name, const QString &placeholder, CellModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_field(new SearchField(placeholder, {}, this))
    , m_count(new Label({}, Type::Small, Label::Ink::Secondary))
    , m_tools(new QHBoxLayout)
    , m_column(new QVBoxLayout(this))
    , m_table(new CellTable(name, model, this))
{
    m_field->setObjectName(QStringLiteral("filterField"));
    m_tools->addWidget(m_field);
    m_tools->addWidget(m_count, 1);
    m_column->addLayout(m_tools);
    m_column->addWidget(m_table, 1);
    connect(m_field, &SearchField::textChanged, this, [this](const QString &typed) {
        m_table->setFilter(typed);
        refreshCount();
    });
    connect(m_field, &SearchField::stepped, this, [this](int rows) {
        const int row = m_table->currentIndex().row() + rows;
        const QModelIndex index =
            m_table->model()->index(std::clamp(row, 0, std::max(0, m_table->shownCount() - 1)), 0);
        if (index.isValid())
            m_table->setCurrentIndex(index);
    });
    connect(m_field, &SearchField::returnPressed, this, [this] {
        if (m_table->currentRow() >= 0)
            Q_EMIT
        m_table->rowOpened(m_table->currentRow());
    });
    connect(&model, &CellModel::rowsInserted, this, &ListPage::refreshCount);
    connect(&model, &CellModel::rowsRemoved, this, &ListPage::refreshCount);
    connect(&model, &CellModel::modelReset, this, &ListPage::refreshCount);
    connect(&Theme::instance(), &Theme::changed, this, &ListPage::adopt);
    adopt();
    refreshCount();
}

void ListPage::adopt()
{
    m_column->setContentsMargins(px(space::l), px(space::m), px(space::l), px(space::m));
    m_column->setSpacing(px(space::m));
    m_tools->setSpacing(px(space::m));
    m_field->setFixedWidth(px(fieldWidth));
}

void ListPage::addTool(QWidget *tool) { m_tools->addWidget(tool); }
void ListPage::addBelow(QWidget *widget) { m_column->addWidget(widget); }
void ListPage::setFilter(const QString &typed) { m_field->setText(typed); }

void ListPage::setNote(const QString &note)
{
    m_note = note;
    refreshCount();
}

void ListPage::refreshCount()
{
    const int all = m_model.rowCount();
    const int shown = m_table->shownCount();
    QString words = shown == all ? groupedNumber(all) : tr("%1 of %2").arg(groupedNumber(shown), groupedNumber(all));
    if (!m_note.isEmpty())
        words += QStringLiteral(" · ") + m_note;
    m_count->setText(words);
}

/// A hairline around the table, as around cards.
void ListPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRectF(m_table->geometry()).adjusted(-1, -1, 1, 1), tokens().line);
}

} // namespace hubbub::ui
