// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/plot.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/console/plot_board.h"

#include <QContextMenuEvent>
#include <QDateTime>
#include <QFileDialog>
#include <QMenu>
#include <QPainter>
#include <QSaveFile>

#include <cmath>
#include <limits>
#include <qcustomplot.h>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int headHeight = 38;
constexpr int pad = 14;
constexpr int marginLeft = 54;
constexpr int marginRight = 12;
constexpr int mostLegend = 8;
constexpr qsizetype mostSmooth = 400;
constexpr double most = 1e12; // what is drawn is clamped to this
constexpr double wheelStep = 1.25;
const QString crossLayer = QStringLiteral("overlay"); // which has a buffer of its own, and nothing else of ours

/// The smallest of 1, 2, 5 times a power of ten that is not below it.
double niceAbove(double value)
{
    if (value <= 0)
        return 1;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : { 1.0, 2.0, 4.0, 6.0, 8.0 }) { // whose quarters are short numbers
        if (value <= step * power)
            return step * power;
    }
    return 10 * power;
}

/// No more points than pixels: of a few that fall together the mean where areas are stacked, else the greatest, so that
/// no peak is lost.
QList<ops::Series::Point> thinned(const QList<ops::Series::Point> &points, int pixels, bool mean)
{
    const qsizetype together = pixels > 0 ? (points.size() + pixels - 1) / pixels : 1;
    if (together <= 1)
        return points;
    QList<ops::Series::Point> out;
    out.reserve(points.size() / together + 2);
    // By the clock and not by the first one, or the line would tremble as time goes on.
    const qint64 bucket = (points[1].second - points[0].second) * together;
    const auto *const end = points.constData() + points.size();
    for (const auto *first = points.constData(); first != end;) {
        const qint64 last = (first->second / bucket + 1) * bucket; // those before it fall together
        ops::Series::Point point { first->second, std::numeric_limits<double>::quiet_NaN() };
        int count = 0;
        for (; first != end && first->second < last; ++first) {
            const double value = first->value;
            if (std::isnan(value))
                continue;
            point.value = count == 0 ? value : mean ? point.value + value : std::max(point.value, value);
            ++count;
        }
        if (mean && count > 1)
            point.value /= count;
        out.append(point);
    }
    return out;
}

class WordTicker final : public QCPAxisTicker {
public:
    explicit WordTicker(Plot::Words words)
        : m_words(std::move(words))
    {
    }

protected:
    double getTickStep(const QCPRange &range) override { return range.size() / steps; }
    QString getTickLabel(double tick, const QLocale &, QChar, int) override { return m_words(tick); }

public:
    int steps = 4;

private:
    Plot::Words m_words;
};

} // namespace

QColor lineColour(int i)
{
    static const std::array<QColor, 8> hues { QColor(0x3b, 0x82, 0xf6), QColor(0x2f, 0xb3, 0x85),
        QColor(0xb0, 0x7c, 0xe8), QColor(0xe0, 0x9a, 0x2b), QColor(0xe0, 0x5d, 0x8c), QColor(0x2a, 0xab, 0xbd),
        QColor(0x8d, 0x9a, 0x3a), QColor(0xc8, 0x6b, 0x4a) };
    return readable(hues.at(static_cast<size_t>(i) % hues.size()), tokens().surface, 3.0);
}

