// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/shortcuts_sheet.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/overlay_bar.h"
#include "ui/settings/shortcuts.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int shortcutsWidth = 560;
constexpr int shortcutsRoom = 460; // the list's height; the rest scrolls

QWidget *shortcutRow(const ShortcutLine &line)
{
    auto *row = new QWidget;
    const QString words = keyWords(line.keys);
    row->setObjectName(u"shortcutRow"_s);
    row->setAccessibleName(u"%1: %2"_s.arg(line.what, words));
    auto *what = new Label(line.what, Type::Base, Label::Ink::Text, Weight::Regular, row);
    what->setObjectName(u"shortcutWhat"_s);
    what->setFit(Label::Fit::Wrap);
    auto *keys = new Label(words, Type::Base, Label::Ink::Secondary, Weight::SemiBold, row);
    keys->setObjectName(u"shortcutKeys"_s);
    keys->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    keys->setFixedWidth(keys->sizeHint().width()); // the sentence wraps before keys are cut
    auto *across = new QHBoxLayout(row);
    across->setContentsMargins(0, px(space::xs), 0, px(space::xs));
    across->setSpacing(px(space::l));
    across->addWidget(what, 1);
    across->addWidget(keys);
    return row;
}

} // namespace

ShortcutsSheet::ShortcutsSheet(bool sendsByCtrl, QWidget *window)
    : Sheet(window, tr("Keyboard shortcuts"), shortcutsWidth)
    , m_scroll(new QScrollArea(card()))
{
    setObjectName(u"shortcutsSheet"_s);
    auto *list = new QWidget;
    list->setObjectName(u"shortcutsList"_s);
    auto *lines = new QVBoxLayout(list);
    lines->setContentsMargins(0, 0, px(space::l), 0); // the bar lies there
    lines->setSpacing(0);
    bool first = true;
    for (const ShortcutPlace &place : shortcutPlaces(sendsByCtrl)) {
        if (!first)
            lines->addSpacing(px(space::l));
        first = false;
        lines->addWidget(new Label(place.name, Type::Small, Label::Ink::Secondary, Weight::SemiBold));
        lines->addSpacing(px(space::xs));
        for (const ShortcutLine &line : place.lines)
            lines->addWidget(shortcutRow(line));
    }
    lines->addStretch(1);
    m_scroll->setObjectName(u"shortcutsScroll"_s);
    m_scroll->setAccessibleName(tr("Keyboard shortcuts"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::StrongFocus); // arrows and pages move it
    m_scroll->setWidget(list);
    list->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->setMinimumHeight(px(120));
    new OverlayBar(m_scroll);

    auto *close = new Button(tr("Close"), Button::Kind::Secondary, card());
    close->setObjectName(u"closeShortcutsButton"_s);
    close->setMinimumHeight(px(36));
    auto *feet = new QHBoxLayout;
    feet->addStretch(1);
    feet->addWidget(close);
    column()->addWidget(new Label(tr("Keyboard shortcuts"), Type::Title, Label::Ink::Text, Weight::SemiBold, card()));
    column()->addSpacing(px(space::xs));
    column()->addWidget(m_scroll, 1);
    column()->addLayout(feet);
    connect(close, &Button::clicked, this, &ShortcutsSheet::dismiss);
}

void ShortcutsSheet::present()
{
    // What the window has room for, and no more than is pleasant to read.
    const int free = parentWidget()->height() - px(200);
    m_scroll->setFixedHeight(qBound(px(120), free, px(shortcutsRoom)));
    open(m_scroll);
}

} // namespace hubbub::ui
