// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/chaos_card.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/launcher/chaos_row.h"
#include "ui/launcher/process_words.h"

#include <QAction>
#include <QMenu>
#include <QPainter>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using cluster::ProcessView;

namespace {

constexpr int headHeight = 40;

} // namespace

ChaosCard::ChaosCard(QWidget *parent)
    : QWidget(parent)
    , m_kill(new ChaosRow(Glyph::Zap, tr("Kill a node"), tr("SIGKILL, at once"), this))
    , m_freeze(new ChaosRow(Glyph::Pause, tr("Freeze a node"), tr("SIGSTOP for %1 s").arg(freezeFor.count()), this))
    , m_killRedis(new ChaosRow(Glyph::Database, tr("Kill Redis"), tr("SIGKILL; it starts again by itself"), this))
{
    setObjectName(u"chaosCard"_s);
    setAccessibleName(tr("Break it"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_kill->setObjectName(u"chaosKillNode"_s);
    m_freeze->setObjectName(u"chaosFreezeNode"_s);
    m_killRedis->setObjectName(u"chaosKillRedis"_s);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(0);
    column->addWidget(m_kill);
    column->addWidget(m_freeze);
    column->addWidget(m_killRedis);
    connect(m_kill, &ChaosRow::clicked, this, [this] { pick(m_kill, &ChaosCard::killWanted); });
    connect(m_freeze, &ChaosRow::clicked, this, [this] { pick(m_freeze, &ChaosCard::freezeWanted); });
    connect(m_killRedis, &ChaosRow::clicked, this, [this] {
        Q_EMIT
        killWanted(u"redis"_s);
    });
    connect(&Theme::instance(), &Theme::changed, this, &ChaosCard::adopt);
    adopt();
}

void ChaosCard::adopt()
{
    layout()->setContentsMargins(1, px(headHeight), 1, px(space::xs));
    update();
}

void ChaosCard::setProcesses(const QList<ProcessView> &processes, const QSet<QString> &paused)
{
    m_nodes.clear();
    bool redis = false;
    for (const ProcessView &process : processes) {
        if (!runs(process))
            continue;
        if (isNode(process) && !paused.contains(process.id))
            m_nodes.append(process.id);
        redis = redis || process.id == "redis"_L1;
    }
    m_kill->setEnabled(!m_nodes.isEmpty());
    m_freeze->setEnabled(!m_nodes.isEmpty());
    m_killRedis->setEnabled(redis);
}

void ChaosCard::pick(const QWidget *under, void (ChaosCard::*wanted)(const QString &))
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const QString &id : std::as_const(m_nodes))
        connect(menu->addAction(id), &QAction::triggered, this, [this, id, wanted] {
            Q_EMIT(this->*wanted)
            (id);
        });
    menu->popup(under->mapToGlobal(QPoint(px(44), under->height() - px(space::xs))));
}

void ChaosCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    paintBox(painter, rect(), px(radius::l), t.surface, t.line);
    paintLine(painter, QRectF(px(15), 0, width() - px(30), px(headHeight)),
        static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), tr("Break it"), typeface(Type::Base, Weight::SemiBold),
        t.text);
}

} // namespace hubbub::ui
