// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/process_row.h"

#include "ui/common/button.h"
#include "ui/common/fonts.h"
#include "ui/common/menu_action.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"
#include "ui/common/tool_tip.h"
#include "ui/launcher/process_table.h"
#include "ui/launcher/process_words.h"

#include <QAction>
#include <QDateTime>
#include <QMenu>
#include <QPainter>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int rowHeight = 34;
constexpr int buttonSide = 26;
constexpr int lineFlags = Qt::AlignLeft | Qt::AlignVCenter;

} // namespace

ProcessRow::ProcessRow(QWidget *parent)
    : QWidget(parent)
    , m_pause(new IconButton(Glyph::Pause, tr("Freeze"), this))
    , m_kill(new IconButton(Glyph::Zap, tr("Kill"), this))
    , m_more(new IconButton(Glyph::Ellipsis, tr("More"), this))
    , m_restart(new Button(tr("Start"), Button::Kind::Secondary, this))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_restart->setGlyph(Glyph::Play);
    connect(m_pause, &IconButton::clicked, this, [this] {
        if (m_paused)
            Q_EMIT
        continueWanted(m_process.id);
        else Q_EMIT
        pauseWanted(m_process.id);
    });
    connect(m_kill, &IconButton::clicked, this, [this] {
        Q_EMIT
        killWanted(m_process.id);
    });
    connect(m_more, &IconButton::clicked, this, &ProcessRow::openMenu);
    connect(m_restart, &Button::clicked, this, [this] {
        Q_EMIT
        restartWanted(m_process.id);
    });
}

QSize ProcessRow::sizeHint() const { return { px(480), px(rowHeight) }; }

QString ProcessRow::stateText() const { return stateWords(m_process, m_paused).word; }

void ProcessRow::setProcess(const cluster::ProcessView &process, bool paused, bool removable)
{
    if (m_process == process && m_paused == paused && m_removable == removable)
        return;
    m_process = process;
    m_paused = paused;
    m_removable = removable;
    const QString &id = process.id;
    setObjectName(u"process_"_s + id);
    m_pause->setObjectName(u"freeze_"_s + id);
    m_kill->setObjectName(u"kill_"_s + id);
    m_more->setObjectName(u"more_"_s + id);
    m_restart->setObjectName(u"start_"_s + id);
    m_pause->setGlyph(paused ? Glyph::Play : Glyph::Pause);
    m_pause->setName(paused ? tr("Thaw %1 (SIGCONT)").arg(id) : tr("Freeze %1 (SIGSTOP)").arg(id));
    m_kill->setName(tr("Kill %1 (SIGKILL)").arg(id));
    m_more->setName(tr("More for %1").arg(id));
    m_restart->setAccessibleName(tr("Start %1").arg(id));
    const ProcessActions can = actionsFor(process, paused);
    m_pause->setVisible(can.pause || can.resume);
    m_kill->setVisible(can.kill);
    m_more->setVisible(can.stop || (can.restart && can.kill) || can.remove);
    m_restart->setVisible(can.restart && !can.kill);
    setAccessibleName(u"%1, %2, %3"_s.arg(id, process.kind, stateText()));
    arrange();
    update();
}

void ProcessRow::resizeEvent(QResizeEvent *) { arrange(); }

void ProcessRow::arrange()
{
    int right = processColumns(width()).actions;
    const int side = px(buttonSide);
    const int top = (height() - side) / 2;
    for (IconButton *button : { m_more, m_kill, m_pause }) {
        if (button->isHidden())
            continue;
        right -= side;
        button->setGeometry(right, top, side, side);
        right -= px(2);
    }
    if (!m_restart->isHidden()) {
        const int wide = m_restart->sizeHint().width();
        const int tall = px(28);
        m_restart->setGeometry(right - wide, (height() - tall) / 2, wide, tall);
    }
}

QString ProcessRow::sinceWords() const
{
    if (m_process.sinceMs <= 0)
        return u"—"_s;
    const auto span = std::chrono::seconds((QDateTime::currentMSecsSinceEpoch() - m_process.sinceMs) / 1000);
    return runs(m_process) || m_process.given ? spanWords(span) : tr("%1 ago").arg(spanWords(span));
}

