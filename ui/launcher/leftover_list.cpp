// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/leftover_list.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/common/tool_tip.h"
#include "ui/launcher/check_line.h"

#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using cluster::Leftovers;

namespace {

constexpr qsizetype leftoversShown = 6;

} // namespace

LeftoverList::LeftoverList(QWidget *parent)
    : QWidget(parent)
    , m_title(new Label(tr("Still running from before"), Type::Base, Label::Ink::Text, Weight::SemiBold, this))
    , m_lines(new QVBoxLayout)
    , m_words(new Label({}, Type::Small, Label::Ink::Secondary, Weight::Regular, this))
    , m_take(new Button(tr("Adopt"), Button::Kind::Primary, this))
    , m_stop(new Button(tr("Stop"), Button::Kind::Danger, this))
    , m_ignore(new Button(tr("Ignore"), Button::Kind::Secondary, this))
{
    setObjectName(u"leftoverList"_s);
    m_take->setObjectName(u"adoptLeftoversButton"_s);
    m_stop->setObjectName(u"stopLeftoversButton"_s);
    m_ignore->setObjectName(u"ignoreLeftoversButton"_s);
    m_words->setFit(Label::Fit::Wrap);
    auto *row = new QHBoxLayout;
    row->addWidget(m_take, 1);
    row->addWidget(m_stop, 1);
    row->addWidget(m_ignore, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_title);
    column->addLayout(m_lines);
    column->addWidget(m_words);
    column->addLayout(row);
    connect(m_take, &Button::clicked, this, &LeftoverList::adoptWanted);
    connect(m_stop, &Button::clicked, this, [this] {
        if (m_leftovers)
            m_leftovers->stop();
    });
    connect(m_ignore, &Button::clicked, this, [this] {
        if (m_leftovers)
            m_leftovers->ignore();
    });
    connect(&Theme::instance(), &Theme::changed, this, &LeftoverList::adopt);
    adopt();
    hide();
}

void LeftoverList::adopt()
{
    layout()->setSpacing(px(space::m));
    m_lines->setSpacing(px(7));
    for (Button *button : { m_take, m_stop, m_ignore })
        button->setFixedHeight(px(34));
}

void LeftoverList::setLeftovers(Leftovers *leftovers)
{
    if (m_leftovers)
        m_leftovers->disconnect(this);
    m_leftovers = leftovers;
    if (leftovers)
        connect(leftovers, &Leftovers::changed, this, &LeftoverList::refresh);
    refresh();
}

bool LeftoverList::hasAny() const { return m_leftovers && !m_leftovers->list().isEmpty(); }

cluster::Shape LeftoverList::shape() const
{
    cluster::Shape shape;
    shape.nodes = 1;
    if (!hasAny())
        return shape;
    for (const cluster::RecordedProcess &process : m_leftovers->list()) {
        shape.balancer = shape.balancer || process.id == "balancer"_L1;
        shape.nodes = qMax(shape.nodes, process.id.startsWith(u'n') ? process.id.mid(1).toInt() : 0);
    }
    return shape;
}

void LeftoverList::refresh()
{
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (hasAny()) {
        const QList<cluster::RecordedProcess> &list = m_leftovers->list();
        for (const cluster::RecordedProcess &process : list.first(qMin(leftoversShown, list.size())))
            m_lines->addWidget(
                new CheckLine(Glyph::CircleAlert, Tone::Warn, process.id, tr("pid %1").arg(process.pid), this));
        if (list.size() > leftoversShown)
            m_lines->addWidget(new CheckLine(
                Glyph::CircleAlert, Tone::Warn, tr("and %1 more").arg(list.size() - leftoversShown), {}, this));
        const bool stopping = m_leftovers->isStopping();
        m_take->setEnabled(m_leftovers->canBeAdopted());
        m_stop->setEnabled(!stopping);
        m_ignore->setEnabled(m_leftovers->canBeIgnored());
        m_words->setText(stopping ? tr("They are stopping…")
                                  : tr("The program that ran them has crashed. Adopt goes on with them; rooms and "
                                       "messages are kept either way."));
        m_take->setToolTip(m_take->isEnabled() || stopping
                ? QString()
                : plainTip(tr("They use a Redis by URL, which is not written down. Stop them and start anew.")));
        m_ignore->setToolTip(m_ignore->isEnabled() || stopping
                ? QString()
                : plainTip(tr("Their Redis writes to this profile’s data. A second one beside it would spoil it.")));
    }
    setVisible(hasAny());
    Q_EMIT
    changed();
}

} // namespace hubbub::ui
