// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/log_pane.h"

#include "ui/common/button.h"
#include "ui/common/chip_button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/search_field.h"
#include "ui/common/theme.h"
#include "ui/launcher/log_view.h"

#include <QAction>
#include <QMenu>
#include <QPainter>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <array>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int headHeight = 42;

std::array<QString, 4> levelWords()
{
    return { LogPane::tr("everything"), LogPane::tr("info and up"), LogPane::tr("warnings and up"),
        LogPane::tr("errors only") };
}

} // namespace

LogPane::LogPane(QWidget *parent)
    : QWidget(parent)
    , m_title(new Label(tr("Log"), Type::Base, Label::Ink::Text, Weight::SemiBold, this))
    , m_process(new ChipButton(this))
    , m_level(new ChipButton(this))
    , m_search(new SearchField(tr("Filter"), {}, this))
    , m_follow(new Button(tr("Following"), Button::Kind::Link, this))
    , m_view(new LogView(this))
    , m_none(new Label({}, Type::Base, Label::Ink::Faint, Weight::Regular, m_view->viewport()))
{
    build();
    connect(m_search, &SearchField::textChanged, this, &LogPane::refilter);
    connect(m_process, &ChipButton::clicked, this, &LogPane::openProcessMenu);
    connect(m_level, &ChipButton::clicked, this, &LogPane::openLevelMenu);
    connect(m_follow, &Button::clicked, this, [this] { m_view->setFollows(!m_view->follows()); });
    connect(m_view, &LogView::followsChanged, this,
        [this](bool on) { m_follow->setText(on ? tr("Following") : tr("Follow")); });
    connect(m_view, &LogView::countChanged, this, [this] {
        const bool empty = m_view->buffer().count() == 0;
        m_none->setText(
            m_view->buffer().size() == 0 ? tr("Nothing was logged yet.") : tr("No line passes the filter."));
        m_none->setGeometry(0, 0, m_view->viewport()->width(), px(80));
        m_none->setVisible(empty);
    });
    connect(&Theme::instance(), &Theme::changed, this, &LogPane::adopt);
    refilter();
    adopt();
}

void LogPane::build()
{
    setObjectName(u"logPane"_s);
    m_process->setObjectName(u"logProcessButton"_s);
    m_level->setObjectName(u"logLevelButton"_s);
    m_search->setObjectName(u"logFilter"_s);
    m_follow->setObjectName(u"followButton"_s);
    m_none->setAlignment(Qt::AlignCenter);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addWidget(m_process);
    head->addWidget(m_level);
    head->addStretch(1);
    head->addWidget(m_search);
    head->addWidget(m_follow);
    auto *column = new QVBoxLayout(this);
    column->addLayout(head);
    column->addWidget(m_view, 1);
}

void LogPane::adopt()
{
    layout()->setContentsMargins(1, 0, 1, px(radius::m));
    layout()->setSpacing(1);
    auto *head = static_cast<QHBoxLayout *>(layout()->itemAt(0)->layout());
    head->setContentsMargins(px(space::m), px(5), px(space::s), px(5));
    head->setSpacing(px(space::s));
    m_search->setFixedHeight(px(headHeight - 12));
    m_search->setMaximumWidth(px(200));
    update();
}

void LogPane::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), px(radius::l), tokens().surface, tokens().line);
    painter.fillRect(QRect(0, m_view->y() - 1, width(), 1), tokens().line);
}

void LogPane::setProcesses(const QStringList &ids)
{
    if (ids == m_ids)
        return;
    m_ids = ids;
    refilter();
}

void LogPane::append(const cluster::LogLine &line) { m_view->append(line); }
void LogPane::append(const QList<cluster::LogLine> &lines) { m_view->append(lines); }
void LogPane::clear() { m_view->clear(); }

void LogPane::refilter()
{
    m_filter.text = m_search->text().trimmed();
    m_process->setText(m_filter.process.isEmpty() ? tr("all %1").arg(m_ids.size()) : m_filter.process);
    m_level->setText(levelWords().at(m_filter.leastLevel));
    m_process->setAccessibleName(tr("Process: %1").arg(m_process->text()));
    m_level->setAccessibleName(tr("Level: %1").arg(m_level->text()));
    m_process->updateGeometry(); // a button does not do so for its text
    m_level->updateGeometry();
    m_view->setFilter(m_filter);
}

void LogPane::openProcessMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QStringList ids = m_ids;
    ids.prepend(QString());
    for (const QString &id : std::as_const(ids)) {
        QAction *action = menu->addAction(id.isEmpty() ? tr("All processes") : id);
        action->setCheckable(true);
        action->setChecked(id == m_filter.process);
        connect(action, &QAction::triggered, this, [this, id] {
            m_filter.process = id;
            refilter();
        });
    }
    menu->popup(m_process->mapToGlobal(QPoint(0, m_process->height() + px(space::xs))));
}

void LogPane::openLevelMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto words = levelWords();
    for (quint8 level = 0; level < words.size(); ++level) {
        QAction *action = menu->addAction(words.at(level));
        action->setCheckable(true);
        action->setChecked(level == m_filter.leastLevel);
        connect(action, &QAction::triggered, this, [this, level] {
            m_filter.leastLevel = level;
            refilter();
        });
    }
    menu->popup(m_level->mapToGlobal(QPoint(0, m_level->height() + px(space::xs))));
}

} // namespace hubbub::ui