/// Of a Redis that is elsewhere, where it is: all of it is in the tool tip.
QString ProcessRow::shownAddress() const
{
    const qsizetype scheme = m_process.address.indexOf(u"://"_s);
    return m_process.given && scheme >= 0 ? m_process.address.mid(scheme + 3).section(u'/', 0, 0) : m_process.address;
}

void ProcessRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    const ProcessColumns at = processColumns(width());
    painter.fillRect(QRect(0, 0, width(), 1), t.line);
    const auto cell = [&](int left, int right, const QString &text, const QFont &face, const QColor &ink) {
        if (left >= 0)
            paintLine(painter, QRectF(left, 0, right - left - px(space::s), height()), lineFlags, text, face, ink);
    };
    const QFont base = typeface(Type::Base);
    const QString none = u"—"_s;
    const bool alive = runs(m_process);
    cell(at.process, at.process + px(82), m_process.id, typeface(Type::Base, Weight::SemiBold), t.text);
    cell(at.kind, at.kind + px(92), m_process.given ? tr("%1, given").arg(m_process.kind) : m_process.kind, base,
        t.secondary);
    cell(at.address, at.address + px(104), shownAddress(), monoface(Type::Base), t.secondary);
    cell(at.pid, at.pid + px(72), alive ? groupedNumber(m_process.pid) : none, base, t.text);
    const bool weighed = alive && m_process.memoryBytes > 0;
    cell(at.memory, at.memory + px(72), weighed ? sizeWords(m_process.memoryBytes) : none, base, t.text);
    int sinceRight = at.actions;
    for (const QWidget *button : { static_cast<QWidget *>(m_pause), static_cast<QWidget *>(m_kill),
             static_cast<QWidget *>(m_more), static_cast<QWidget *>(m_restart) }) {
        if (!button->isHidden())
            sinceRight = std::min(sinceRight, button->x());
    }
    cell(at.since, sinceRight, sinceWords(), base, t.secondary);

    const StateWords state = stateWords(m_process, m_paused);
    const Pill pill { state.word, state.tone, state.icon, true };
    const int stateRight = at.pid >= 0 ? at.pid : at.since;
    const double wide = std::min<double>(pillSize(pill).width(), stateRight - at.state - px(space::s));
    const double tall = pillSize(pill).height();
    paintPill(painter, QRectF(at.state, (height() - tall) / 2, wide, tall), pill);
    const bool cut = wide < pillSize(pill).width();
    const QString tip = plainTip(cut ? state.word : m_process.given ? m_process.address : QString());
    if (toolTip() != tip)
        setToolTip(tip);
}

void ProcessRow::openMenu()
{
    const ProcessActions can = actionsFor(m_process, m_paused);
    const QString id = m_process.id;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (can.stop) {
        const QString word = isNode(m_process) ? tr("Drain and stop") : tr("Stop");
        connect(ui::addAction(*menu, Glyph::Square, word), &QAction::triggered, this, [this, id] {
            Q_EMIT
            stopWanted(id);
        });
    }
    if (can.restart && can.kill) { // else there is a button for it
        connect(ui::addAction(*menu, Glyph::RotateCw, tr("Restart")), &QAction::triggered, this, [this, id] {
            Q_EMIT
            restartWanted(id);
        });
    }
    if (can.remove) {
        if (!menu->isEmpty())
            menu->addSeparator();
        QAction *remove =
            addDangerAction(*menu, Glyph::Trash2, runs(m_process) ? tr("Drain and remove") : tr("Remove"));
        remove->setObjectName(u"remove_"_s + id);
        remove->setEnabled(m_removable);
        connect(remove, &QAction::triggered, this, [this, id] {
            Q_EMIT
            removeWanted(id);
        });
    }
    menu->popup(m_more->mapToGlobal(QPoint(m_more->width() - menu->sizeHint().width(), m_more->height())));
}

} // namespace hubbub::ui
