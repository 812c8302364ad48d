// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/timeline_accessible.h"

#include "ui/chat/chat_words.h"
#include "ui/chat/timeline_view.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

constexpr qsizetype keptRows = 500; ///< interfaces that are alive at once

/// One row, found by what identifies it, so that it stays the same while others come and go.
class RowAccessible final : public QAccessibleInterface {
public:
    RowAccessible(TimelineView *view, QByteArray key, int row)
        : m_view(view)
        , m_key(std::move(key))
        , m_row(row)
    {
    }

    [[nodiscard]] bool isValid() const override { return row() >= 0; }
    [[nodiscard]] QObject *object() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view);
    }
    [[nodiscard]] QAccessibleInterface *child(int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString &) override { }

    [[nodiscard]] QString text(QAccessible::Text what) const override
    {
        const int at = row();
        return what == QAccessible::Name && at >= 0 ? spokenWords(m_view->source()->at(at)) : QString();
    }

    [[nodiscard]] QRect rect() const override
    {
        const int at = row();
        const QRect inside = at >= 0 ? m_view->rowRect(at) : QRect();
        return inside.isEmpty() ? QRect() : QRect(m_view->viewport()->mapToGlobal(inside.topLeft()), inside.size());
    }

    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.readOnly = true;
        state.multiLine = true;
        if (!isValid())
            state.invalid = true;
        else if (m_view->rowRect(row()).isEmpty())
            state.offscreen = true;
        return state;
    }

    /// -1 once it is gone.
    [[nodiscard]] int row() const
    {
        if (!m_view || !m_view->source())
            return -1;
        const TimelineSource &source = *m_view->source();
        const auto isIt = [&](int at) {
            return at >= 0 && at < source.count() && TimelineRows::keyOf(source.at(at)) == m_key;
        };
        if (!isIt(m_row)) {
            m_row = source.indexOf(Mid(m_key));
            if (!isIt(m_row))
                m_row = -1;
        }
        return m_row;
    }

private:
    QPointer<TimelineView> m_view;
    QByteArray m_key;
    mutable int m_row;
};

class TimelineAccessible final : public QAccessibleWidget {
public:
    explicit TimelineAccessible(TimelineView *view)
        : QAccessibleWidget(view, QAccessible::List)
    {
    }
    ~TimelineAccessible() override { forgetAll(); }

    [[nodiscard]] int childCount() const override { return view()->source() ? view()->source()->count() : 0; }

    [[nodiscard]] QAccessibleInterface *child(int row) const override
    {
        if (row < 0 || row >= childCount())
            return nullptr;
        const QByteArray key = TimelineRows::keyOf(view()->source()->at(row));
        if (const QAccessible::Id known = m_ids.value(key))
            return QAccessible::accessibleInterface(known);
        if (m_ids.size() >= keptRows)
            forgetAll();
        auto *made = new RowAccessible(view(), key, row);
        m_ids.insert(key, QAccessible::registerAccessibleInterface(made)); // which owns it now
        return made;
    }

    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override
    {
        const auto hit = view()->hitAt(view()->viewport()->mapFromGlobal(QPoint(x, y)));
        return hit.part == TimelineView::Hit::Part::Nothing ? nullptr : child(hit.row);
    }

    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override
    {
        const auto *row = dynamic_cast<const RowAccessible *>(child);
        return row ? row->row() : -1;
    }

    [[nodiscard]] QString text(QAccessible::Text what) const override { return QAccessibleWidget::text(what); }

private:
    [[nodiscard]] TimelineView *view() const { return static_cast<TimelineView *>(widget()); }
    void forgetAll() const
    {
        for (const QAccessible::Id id : std::as_const(m_ids))
            QAccessible::deleteAccessibleInterface(id);
        m_ids.clear();
    }

    mutable QHash<QByteArray, QAccessible::Id> m_ids;
};

QAccessibleInterface *make(const QString &, QObject *object)
{
    if (auto *view = qobject_cast<TimelineView *>(object))
        return new TimelineAccessible(view);
    return nullptr;
}

} // namespace

void installTimelineAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(make);
        return true;
    }();
    Q_UNUSED(installed);
}

void announceRows(TimelineView &view, int first, int count)
{
    constexpr int mostAnnounced = 5; // a page of history is not read out
    if (!QAccessible::isActive() || count > mostAnnounced)
        return;
    for (int row = first; row < first + count; ++row) {
        QAccessibleEvent came(&view, QAccessible::ObjectCreated);
        came.setChild(row);
        QAccessible::updateAccessibility(&came);
    }
}

} // namespace hubbub::ui
