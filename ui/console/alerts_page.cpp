// SPDX-License-Identifier: GPL-3.0-or-later
// Alerts and the event log.
#include "core/operator/operator_watch.h"
#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/segments.h"
#include "ui/common/switch.h"
#include "ui/console/alerts_model.h"
#include "ui/console/console_lists.h"
#include "ui/console/console_words.h"
#include "ui/console/events_model.h"
#include "ui/console/list_page.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QSaveFile>
#include <QScrollBar>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

AlertsPage::AlertsPage(const ConsoleDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_model(new AlertsModel(this))
    , m_list(new ListPage(tr("Alerts"), tr("Filter alerts"), *m_model, this))
    , m_help(new Label({}, Type::Base, Label::Ink::Secondary))
    , m_seen(new Button(tr("I have seen it"), Button::Kind::Secondary))
    , m_charts(new Button(tr("Show in charts"), Button::Kind::Secondary))
{
    setObjectName(u"alertsPage"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list);
    m_help->setFit(Label::Fit::Wrap);
    m_seen->setObjectName(u"acknowledge"_s);
    m_charts->setObjectName(u"alertCharts"_s);
    m_list->addTool(m_charts);
    m_list->addTool(m_seen);
    m_list->addBelow(m_help);
    CellTable &table = m_list->table();
    table.setEmptyWords(tr("Nothing has been wrong since the console was opened"));
    table.sortBy(0, Qt::DescendingOrder);
    connect(&table, &CellTable::rowChosen, this, &AlertsPage::showChosen);
    const auto toCharts = [this] {
        if (const int row = m_list->table().currentRow(); row >= 0)
            Q_EMIT
        chartsWanted(static_cast<double>(m_model->alert(row).since) / 1000);
    };
    connect(&table, &CellTable::rowOpened, this, toCharts);
    connect(m_charts, &Button::clicked, this, toCharts);
    connect(m_seen, &Button::clicked, this, [this] {
        if (const int row = m_list->table().currentRow(); row >= 0)
            m_desk.watch.acknowledge(m_model->alert(row).id);
    });
    connect(&desk.watch, &ops::OperatorWatch::alertsChanged, this, &AlertsPage::refresh);
    showChosen();
}

void AlertsPage::setNote(const QString &note) { m_list->setNote(note); }

void AlertsPage::refresh()
{
    m_model->refresh(m_desk.watch.alerts(), m_desk.watch.model().redisNow());
    if (m_list->table().currentRow() < 0 && m_model->rowCount() > 0 && m_list->table().shownCount() > 0)
        m_list->table().setCurrentIndex(m_list->table().model()->index(0, 0));
    showChosen();
}

void AlertsPage::showChosen()
{
    const int row = m_list->table().currentRow();
    m_charts->setEnabled(row >= 0);
    m_seen->setEnabled(row >= 0 && m_model->alert(row).state == ops::Alert::State::Firing);
    m_help->setText(row >= 0 ? alertHelp(m_model->alert(row)) : QString());
}

class EventsPage::Tools final : public QWidget {
public:
    Tools()
        : level(new Segments(
            EventsPage::tr("Level"), { EventsPage::tr("All"), EventsPage::tr("Warnings"), EventsPage::tr("Alerts") }))
        , clients(new Switch(EventsPage::tr("Clients")))
        , save(new Button(EventsPage::tr("Export…"), Button::Kind::Secondary))
    {
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(px(space::m));
        row->addWidget(new Label(EventsPage::tr("Clients"), Type::Small, Label::Ink::Secondary));
        row->addWidget(clients);
        row->addWidget(level);
        row->addWidget(save);
        level->setObjectName(u"eventLevel"_s);
        clients->setObjectName(u"eventClients"_s);
        save->setObjectName(u"eventExport"_s);
        clients->setChecked(true);
        level->setChosen(0);
    }
    Segments *level;
    Switch *clients;
    Button *save;
};

EventsPage::EventsPage(const ConsoleDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_model(new EventsModel(desk.watch.events(), this))
    , m_list(new ListPage(tr("Events"), tr("Filter events"), *m_model, this))
    , m_tools(new Tools)
{
    setObjectName(u"eventsPage"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list);
    m_list->addTool(m_tools);
    CellTable &table = m_list->table();
    table.setEmptyWords(tr("Nothing has happened"));
    table.sortBy(0, Qt::DescendingOrder);
    connect(m_tools->level, &Segments::choiceMade, this, &EventsPage::filter);
    connect(m_tools->clients, &Switch::toggled, this, &EventsPage::filter);
    connect(m_tools->save, &Button::clicked, this, &EventsPage::saveEvents);
    connect(&table, &CellTable::rowOpened, this, [this](int row) {
        Q_EMIT
        chartsWanted(static_cast<double>(m_model->event(row).t) / 1000);
    });
    // The end of what was read is in sight: read on.
    connect(table.verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        const QScrollBar *bar = m_list->table().verticalScrollBar();
        if (value > bar->maximum() - bar->pageStep())
            m_desk.watch.events().readOlder();
    });
}

void EventsPage::filter()
{
    m_model->setShown(static_cast<protocol::OpsLevel>(m_tools->level->chosen()), m_tools->clients->isChecked());
}

void EventsPage::saveEvents()
{
    auto *dialog = new QFileDialog(this, tr("Export events"), u"events.jsonl"_s, tr("Lines of JSON (*.jsonl)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(m_model->exported()) < 0 || !file.commit())
            QMessageBox::warning(this, tr("Not saved"), tr("%1 can't be written: %2").arg(path, file.errorString()));
    });
    dialog->open();
}

} // namespace hubbub::ui