Plot::Plot(const QString &title, Kind kind, Words words, PlotBoard &board, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_kind(kind)
    , m_words(std::move(words))
    , m_board(board)
    , m_plot(new QCustomPlot(this))
    , m_cross(nullptr)
{
    setMinimumSize(1, 1);
    setAccessibleName(title);
    m_plot->setMinimumSize(1, 1);
    m_plot->setAttribute(Qt::WA_OpaquePaintEvent);
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->setPlottingHint(QCP::phFastPolylines, true);
    m_plot->setNotAntialiasedElements(QCP::aeFills | QCP::aeGrid);
    m_cross = new QCPItemLine(m_plot);
    m_cross->setLayer(crossLayer);
    m_cross->setVisible(false);
    for (QCPItemPosition *end : { m_cross->start, m_cross->end }) {
        end->setTypeX(QCPItemPosition::ptPlotCoords);
        end->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    auto time = QSharedPointer<QCPAxisTickerDateTime>::create();
    time->setDateTimeFormat(u"HH:mm"_s);
    time->setTickCount(4);
    m_plot->xAxis->setTicker(time);
    auto ticker = QSharedPointer<WordTicker>::create(m_words);
    m_plot->yAxis->setTicker(ticker);
    m_plot->axisRect()->setAutoMargins(QCP::msBottom | QCP::msTop);
    m_plot->xAxis->grid()->setVisible(false);
    m_plot->xAxis->setTickLabelPadding(px(8));
    m_plot->setMouseTracking(true);
    m_plot->installEventFilter(this);
    m_plot->setContextMenuPolicy(Qt::NoContextMenu);
    connect(&m_board, &PlotBoard::rangeChanged, this, [this] {
        m_dirty = true;
        refresh();
    });
    connect(&m_board, &PlotBoard::crosshairChanged, this, &Plot::placeCrosshair);
    connect(&Theme::instance(), &Theme::changed, this, &Plot::adopt);
    adopt();
}

QSize Plot::sizeHint() const { return { px(400), px(230) }; }

void Plot::adopt()
{
    const Tokens &t = tokens();
    m_plot->setBackground(QBrush(t.surface));
    const QFont face = typeface(Type::Caption);
    for (QCPAxis *axis : { m_plot->xAxis, m_plot->yAxis }) {
        axis->setBasePen(Qt::NoPen);
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(t.faint);
        axis->setTickLabelFont(face);
        axis->grid()->setPen(QPen(t.line, 1));
        axis->grid()->setZeroLinePen(QPen(t.line, 1));
    }
    m_plot->axisRect()->setMargins(QMargins(px(marginLeft), 0, px(marginRight), 0));
    m_cross->setPen(QPen(t.secondary, 1));
    for (qsizetype i = 0; i < m_graphs.size(); ++i) {
        QColor colour = lineColour(static_cast<int>(i));
        if (m_stale)
            colour = t.faint;
        m_graphs[i]->setPen(QPen(colour, 1));
        if (m_kind == Kind::Stacked) {
            colour.setAlphaF(t.dark ? 0.22F : 0.16F);
            m_graphs[i]->setBrush(colour);
        }
    }
    m_plot->setGeometry(
        px(pad) - px(6), px(headHeight), width() - 2 * px(pad) + px(10), height() - px(headHeight) - px(8));
    placeMarks();
    m_dirty = true;
    refresh();
    update();
}

void Plot::resizeEvent(QResizeEvent *)
{
    m_dirty = true;
    m_plot->setGeometry(
        px(pad) - px(6), px(headHeight), width() - 2 * px(pad) + px(10), height() - px(headHeight) - px(8));
}

void Plot::showEvent(QShowEvent *) { refresh(); }

void Plot::setStale(bool stale)
{
    if (std::exchange(m_stale, stale) != stale)
        adopt();
}

void Plot::setLines(const QStringList &names)
{
    if (m_names == names)
        return;
    m_names = names;
    while (m_graphs.size() > names.size())
        m_plot->removeGraph(m_graphs.takeLast());
    while (m_graphs.size() < names.size()) {
        QCPGraph *graph = m_plot->addGraph();
        graph->setAdaptiveSampling(true);
        if (m_kind == Kind::Stacked && !m_graphs.isEmpty())
            graph->setChannelFillGraph(m_graphs.last());
        m_graphs.append(graph);
    }
    m_points.resize(names.size());
    adopt();
}

void Plot::setPoints(int line, const QList<ops::Series::Point> &points)
{
    m_points[line] = points;
    m_dirty = true;
}

void Plot::refresh()
{
    if (!m_dirty || !isVisible())
        return;
    m_dirty = false;
    QList<double> below;
    for (qsizetype i = 0; i < m_graphs.size(); ++i) {
        const auto points = thinned(m_points[i], m_plot->axisRect()->width(), m_kind == Kind::Stacked);
        QVector<QCPGraphData> drawn;
        drawn.reserve(points.size());
        if (m_kind == Kind::Stacked && below.size() != points.size())
            below = QList<double>(points.size(), 0);
        for (qsizetype k = 0; k < points.size(); ++k) {
            double value = std::isnan(points[k].value) ? points[k].value : std::min(points[k].value, most);
            if (m_kind == Kind::Stacked) {
                below[k] += std::isnan(value) ? 0 : value;
                value = below[k];
            }
            drawn.append(QCPGraphData(static_cast<double>(points[k].second), value));
        }
        // So many points that they are as dense as the pixels gain nothing by smooth edges, and cost a lot.
        m_graphs[i]->setAntialiased(points.size() <= mostSmooth);
        m_graphs[i]->data()->set(drawn, true);
    }
    rescale();
    placeMarks();
    setCrosshair();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    // The head tells values only where the crosshair is.
    if (m_board.crosshair())
        update(0, 0, width(), px(headHeight));
}

void Plot::rescale()
{
    m_plot->xAxis->setRange(m_board.from(), m_board.to());
    const bool seconds = m_board.span() < 180;
    m_plot->xAxis->ticker().dynamicCast<QCPAxisTickerDateTime>()->setDateTimeFormat(
        seconds ? u"HH:mm:ss"_s : u"HH:mm"_s);
    // As many numbers as have room.
    const QSize room = m_plot->axisRect()->size();
    const QFontMetrics metrics(typeface(Type::Caption));
    m_plot->yAxis->ticker().dynamicCast<WordTicker>()->steps = room.height() > 6 * metrics.height() ? 4
        : room.height() > 3 * metrics.height()                                                      ? 2
                                                                                                    : 1;
    const int wide = metrics.horizontalAdvance(seconds ? u"00:00:00"_s : u"00:00"_s) + px(space::xl);
    m_plot->xAxis->ticker()->setTickCount(std::clamp(room.width() / std::max(1, wide), 1, 6));
    double highest = 0;
    for (const QCPGraph *graph : std::as_const(m_graphs)) {
        bool found = false;
        const QCPRange range = graph->data()->valueRange(found, QCP::sdBoth, QCPRange(m_board.from(), m_board.to()));
        if (found && std::isfinite(range.upper))
            highest = std::max(highest, range.upper);
    }
    m_plot->yAxis->setRange(0, niceAbove(std::max(highest * 1.08, m_least)));
}

void Plot::setMarks(const QList<PlotMark> &marks)
{
    if (m_marks == marks)
        return;
    m_marks = marks;
    m_dirty = true;
}

void Plot::placeMarks()
{
    QList<PlotMark> shown;
    for (const PlotMark &mark : std::as_const(m_marks)) {
        if (mark.second >= m_board.from() && mark.second <= m_board.to())
            shown.append(mark);
    }
    while (m_markItems.size() > shown.size()) {
        const auto [line, words] = m_markItems.takeLast();
        m_plot->removeItem(line);
        m_plot->removeItem(words);
    }
    while (m_markItems.size() < shown.size())
        m_markItems.append({ new QCPItemLine(m_plot), new QCPItemText(m_plot) });
    const Tokens &t = tokens();
    const double width = m_board.to() - m_board.from();
    double free = m_board.from();
    for (qsizetype i = 0; i < shown.size(); ++i) {
        const auto [line, words] = m_markItems[i];
        const PlotMark &mark = shown[i];
        const QColor colour = mark.tone == Tone::Neutral ? t.secondary : toneColour(t, mark.tone);
        for (QCPItemPosition *end : { line->start, line->end, words->position }) {
            end->setTypeX(QCPItemPosition::ptPlotCoords);
            end->setTypeY(QCPItemPosition::ptAxisRectRatio);
        }
        line->start->setCoords(mark.second, 0);
        line->end->setCoords(mark.second, 1);
        line->setPen(QPen(colour, 1, Qt::DashLine));
        words->setText(mark.words);
        words->setFont(typeface(Type::Caption, Weight::SemiBold));
        words->setColor(colour);
        words->setPadding(QMargins(px(4), 0, px(4), 0));
        // Near the right edge the words stand before their line; where they would cover others' words they are left
        // out.
        const double wide = (QFontMetricsF(words->font()).horizontalAdvance(mark.words) + px(10))
            / std::max(1, m_plot->axisRect()->width()) * width;
        const bool before = mark.second + wide > m_board.to();
        words->setPositionAlignment(Qt::AlignTop | (before ? Qt::AlignRight : Qt::AlignLeft));
        words->position->setCoords(mark.second, 0);
        const double left = before ? mark.second - wide : mark.second;
        words->setVisible(left >= free);
        if (words->visible())
            free = left + wide;
    }
}

void Plot::setCrosshair()
{
    const auto at = m_board.crosshair();
    m_cross->setVisible(at.has_value() && *at >= m_board.from() && *at <= m_board.to());
    if (m_cross->visible()) {
        m_cross->start->setCoords(*at, 0);
        m_cross->end->setCoords(*at, 1);
    }
}

void Plot::placeCrosshair()
{
    if (!isVisible())
        return;
    setCrosshair();
    m_plot->layer(crossLayer)->replot();
    update(0, 0, width(), px(headHeight));
}

double Plot::secondAt(const QPointF &place) const { return m_plot->xAxis->pixelToCoord(place.x()); }

double Plot::valueAt(int line, double second) const
{
    const auto &points = m_points[line];
    if (points.isEmpty())
        return std::numeric_limits<double>::quiet_NaN();
    const double step = points.size() > 1 ? static_cast<double>(points[1].second - points[0].second) : 1;
    const auto place = std::llround((second - static_cast<double>(points[0].second)) / step);
    return place >= 0 && place < points.size() ? points[place].value : std::numeric_limits<double>::quiet_NaN();
}

bool Plot::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_plot)
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseMove: {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (m_dragging) {
            const double perPixel = m_board.span() / std::max(1, m_plot->axisRect()->width());
            const double to = m_dragTo - (mouse->position().x() - m_dragFrom) * perPixel;
            m_board.show(to - m_board.span(), to);
        } else {
            m_board.setCrosshair(secondAt(mouse->position()));
        }
        return true;
    }
    case QEvent::Leave:
        m_board.setCrosshair({});
        return false;
    case QEvent::MouseButtonPress: {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        m_dragging = mouse->button() == Qt::LeftButton;
        m_dragFrom = mouse->position().x();
        m_dragTo = m_board.to();
        return true;
    }
    case QEvent::MouseButtonRelease:
        m_dragging = false;
        return true;
    case QEvent::MouseButtonDblClick:
        Q_EMIT
        momentWanted(secondAt(static_cast<QMouseEvent *>(event)->position()));
        return true;
    case QEvent::Wheel: {
        // Zooms around the pointer.
        const auto *wheel = static_cast<QWheelEvent *>(event);
        const double at = secondAt(wheel->position());
        const double factor = wheel->angleDelta().y() > 0 ? 1 / wheelStep : wheelStep;
        m_board.show(at - (at - m_board.from()) * factor, at + (m_board.to() - at) * factor);
        return true;
    }
    default:
        return false;
    }
}

