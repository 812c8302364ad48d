// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/timeline_menu.h"

#include "ui/common/menu_action.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>

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

void addActing(QMenu &menu, TimelineView &view, const client::TimelineItem &item)
{
    const Mid mid = item.mid;
    if (item.seq > 0) {
        QAction *reply = addAction(menu, Glyph::Reply, TimelineView::tr("Reply"));
        QObject::connect(reply, &QAction::triggered, &view, [&view, mid] {
            const int row = view.source() ? view.source()->indexOf(mid) : -1;
            if (row >= 0)
                Q_EMIT
            view.replyRequested(view.source()->at(row));
        });
    }
    if (item.own && item.state == client::SendState::Failed) {
        QAction *retry = addAction(menu, Glyph::RotateCw, TimelineView::tr("Send again"));
        QObject::connect(retry, &QAction::triggered, &view, [&view, mid] {
            Q_EMIT
            view.retryRequested(mid);
        });
    }
    if (item.own && (item.state == client::SendState::Failed || item.state == client::SendState::Queued)) {
        menu.addSeparator();
        QAction *discard = addDangerAction(menu, Glyph::Trash2, TimelineView::tr("Discard"));
        QObject::connect(discard, &QAction::triggered, &view, [&view, mid] {
            Q_EMIT
            view.discardRequested(mid);
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
    addCopying(*menu, view, hit);
    if (hit.row >= 0) {
        const client::TimelineItem &item = view.source()->at(hit.row);
        if (item.kind == client::TimelineItem::Kind::Message)
            addActing(*menu, view, item);
    }
    return menu;
}

} // namespace hubbub::ui
