// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/timeline_menu.h"

#include "ui/chat/quick_reactions.h"
#include "ui/common/menu_action.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QWidgetAction>

namespace hubbub::ui {

namespace {

void addCopying(QMenu &menu, TimelineView &view, const TimelineView::Hit &hit)
{
    if (!view.selection().isEmpty()) {
        QAction *copy = addAction(menu, Glyph::Copy, TimelineView::tr("Copy selection"));
        QObject::connect(copy, &QAction::triggered, &view, &TimelineView::copySelection);
    }
    if (hit.row >= 0) {
        const QString text = view.layoutAt(hit.row).plain;
        QAction *copy = addAction(menu, Glyph::Copy, TimelineView::tr("Copy text"));
        QObject::connect(copy, &QAction::triggered, &view, [text] { QApplication::clipboard()->setText(text); });
    }
    if (hit.part == TimelineView::Hit::Part::Link) {
        const QString target = hit.url.toString(QUrl::FullyEncoded);
        QAction *copy = addAction(menu, Glyph::Link, TimelineView::tr("Copy link"));
        QObject::connect(copy, &QAction::triggered, &view, [target] { QApplication::clipboard()->setText(target); });
    }
}

void addReacting(QMenu &menu, TimelineView &view, const client::TimelineItem &item)
{
    QStringList mine;
    for (const client::Reaction &reaction : item.reactions) {
        if (reaction.mine)
            mine.append(reaction.emoji);
    }
    auto *row = new QuickReactions(mine, &menu);
    auto *action = new QWidgetAction(&menu);
    action->setDefaultWidget(row);
    action->setText(TimelineView::tr("React"));
    menu.addAction(action);
    menu.addSeparator();
    QObject::connect(row, &QuickReactions::picked, &view, [&view, &menu, item](const QString &emoji, bool on) {
        menu.close();
        Q_EMIT
        view.reactionRequested(item, emoji, on);
    });
    QObject::connect(row, &QuickReactions::moreWanted, &view, [&view, &menu, item](const QPoint &at) {
        menu.close();
        Q_EMIT
        view.emojiRequested(item, at);
    });
}

QAction *addAsking(QMenu &menu, TimelineView &view, Glyph glyph, const QString &text, const Mid &mid,
    void (TimelineView::*signal)(const client::TimelineItem &))
{
    QAction *action = addAction(menu, glyph, text);
    QObject::connect(action, &QAction::triggered, &view, [&view, mid, signal] {
        const int row = view.source() ? view.source()->indexOf(mid) : -1;
        if (row >= 0)
            Q_EMIT(view.*signal)
        (view.source()->at(row));
    });
    return action;
}

void addWaiting(QMenu &menu, TimelineView &view, const Mid &mid, client::SendState state)
{
    if (state == client::SendState::Failed) {
        QAction *retry = addAction(menu, Glyph::RotateCw, TimelineView::tr("Send again"));
        QObject::connect(retry, &QAction::triggered, &view, [&view, mid] {
            Q_EMIT
            view.retryRequested(mid);
        });
    }
    if (state == client::SendState::Failed || state == client::SendState::Queued) {
        menu.addSeparator();
        QAction *discard = addDangerAction(menu, Glyph::X, TimelineView::tr("Discard"));
        QObject::connect(discard, &QAction::triggered, &view, [&view, mid] {
            Q_EMIT
            view.discardRequested(mid);
        });
    }
}

void addAnswering(QMenu &menu, TimelineView &view, const client::TimelineItem &item)
{
    if (item.seq > 0)
        addAsking(menu, view, Glyph::Reply, TimelineView::tr("Reply"), item.mid, &TimelineView::replyRequested);
    if (item.own && item.state != client::SendState::Failed)
        addAsking(menu, view, Glyph::Pencil, TimelineView::tr("Edit"), item.mid, &TimelineView::editRequested);
}

/// What sends it again, or takes it away: last, and apart.
void addEnding(QMenu &menu, TimelineView &view, const client::TimelineItem &item)
{
    if (item.change)
        addWaiting(menu, view, item.change->mid, item.change->state);
    if (item.seq <= 0) {
        addWaiting(menu, view, item.mid, item.state);
    } else if (item.own || view.moderates()) {
        menu.addSeparator();
        QAction *remove = addDangerAction(menu, Glyph::Trash2, TimelineView::tr("Remove…"));
        QObject::connect(remove, &QAction::triggered, &view, [&view, item] {
            Q_EMIT
            view.removeRequested(item);
        });
    }
}

} // namespace

QMenu *timelineMenu(TimelineView &view, const TimelineView::Hit &hit)
{
    if (!view.source() || (hit.row < 0 && view.selection().isEmpty()))
        return nullptr;
    auto *menu = new QMenu(&view);
    menu->setObjectName(QStringLiteral("messageMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const client::TimelineItem *item = hit.row >= 0 ? &view.source()->at(hit.row) : nullptr;
    const bool message = item != nullptr && item->kind == client::TimelineItem::Kind::Message;
    if (message && item->seq > 0)
        addReacting(*menu, view, *item);
    if (message)
        addAnswering(*menu, view, *item);
    addCopying(*menu, view, hit);
    if (message)
        addEnding(*menu, view, *item);
    return menu;
}

} // namespace hubbub::ui
