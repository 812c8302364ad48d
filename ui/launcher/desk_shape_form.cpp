// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/desk_shape_form.h"

#include "core/redis/sentinel.h"
#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/segments.h"
#include "ui/common/switch.h"
#include "ui/common/theme.h"
#include "ui/common/tool_tip.h"
#include "ui/launcher/field_row.h"

#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

DeskShapeForm::DeskShapeForm(QWidget *parent)
    : QWidget(parent)
    , m_count(new Label(u"3"_s, Type::Title, Label::Ink::Text, Weight::SemiBold, this))
    , m_fewer(new Button({}, Button::Kind::Secondary, this))
    , m_more(new Button({}, Button::Kind::Secondary, this))
    , m_balancerName(new Label(tr("With a balancer (HAProxy)"), Type::Base, Label::Ink::Text, Weight::SemiBold, this))
    , m_balancer(new Switch(tr("With a balancer (HAProxy)"), this))
    , m_redis(new Segments(tr("Redis"), { tr("Private"), tr("By URL") }, this))
    , m_url(new FieldRow(tr("URL of the Redis"), u"redis://127.0.0.1:6379"_s, u"redisUrlField"_s, this))
{
    build();
    connect(m_fewer, &Button::clicked, this, [this] { setNodes(m_nodes - 1); });
    connect(m_more, &Button::clicked, this, [this] { setNodes(m_nodes + 1); });
    connect(m_redis, &Segments::choiceMade, this, &DeskShapeForm::choose);
    connect(&Theme::instance(), &Theme::changed, this, &DeskShapeForm::adopt);
    setNodes(3);
    m_url->hide();
    adopt();
}

void DeskShapeForm::build()
{
    setObjectName(u"deskShapeForm"_s);
    m_fewer->setGlyph(Glyph::Minus);
    m_fewer->setAccessibleName(tr("One node fewer"));
    m_more->setGlyph(Glyph::Plus);
    m_more->setAccessibleName(tr("One node more"));
    m_fewer->setObjectName(u"fewerNodesButton"_s);
    m_more->setObjectName(u"moreNodesButton"_s);
    m_count->setObjectName(u"nodeCount"_s);
    m_count->setAlignment(Qt::AlignCenter);
    m_balancer->setObjectName(u"balancerSwitch"_s);
    m_redis->setObjectName(u"redisChoice"_s);
    m_redis->setChosen(0);

    const auto line = [this](Label *name) {
        auto *row = new QHBoxLayout;
        row->addWidget(name);
        row->addStretch(1);
        return row;
    };
    auto *nodes = line(new Label(tr("Nodes"), Type::Base, Label::Ink::Text, Weight::SemiBold, this));
    nodes->addWidget(m_fewer);
    nodes->addWidget(m_count);
    nodes->addWidget(m_more);
    auto *redis = line(new Label(tr("Redis"), Type::Base, Label::Ink::Text, Weight::SemiBold, this));
    redis->addWidget(m_redis);
    auto *balancer = line(m_balancerName);
    balancer->addWidget(m_balancer);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(nodes);
    column->addLayout(redis);
    column->addWidget(m_url);
    column->addLayout(balancer);
}

void DeskShapeForm::adopt()
{
    layout()->setSpacing(px(space::m));
    m_count->setFixedWidth(px(34));
    m_fewer->setFixedSize(px(40), px(30));
    m_more->setFixedSize(px(40), px(30));
}

void DeskShapeForm::setNodes(int nodes)
{
    m_nodes = std::clamp(nodes, 1, cluster::LocalCluster::mostNodes);
    m_count->setText(QString::number(m_nodes));
    m_fewer->setEnabled(m_nodes > 1);
    m_more->setEnabled(m_nodes < cluster::LocalCluster::mostNodes);
}

void DeskShapeForm::setBalancerMissing(const QString &sentence)
{
    m_balancer->setEnabled(sentence.isEmpty());
    m_balancer->setChecked(m_balancer->isChecked() && sentence.isEmpty());
    m_balancerName->setInk(sentence.isEmpty() ? Label::Ink::Text : Label::Ink::Faint);
    m_balancer->setAccessibleDescription(sentence);
    for (QWidget *part : { static_cast<QWidget *>(m_balancer), static_cast<QWidget *>(m_balancerName) })
        part->setToolTip(plainTip(sentence));
}

bool DeskShapeForm::wantsOwnRedis() const { return m_redis->chosen() == 0; }

void DeskShapeForm::choose()
{
    m_url->setVisible(!wantsOwnRedis());
    if (!wantsOwnRedis())
        m_url->edit()->setFocus();
    Q_EMIT
    redisChosen();
}

cluster::Shape DeskShapeForm::shape() const
{
    cluster::Shape shape;
    shape.nodes = m_nodes;
    shape.balancer = m_balancer->isChecked();
    shape.redisUrl = wantsOwnRedis() ? QString() : m_url->text().trimmed();
    return shape;
}

void DeskShapeForm::setShape(const cluster::Shape &shape)
{
    setNodes(shape.nodes);
    m_balancer->setChecked(shape.balancer && m_balancer->isEnabled());
    m_redis->setChosen(shape.redisUrl.isEmpty() ? 0 : 1);
    m_url->setText(shape.redisUrl);
    m_url->setVisible(!wantsOwnRedis());
    Q_EMIT
    redisChosen();
}

bool DeskShapeForm::check()
{
    if (wantsOwnRedis())
        return true;
    const QString url = m_url->text().trimmed();
    const auto read = redis::optionsFor(url);
    if (url.isEmpty())
        m_url->setProblem(tr("Where is it? For example redis://127.0.0.1:6379"));
    else
        m_url->setProblem(read.ok() ? QString() : read.error().detail);
    const bool good = m_url->problem().isEmpty();
    if (!good)
        m_url->edit()->setFocus();
    return good;
}

} // namespace hubbub::ui
