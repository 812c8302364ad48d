// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/desk_cluster_card.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/launcher/card_head.h"
#include "ui/launcher/check_line.h"
#include "ui/launcher/process_words.h"

#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using cluster::ProcessView;

DeskClusterCard::DeskClusterCard(QWidget *parent)
    : QWidget(parent)
    , m_lines(new QVBoxLayout)
    , m_stepper(new QWidget(this))
    , m_count(new Label(u"3"_s, Type::Title, Label::Ink::Text, Weight::SemiBold, m_stepper))
    , m_fewer(new Button({}, Button::Kind::Secondary, m_stepper))
    , m_more(new Button({}, Button::Kind::Secondary, m_stepper))
    , m_problem(new Label({}, Type::Small, Label::Ink::Crit, Weight::Regular, this))
    , m_start(new Button(tr("Start a local cluster"), Button::Kind::Primary, this))
    , m_foot(
          new Label(tr("Ends when you close the window."), Type::Small, Label::Ink::Secondary, Weight::Regular, this))
{
    build();
    connect(m_fewer, &Button::clicked, this, [this] { setNodes(m_nodes - 1); });
    connect(m_more, &Button::clicked, this, [this] { setNodes(m_nodes + 1); });
    connect(m_start, &Button::clicked, this, &DeskClusterCard::press);
    connect(&Theme::instance(), &Theme::changed, this, &DeskClusterCard::adopt);
    setNodes(3);
    showIdle();
    adopt();
}

void DeskClusterCard::build()
{
    setObjectName(u"deskClusterCard"_s);
    m_start->setObjectName(u"startClusterButton"_s);
    m_fewer->setGlyph(Glyph::Minus);
    m_fewer->setAccessibleName(tr("One node fewer"));
    m_more->setGlyph(Glyph::Plus);
    m_more->setAccessibleName(tr("One node more"));
    m_fewer->setObjectName(u"fewerNodesButton"_s);
    m_more->setObjectName(u"moreNodesButton"_s);
    m_count->setObjectName(u"nodeCount"_s);
    m_problem->setObjectName(u"clusterProblem"_s);
    m_problem->setFit(Label::Fit::Wrap);
    m_foot->setAlignment(Qt::AlignCenter);
    m_count->setAlignment(Qt::AlignCenter);

    auto *row = new QHBoxLayout(m_stepper);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new Label(tr("Nodes"), Type::Base, Label::Ink::Text, Weight::SemiBold, m_stepper));
    row->addSpacing(px(space::xs));
    row->addWidget(m_fewer);
    row->addWidget(m_count);
    row->addWidget(m_more);
    row->addStretch(1);

    auto *column = new QVBoxLayout(this);
    column->addWidget(new CardHead(Glyph::Boxes, CardHead::Mark::Soft, tr("A cluster on this desk"),
        tr("No server? Start one. It takes three seconds."), this));
    column->addLayout(m_lines);
    column->addWidget(m_stepper);
    column->addWidget(m_problem);
    column->addStretch(1);
    column->addWidget(m_start);
    column->addWidget(m_foot);
}

void DeskClusterCard::adopt()
{
    layout()->setContentsMargins(px(space::xxl), px(space::xxl), px(space::xxl), px(space::xl));
    layout()->setSpacing(px(14));
    m_lines->setSpacing(px(7));
    m_count->setFixedWidth(px(34));
    m_fewer->setFixedSize(px(40), px(30));
    m_more->setFixedSize(px(40), px(30));
    m_start->setFixedHeight(px(40));
    m_foot->setFixedHeight(px(22));
    update();
}

void DeskClusterCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), px(radius::xl), tokens().surface, tokens().line);
}

void DeskClusterCard::setMissing(const QStringList &sentences)
{
    m_missing = sentences;
    if (!m_busy)
        showIdle(m_problem->text());
}

void DeskClusterCard::setNodes(int nodes)
{
    m_nodes = std::clamp(nodes, 1, mostNodes);
    m_count->setText(QString::number(m_nodes));
    m_fewer->setEnabled(m_nodes > 1);
    m_more->setEnabled(m_nodes < mostNodes);
}

void DeskClusterCard::showProgress(const QList<ProcessView> &processes, const QString &word)
{
    m_busy = true;
    m_processes = processes;
    m_problem->hide();
    m_stepper->hide();
    m_start->setEnabled(false);
    m_start->setGlyph(std::nullopt);
    m_start->setText(word);
    rebuildLines();
}

void DeskClusterCard::showIdle(const QString &problem)
{
    m_busy = false;
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_stepper->setVisible(m_missing.isEmpty());
    m_start->setEnabled(true);
    m_start->setGlyph(m_missing.isEmpty() ? Glyph::Play : Glyph::RefreshCw);
    m_start->setText(m_missing.isEmpty() ? tr("Start a local cluster") : tr("Look again"));
    rebuildLines();
}

void DeskClusterCard::rebuildLines()
{
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (m_busy) {
        for (const ProcessView &process : m_processes) {
            const StateWords words = stateWords(process, false);
            m_lines->addWidget(new CheckLine(words.icon, words.tone, process.id, words.word, this));
        }
        return;
    }
    for (const QString &sentence : m_missing)
        m_lines->addWidget(new CheckLine(Glyph::CircleX, Tone::Crit, sentence, {}, this));
    if (!m_missing.isEmpty())
        return;
    m_lines->addWidget(new CheckLine(Glyph::CircleCheck, Tone::Ok, tr("Redis found"), {}, this));
    m_lines->addWidget(new CheckLine(Glyph::CircleCheck, Tone::Ok, tr("Gateway found"), {}, this));
    m_lines->addWidget(
        new CheckLine(Glyph::CircleCheck, Tone::Ok, tr("Private: nothing leaves this computer"), {}, this));
}

void DeskClusterCard::press()
{
    if (m_busy)
        return;
    if (m_missing.isEmpty())
        Q_EMIT
    startWanted(m_nodes);
    else Q_EMIT
    lookAgainWanted();
}

} // namespace hubbub::ui
