// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/log_view.h"

#include "ui/common/fonts.h"
#include "ui/common/menu_action.h"
#include "ui/common/metrics.h"
#include "ui/common/overlay_bar.h"
#include "ui/common/theme.h"
#include "ui/common/tokens.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>
#include <array>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using cluster::LogLine;

namespace {

constexpr int side = 12;
constexpr int timeLength = 14; // "14:27:48.112" and a gap
constexpr int nameLength = 10; // "launcher" and a gap

QString timeOf(const LogLine &line) { return QDateTime::fromMSecsSinceEpoch(line.ts).toString(u"HH:mm:ss.zzz"_s); }

QColor processInk(const QString &process, const Tokens &t)
{
    // By name, so that n1 looks the same in every run, and neighbours differ. Not the warm ones: they are for warnings
    // and errors.
    const auto &all = avatarColours();
    const std::array nodes { all[4], all[2], all[3] }; // blue, green, teal
    const qsizetype digits =
        std::find_if(process.begin(), process.end(), [](QChar c) { return c.isDigit(); }) - process.begin();
    const int number = QStringView(process).sliced(digits).toInt();
    if (number > 0)
        return readable(nodes.at(static_cast<size_t>(number - 1) % nodes.size()), t.surface);
    return readable(process == "redis"_L1 ? all[6] : all[5], t.surface);
}

QColor levelInk(quint8 level, const Tokens &t)
{
    switch (level) {
    case 0:
        return t.faint;
    case 2:
        return t.warn;
    case 3:
        return t.crit;
    default:
        return t.text;
    }
}

} // namespace

LogView::LogView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setObjectName(u"logView"_s);
    setAccessibleName(tr("Log lines"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setCursor(Qt::IBeamCursor);
    new OverlayBar(this);
    m_settling.setSingleShot(true);
    m_settling.setInterval(50);
    connect(&m_settling, &QTimer::timeout, this, &LogView::settle);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &LogView::onScrolled);
    connect(&Theme::instance(), &Theme::changed, this, &LogView::adopt);
    adopt();
}

void LogView::adopt()
{
    setFont(monoface(Type::Base));
    settle();
}

int LogView::lineHeight() const { return px(20); }

void LogView::append(const LogLine &line)
{
    const LogBuffer::Change change = m_buffer.append(line);
    m_longest = std::max(m_longest, static_cast<int>(line.text.size()));
    if (change.dropped > 0 && m_markFrom >= 0) {
        m_markFrom = std::max(-1, m_markFrom - change.dropped);
        m_markTo = std::max(-1, m_markTo - change.dropped);
    }
    if (change.dropped > 0 && !m_follows) {
        const QScopedValueRollback moving(m_moving, true);
        verticalScrollBar()->setValue(verticalScrollBar()->value() - change.dropped * lineHeight());
    }
    if ((change.shown > 0 || change.dropped > 0) && !m_settling.isActive())
        m_settling.start();
}

void LogView::append(const QList<LogLine> &lines)
{
    for (const LogLine &line : lines)
        append(line);
}

void LogView::setFilter(const LogFilter &filter)
{
    m_buffer.setFilter(filter);
    m_markFrom = m_markTo = -1;
    settle();
}

void LogView::clear()
{
    m_buffer.clear();
    m_markFrom = m_markTo = -1;
    m_longest = 0;
    settle();
}

void LogView::setFollows(bool on)
{
    if (m_follows == on)
        return;
    m_follows = on;
    settle();
    Q_EMIT
    followsChanged(on);
}

