// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/process_table.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/launcher/process_row.h"
#include "ui/launcher/process_words.h"

#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using cluster::ProcessView;

namespace {

constexpr int headHeight = 36;
constexpr int side = 14; // free at both ends

} // namespace

ProcessColumns processColumns(int width)
{
    const bool kind = width >= px(760);
    const bool memory = width >= px(640);
    const bool pid = width >= px(640);
    const bool address = width >= px(520);
    ProcessColumns at;
    int x = px(side);
    const auto take = [&x](int wide) {
        const int left = x;
        x += px(wide);
        return left;
    };
    at.process = take(82);
    at.kind = kind ? take(92) : -1;
    at.address = address ? take(112) : -1;
    // What there is to spare goes to the states, whose words are the longest.
    const int spare = width - px(side + 82 + (kind ? 92 : 0) + (address ? 112 : 0) + 178 + (pid ? 146 : 0) + 96 + 110);
    at.state = take(178);
    x += qBound(0, spare, px(90));
    at.pid = pid ? take(72) : -1;
    at.memory = memory ? take(74) : -1;
    at.since = x;
    at.actions = width - px(space::s);
    return at;
}

ProcessTable::ProcessTable(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    setObjectName(u"processTable"_s);
    setAccessibleName(tr("Processes"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_column->setSpacing(0);
    m_ageing.setInterval(1000);
    connect(&m_ageing, &QTimer::timeout, this, [this] {
        for (ProcessRow *row : m_rows)
            row->update();
    });
    connect(&Theme::instance(), &Theme::changed, this, &ProcessTable::adopt);
    adopt();
}

void ProcessTable::adopt()
{
    m_column->setContentsMargins(1, px(headHeight), 1, px(space::xs));
    update();
}

void ProcessTable::showEvent(QShowEvent *) { m_ageing.start(); }
void ProcessTable::hideEvent(QHideEvent *) { m_ageing.stop(); }

ProcessRow *ProcessTable::addRow()
{
    auto *row = new ProcessRow(this);
    connect(row, &ProcessRow::stopWanted, this, &ProcessTable::stopWanted);
    connect(row, &ProcessRow::killWanted, this, &ProcessTable::killWanted);
    connect(row, &ProcessRow::restartWanted, this, &ProcessTable::restartWanted);
    connect(row, &ProcessRow::pauseWanted, this, &ProcessTable::pauseWanted);
    connect(row, &ProcessRow::continueWanted, this, &ProcessTable::continueWanted);
    connect(row, &ProcessRow::removeWanted, this, &ProcessTable::removeWanted);
    m_column->addWidget(row);
    m_rows.push_back(row);
    return row;
}

void ProcessTable::setProcesses(const QList<ProcessView> &processes, const QSet<QString> &paused)
{
    while (rowCount() > processes.size()) {
        delete m_rows.back();
        m_rows.pop_back();
    }
    const auto nodes = std::count_if(processes.begin(), processes.end(),
        [](const ProcessView &process) { return isNode(process) && !process.leaving; });
    for (qsizetype i = 0; i < processes.size(); ++i) {
        ProcessRow *row = i < rowCount() ? m_rows.at(static_cast<size_t>(i)) : addRow();
        row->setProcess(processes.at(i), paused.contains(processes.at(i).id), nodes > 1);
    }
}

void ProcessTable::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    paintBox(painter, rect(), px(radius::l), t.surface, t.line);
    const ProcessColumns at = processColumns(width() - 2);
    const QFont face = typeface(Type::Caption, Weight::SemiBold);
    const auto head = [&](int left, const QString &text) {
        if (left >= 0)
            paintLine(painter, QRectF(left + 1, 0, px(100), px(headHeight)),
                static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), text, face, t.secondary);
    };
    head(at.process, tr("Process"));
    head(at.kind, tr("Kind"));
    head(at.address, tr("Address"));
    head(at.state, tr("State"));
    head(at.pid, tr("PID"));
    head(at.memory, tr("Memory"));
    head(at.since, tr("Since"));
}

} // namespace hubbub::ui