void Plot::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Save picture…")), &QAction::triggered, this, [this] { save(true); });
    connect(menu->addAction(tr("Save data (CSV)…")), &QAction::triggered, this, [this] { save(false); });
    menu->addSeparator();
    QAction *live = menu->addAction(tr("Back to live"));
    live->setEnabled(!m_board.isLive());
    connect(live, &QAction::triggered, this, [this] { m_board.setLive(true); });
    menu->popup(event->globalPos());
}

void Plot::save(bool picture)
{
    const QString name = m_title.toLower().replace(u' ', u'-').remove(u',').remove(u'/');
    auto *dialog = new QFileDialog(this, picture ? tr("Save picture") : tr("Save data"),
        name + (picture ? u".png"_s : u".csv"_s), picture ? tr("Pictures (*.png)") : tr("CSV (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, [this, picture](const QString &path) {
        QSaveFile file(path);
        const bool good = file.open(QIODevice::WriteOnly)
            && (picture ? grab().save(&file, "PNG") : file.write(csv()) >= 0) && file.commit();
        if (!good)
            QMessageBox::warning(this, tr("Not saved"), tr("%1 can't be written: %2").arg(path, file.errorString()));
    });
    dialog->open();
}

QByteArray Plot::csv() const
{
    QByteArray out = "time";
    for (const QString &name : m_names)
        out += ',' + name.toUtf8();
    out += '\n';
    if (m_points.isEmpty())
        return out;
    for (qsizetype i = 0; i < m_points.first().size(); ++i) {
        const qint64 second = m_points.first()[i].second;
        out += QDateTime::fromSecsSinceEpoch(second, Qt::UTC).toString(Qt::ISODate).toUtf8();
        for (const auto &line : m_points) {
            const double value = i < line.size() ? line[i].value : std::numeric_limits<double>::quiet_NaN();
            out += ',' + (std::isnan(value) ? QByteArray() : QByteArray::number(value));
        }
        out += '\n';
    }
    return out;
}

