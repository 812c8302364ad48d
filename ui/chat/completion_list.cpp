// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/completion_list.h"

#include "ui/common/avatar.h"
#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/overlay_bar.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int completionRow = 36;
constexpr int completionWidth = 340;
constexpr int completionPad = 6;
constexpr int completionShadow = 6; ///< around the box
constexpr int completionRole = Qt::UserRole;

class CompletionDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return { px(120), px(completionRow) };
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto row = index.data(completionRole).value<Completion>();
        const Tokens &t = tokens();
        const bool on = option.state.testFlag(QStyle::State_Selected);
        const QColor behind = on ? t.selected : t.surface;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (on)
            paintBox(*painter, option.rect, px(radius::m), behind);
        const int side = px(24);
        const QRect front(option.rect.left() + px(space::s), option.rect.center().y() - side / 2 + 1, side, side);
        if (row.emoji.isEmpty()) {
            paintAvatar(*painter, front, { row.key, row.title, row.presence, behind, false });
        } else {
            QFont face = typeface(Type::Title);
            face.setFamilies({ u"Noto Color Emoji"_s });
            painter->setFont(face);
            painter->drawText(front.adjusted(-4, -4, 4, 4), Qt::AlignCenter, row.emoji);
        }
        QRectF words(option.rect);
        words.setLeft(front.right() + 1 + px(10));
        words.setRight(option.rect.right() + 1 - px(space::m));
        constexpr int flags = Qt::AlignLeft | Qt::AlignVCenter;
        const double took = paintLine(*painter, words, flags, row.title,
            typeface(Type::Base, row.detail.isEmpty() ? Weight::Regular : Weight::SemiBold), readable(t.text, behind));
        words.setLeft(words.left() + took + px(space::s));
        if (!row.detail.isEmpty() && words.width() > px(space::xl))
            paintLine(*painter, words, flags, row.detail, typeface(Type::Small), readable(t.secondary, behind));
        painter->restore();
    }
};

} // namespace

CompletionList::CompletionList(QWidget *window)
    : QWidget(window)
    , m_list(new QListView(this))
    , m_model(new QStandardItemModel(this))
{
    setObjectName(u"completionList"_s);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Suggestions"));
    m_list->setObjectName(u"completionRows"_s);
    m_list->setAccessibleName(tr("Suggestions"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CompletionDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    new OverlayBar(m_list);
    connect(m_list, &QListView::entered, m_list, [this](const QModelIndex &index) { m_list->setCurrentIndex(index); });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) {
        m_list->setCurrentIndex(index);
        Q_EMIT
        picked();
    });
    hide();
}

void CompletionList::setRows(const QList<Completion> &rows)
{
    if (m_rows != rows) {
        m_rows = rows;
        m_model->clear();
        for (const Completion &row : rows) {
            auto *item = new QStandardItem(row.title);
            item->setData(QVariant::fromValue(row), completionRole);
            item->setData(
                row.detail.isEmpty() ? row.title : u"%1, %2"_s.arg(row.title, row.detail), Qt::AccessibleTextRole);
            m_model->appendRow(item);
        }
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
    m_list->scrollToTop();
    if (isVisible())
        place();
}

void CompletionList::openAt(const QPoint &bottomLeft)
{
    m_corner = bottomLeft;
    place();
    show();
    raise();
}

void CompletionList::place()
{
    const int shown = qMin(count(), mostShown);
    const int edge = px(completionShadow);
    const int pad = px(completionPad);
    const QRect within = parentWidget()->rect();
    const int width = qMin(px(completionWidth), within.width() - 2 * px(space::s));
    const int height = shown * px(completionRow) + 2 * pad;
    QRect box(m_corner.x(), m_corner.y() - height, width, height);
    box.moveLeft(qBound(px(space::s), box.left(), qMax(px(space::s), within.right() - px(space::s) - width)));
    box.moveTop(qMax(px(space::s), box.top()));
    setGeometry(box.adjusted(-edge, -edge, edge, edge));
    m_list->setGeometry(edge + pad, edge + pad, width - 2 * pad, height - 2 * pad);
}

void CompletionList::step(int rows)
{
    if (m_rows.isEmpty())
        return;
    const int now = qMax(0, m_list->currentIndex().row());
    m_list->setCurrentIndex(m_model->index((now + rows % count() + count()) % count(), 0));
}

const Completion *CompletionList::chosen() const
{
    const int row = m_list->currentIndex().row();
    return row < 0 || row >= count() ? nullptr : &m_rows.at(row);
}

void CompletionList::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int edge = px(completionShadow);
    const QRectF box = rect().adjusted(edge, edge, -edge, -edge);
    for (int i = edge; i > 0; --i) {
        QColor shade = tokens().shadow;
        shade.setAlphaF(shade.alphaF() * 0.22F);
        paintBox(painter, box.adjusted(1 - i, 2 - i, i - 1, i), px(radius::l) + i, shade);
    }
    paintBox(painter, box, px(radius::l), tokens().surface, tokens().outline);
}

} // namespace hubbub::ui
