// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/desk_cluster_card.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/launcher/card_head.h"
#include "ui/launcher/check_line.h"
#include "ui/launcher/desk_shape_form.h"
#include "ui/launcher/leftover_list.h"
#include "ui/launcher/process_words.h"

#include <QPainter>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using cluster::ProcessView;

DeskClusterCard::DeskClusterCard(QWidget *parent)
    : QWidget(parent)
    , m_lines(new QVBoxLayout)
    , m_form(new DeskShapeForm(this))
    , m_leftovers(new LeftoverList(this))
    , m_problem(new Label({}, Type::Small, Label::Ink::Crit, Weight::Regular, this))
    , m_start(new Button(tr("Start a local cluster"), Button::Kind::Primary, this))
    , m_foot(
          new Label(tr("Ends when you close the window."), Type::Small, Label::Ink::Secondary, Weight::Regular, this))
{
    build();
    const auto lookAtIt = [this] {
        if (!m_busy)
            showIdle(m_problem->text());
    };
    connect(m_form, &DeskShapeForm::redisChosen, this, lookAtIt);
    connect(m_leftovers, &LeftoverList::changed, this, lookAtIt);
    connect(m_leftovers, &LeftoverList::adoptWanted, this, [this] {
        Q_EMIT
        adoptWanted(m_leftovers->shape());
    });
    connect(m_start, &Button::clicked, this, &DeskClusterCard::press);
    connect(&Theme::instance(), &Theme::changed, this, &DeskClusterCard::adopt);
    showIdle();
    adopt();
}

void DeskClusterCard::build()
{
    setObjectName(u"deskClusterCard"_s);
    m_start->setObjectName(u"startClusterButton"_s);
    m_problem->setObjectName(u"clusterProblem"_s);
    m_problem->setFit(Label::Fit::Wrap);
    m_foot->setAlignment(Qt::AlignCenter);

    auto *column = new QVBoxLayout(this);
    column->addWidget(new CardHead(Glyph::Boxes, CardHead::Mark::Soft, tr("A cluster on this desk"),
        tr("No server? Start one. It takes three seconds."), this));
    column->addLayout(m_lines);
    column->addWidget(m_form);
    column->addWidget(m_leftovers);
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
    m_start->setFixedHeight(px(40));
    m_foot->setFixedHeight(px(22));
    update();
}

void DeskClusterCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBox(painter, rect(), px(radius::xl), tokens().surface, tokens().line);
}

void DeskClusterCard::setFindings(const cluster::Findings &findings)
{
    m_findings = findings;
    m_form->setBalancerMissing(findings.balancer);
    if (!m_busy)
        showIdle(m_problem->text());
}

void DeskClusterCard::setLeftovers(cluster::Leftovers *leftovers) { m_leftovers->setLeftovers(leftovers); }

QStringList DeskClusterCard::missing() const
{
    QStringList sentences { m_form->wantsOwnRedis() ? m_findings.redis : QString(), m_findings.gateway };
    sentences.removeAll(QString());
    return sentences;
}

void DeskClusterCard::showProgress(const QList<ProcessView> &processes, const QString &word)
{
    m_busy = true;
    m_processes = processes;
    m_problem->hide();
    m_form->hide();
    m_leftovers->hide();
    m_start->show();
    m_start->setEnabled(false);
    m_start->setGlyph(std::nullopt);
    m_start->setText(word);
    rebuildLines();
}

void DeskClusterCard::showIdle(const QString &problem)
{
    m_busy = false;
    const bool left = m_leftovers->hasAny();
    const bool can = missing().isEmpty();
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty() && !left); // they say more
    m_leftovers->setVisible(left);
    m_form->setVisible(!left && m_findings.gateway.isEmpty());
    m_start->setVisible(!left);
    m_start->setEnabled(true);
    m_start->setGlyph(can ? Glyph::Play : Glyph::RefreshCw);
    m_start->setText(can ? tr("Start a local cluster") : tr("Look again"));
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
    if (m_leftovers->hasAny())
        return;
    const auto add = [this](const QString &lack, const QString &found) {
        m_lines->addWidget(lack.isEmpty() ? new CheckLine(Glyph::CircleCheck, Tone::Ok, found, {}, this)
                                          : new CheckLine(Glyph::CircleX, Tone::Crit, lack, {}, this));
    };
    if (m_form->wantsOwnRedis())
        add(m_findings.redis, tr("Redis found"));
    add(m_findings.gateway, tr("Gateway found"));
    if (m_form->wantsOwnRedis() && missing().isEmpty())
        add({}, tr("Private: nothing leaves this computer"));
}

void DeskClusterCard::press()
{
    if (m_busy)
        return;
    if (!missing().isEmpty()) {
        Q_EMIT
        lookAgainWanted();
    } else if (m_form->check()) {
        Q_EMIT
        startWanted(m_form->shape());
    }
}

} // namespace hubbub::ui