void Plot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    paintBox(painter, rect(), px(radius::l), t.surface, t.line);
    const int flags = Qt::AlignLeft | Qt::AlignVCenter;
    const QFont small = typeface(Type::Caption);
    const QFontMetricsF metrics(small);
    double right = width() - px(pad);
    const QFont bold = typeface(Type::Base, Weight::SemiBold);
    const double titleRight = px(pad) + QFontMetricsF(bold).horizontalAdvance(m_title) + px(space::m);
    const auto at = m_board.crosshair();
    for (qsizetype i = std::min<qsizetype>(m_names.size(), mostLegend) - 1; i >= 0; --i) {
        QString words = m_names[i];
        if (at)
            words += u" "_s + m_words(valueAt(static_cast<int>(i), *at));
        const double wide = std::ceil(metrics.horizontalAdvance(words)) + 1;
        if (right - wide - px(18) < titleRight)
            break;
        right -= wide;
        paintLine(painter, QRectF(right, 0, wide, px(headHeight)), flags, words, small, t.secondary);
        right -= px(14);
        paintBox(painter, QRectF(right, px(headHeight) / 2.0 - px(1), px(10), px(3)), px(1),
            m_stale ? t.faint : lineColour(static_cast<int>(i)));
        right -= px(space::m);
    }
    paintLine(painter, QRectF(px(pad), 0, right - px(pad), px(headHeight)), flags, m_title, bold, t.text);
}

} // namespace hubbub::ui
