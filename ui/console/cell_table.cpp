// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/cell_table.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

namespace hubbub::ui {

namespace {

constexpr int tableRow = 34;
constexpr int tableHead = 34;
constexpr int cellPad = 12;
constexpr int leastFlexible = 120;

class CellDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens &t = tokens();
        const Cell cell = index.data(CellModel::cellRole).value<Cell>();
        const bool chosen = option.state.testFlag(QStyle::State_Selected);
        const bool hot = option.state.testFlag(QStyle::State_MouseOver);
        painter->fillRect(option.rect, chosen ? t.selected : hot ? t.hover : t.surface);
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.line);
        const QRectF room = QRectF(option.rect).adjusted(px(cellPad), 0, -px(cellPad), 0);
        if (cell.pill) {
            const QSizeF size = pillSize(*cell.pill);
            paintPill(*painter,
                QRectF(room.left() - px(4), room.center().y() - size.height() / 2, std::min(size.width(), room.width()),
                    size.height()),
                *cell.pill);
            return;
        }
        const QColor ink = cell.tone != Tone::Neutral ? toneColour(t, cell.tone) : cell.quiet ? t.secondary : t.text;
        const Weight weight = cell.strong ? Weight::SemiBold : Weight::Regular;
        paintLine(*painter, room, static_cast<int>(cell.right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
            cell.text, cell.mono ? monoface(Type::Small, weight) : typeface(Type::Base, weight), ink);
    }
};

class TableHead final : public QHeaderView {
public:
    explicit TableHead(QWidget *parent)
        : QHeaderView(Qt::Horizontal, parent)
    {
        setSectionsClickable(true);
        setHighlightSections(false);
        setStretchLastSection(false);
    }
    [[nodiscard]] QSize sizeHint() const override { return { 0, px(tableHead) }; }

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        const Tokens &t = tokens();
        painter->fillRect(rect, t.surface);
        painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), t.line);
        const bool sorted = sortIndicatorSection() == section;
        const auto alignment =
            Qt::Alignment(model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt());
        QRectF room = QRectF(rect).adjusted(px(cellPad), 0, -px(cellPad), 0);
        const QFont face = typeface(Type::Caption, Weight::SemiBold);
        const QString name = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
        if (sorted) {
            const int side = px(12);
            const QRectF arrow = alignment.testFlag(Qt::AlignRight)
                ? QRectF(room.right() - side, room.top(), side, room.height())
                : QRectF(
                    room.left() + QFontMetricsF(face).horizontalAdvance(name) + px(4), room.top(), side, room.height());
            paintGlyph(*painter, sortIndicatorOrder() == Qt::AscendingOrder ? Glyph::ChevronUp : Glyph::ChevronDown,
                arrow, t.secondary);
            if (alignment.testFlag(Qt::AlignRight))
                room.setRight(arrow.left() - px(4));
        }
        paintLine(*painter, room, static_cast<int>(alignment), name, face, sorted ? t.text : t.secondary);
    }
    void paintEvent(QPaintEvent *event) override
    {
        {
            QPainter painter(viewport());
            painter.fillRect(viewport()->rect(), tokens().surface);
            painter.fillRect(QRect(0, height() - 1, width(), 1), tokens().line);
        }
        QHeaderView::paintEvent(event);
    }
};

} // namespace

CellTable::CellTable(const QString &name, CellModel &model, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
    , m_filter(new CellFilter(model, this))
{
    setAccessibleName(name);
    setModel(m_filter);
    setHorizontalHeader(new TableHead(this));
    setItemDelegate(new CellDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setWordWrap(false);
    setMinimumSize(1, 1);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setSortingEnabled(true);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        Q_EMIT
        rowChosen(currentRow());
    });
    connect(this, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        Q_EMIT
        rowOpened(m_filter->mapToSource(index).row());
    });
    connect(&Theme::instance(), &Theme::changed, this, &CellTable::adopt);
    adopt();
}

void CellTable::adopt()
{
    verticalHeader()->setMinimumSectionSize(px(tableRow));
    verticalHeader()->setDefaultSectionSize(px(tableRow));
    horizontalHeader()->setFixedHeight(px(tableHead));
    layOutColumns();
    viewport()->update();
}

void CellTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    layOutColumns();
}

/// Columns of fixed width, and what is left for those without one. Where it is too narrow the last ones are hidden.
void CellTable::layOutColumns()
{
    const QList<Column> &columns = m_model.columns();
    int fixed = 0;
    int flexible = 0;
    int shown = 0;
    const int room = viewport()->width();
    for (const Column &column : columns) {
        const int wide = column.width > 0 ? px(column.width) : px(leastFlexible);
        if (fixed + flexible * px(leastFlexible) + wide > room && shown > 1)
            break;
        fixed += column.width > 0 ? wide : 0;
        flexible += column.width == 0;
        ++shown;
    }
    const int share = flexible > 0 ? (room - fixed) / flexible : 0;
    for (int i = 0; i < columns.size(); ++i) {
        setColumnHidden(i, i >= shown);
        setColumnWidth(i, columns[i].width > 0 ? px(columns[i].width) : std::max(share, px(leastFlexible)));
    }
    // What is over without a flexible column goes to the first.
    if (flexible == 0 && fixed < room)
        setColumnWidth(0, px(columns[0].width) + room - fixed);
}

void CellTable::setFilter(const QString &typed)
{
    m_filter->setWords(typed);
    viewport()->update();
}

void CellTable::sortBy(int column, Qt::SortOrder order) { sortByColumn(column, order); }

int CellTable::currentRow() const
{
    const QModelIndex index = currentIndex();
    return index.isValid() ? m_filter->mapToSource(index).row() : -1;
}

void CellTable::selectRow(int modelRow)
{
    const QModelIndex index = m_filter->mapFromSource(m_model.index(modelRow, 0));
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    scrollTo(index);
}

QList<int> CellTable::visibleRows() const
{
    QList<int> out;
    const int first = rowAt(0);
    if (first < 0)
        return out;
    const int last = rowAt(viewport()->height() - 1);
    for (int row = first; row <= (last < 0 ? m_filter->rowCount() - 1 : last); ++row)
        out.append(m_filter->mapToSource(m_filter->index(row, 0)).row());
    return out;
}

void CellTable::setEmptyWords(const QString &words)
{
    if (std::exchange(m_empty, words) != words)
        viewport()->update();
}

void CellTable::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentRow() >= 0)
        Q_EMIT
    rowOpened(currentRow());
    else QTableView::keyPressEvent(event);
}

void CellTable::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index = event->reason() == QContextMenuEvent::Keyboard
        ? currentIndex()
        : indexAt(viewport()->mapFromGlobal(event->globalPos()));
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    const QPoint where = event->reason() == QContextMenuEvent::Keyboard
        ? viewport()->mapToGlobal(visualRect(index).bottomLeft())
        : event->globalPos();
    Q_EMIT
    menuWanted(m_filter->mapToSource(index).row(), where);
}

void CellTable::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        painter.fillRect(viewport()->rect(), tokens().surface);
        if (m_filter->rowCount() == 0)
            paintLine(painter, QRectF(viewport()->rect()).adjusted(px(cellPad), 0, -px(cellPad), 0), Qt::AlignCenter,
                m_empty, typeface(Type::Base), tokens().secondary);
    }
    QTableView::paintEvent(event);
}

} // namespace hubbub::ui