/// Ranges of the bars after lines, filter or size changed.
void LogView::settle()
{
    const QScopedValueRollback moving(m_moving, true);
    const int tall = viewport()->height();
    verticalScrollBar()->setRange(0, std::max(0, m_buffer.count() * lineHeight() + 2 * px(space::s) - tall));
    verticalScrollBar()->setPageStep(tall);
    verticalScrollBar()->setSingleStep(lineHeight());
    const int wide = fontMetrics().horizontalAdvance(u'0') * (timeLength + nameLength + m_longest) + 2 * px(side);
    horizontalScrollBar()->setRange(0, std::max(0, wide - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    if (m_follows)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    viewport()->update();
    Q_EMIT
    countChanged();
}

void LogView::onScrolled()
{
    viewport()->update();
    if (!m_moving)
        setFollows(verticalScrollBar()->value() >= verticalScrollBar()->maximum());
}

void LogView::resizeEvent(QResizeEvent *) { settle(); }

int LogView::lineAt(int y) const
{
    const int line = (y + verticalScrollBar()->value() - px(space::s)) / lineHeight();
    return std::clamp(line, 0, m_buffer.count() - 1);
}

void LogView::paintOne(QPainter &painter, const LogLine &line, int y) const
{
    const Tokens &t = tokens();
    const int digit = fontMetrics().horizontalAdvance(u'0');
    int x = px(side) - horizontalScrollBar()->value();
    const int base = y + (lineHeight() - fontMetrics().height()) / 2 + fontMetrics().ascent();
    painter.setFont(font());
    painter.setPen(t.faint);
    painter.drawText(x, base, timeOf(line));
    x += digit * timeLength;
    painter.setFont(monoface(Type::Base, Weight::SemiBold));
    painter.setPen(processInk(line.process, t));
    painter.drawText(x, base, line.process.left(nameLength - 1));
    x += digit * nameLength;
    painter.setFont(font());
    painter.setPen(levelInk(line.level, t));
    painter.drawText(x, base, line.text);
}

void LogView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), tokens().surface);
    if (m_buffer.count() == 0)
        return;
    const int first = lineAt(event->rect().top());
    const int last = lineAt(event->rect().bottom());
    const auto [from, to] = std::minmax(m_markFrom, m_markTo);
    for (int row = first; row <= last; ++row) {
        const int y = px(space::s) + row * lineHeight() - verticalScrollBar()->value();
        if (m_markFrom >= 0 && row >= from && row <= to)
            painter.fillRect(QRect(0, y, viewport()->width(), lineHeight()), tokens().selected);
        paintOne(painter, m_buffer.at(row), y);
    }
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_buffer.count() == 0)
        return;
    m_markTo = lineAt(event->pos().y());
    if (!event->modifiers().testFlag(Qt::ShiftModifier) || m_markFrom < 0)
        m_markFrom = m_markTo;
    viewport()->update();
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    if (!event->buttons().testFlag(Qt::LeftButton) || m_markFrom < 0)
        return;
    m_markTo = lineAt(event->pos().y());
    viewport()->update();
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copyMarked();
    } else if (event->matches(QKeySequence::SelectAll) && m_buffer.count() > 0) {
        m_markFrom = 0;
        m_markTo = m_buffer.count() - 1;
        viewport()->update();
    } else if (event->key() == Qt::Key_End) {
        setFollows(true);
    } else if (event->key() == Qt::Key_Home) {
        verticalScrollBar()->setValue(0);
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void LogView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copy = ui::addAction(*menu, Glyph::Copy, tr("Copy marked lines"));
    copy->setEnabled(m_markFrom >= 0);
    connect(copy, &QAction::triggered, this, &LogView::copyMarked);
    menu->popup(event->globalPos());
}

QString LogView::markedText() const
{
    if (m_markFrom < 0 || m_buffer.count() == 0)
        return {};
    const auto [from, to] = std::minmax(m_markFrom, m_markTo);
    QStringList lines;
    for (int row = from; row <= std::min(to, m_buffer.count() - 1); ++row) {
        const LogLine &line = m_buffer.at(row);
        lines.append(u"%1 %2 %3"_s.arg(timeOf(line), line.process, line.text));
    }
    return lines.join(u'\n');
}

void LogView::copyMarked()
{
    if (const QString text = markedText(); !text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

} // namespace hubbub::ui
