// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/me/me_menu.h"

#include "core/base/clock.h"
#include "core/protocol/limits.h"
#include "ui/chat/text_guard.h"
#include "ui/common/button.h"
#include "ui/common/form_sheet.h"
#include "ui/common/icons.h"
#include "ui/common/label.h"
#include "ui/common/menu_action.h"
#include "ui/common/metrics.h"
#include "ui/common/segments.h"
#include "ui/common/tr.h"
#include "ui/launcher/field_row.h"
#include "ui/me/my_presence.h"
#include "ui/settings/settings.h"

#include <QAction>
#include <QDateTime>
#include <QGridLayout>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using protocol::Presence;

namespace {

constexpr qsizetype menuStatusLength = 32;

void addStates(QMenu &menu, MyPresence &me)
{
    const auto state = [&](const QString &word, Presence presence) {
        QAction *action = menu.addAction(word);
        action->setCheckable(true);
        action->setChecked(me.choice() == presence);
        QObject::connect(action, &QAction::triggered, &me, [&me, presence] { me.choose(presence); });
    };
    state(tr("Here"), Presence::Online);
    state(tr("Away"), Presence::Away);
    state(tr("Busy"), Presence::Busy);
}

void addQuiet(QMenu &menu, Settings &settings, const Clock &clock)
{
    const qint64 now = clock.wall().count();
    const bool quiet = settings.isQuiet(now);
    const QDateTime here = QDateTime::fromMSecsSinceEpoch(now);
    QMenu *inner = menu.addMenu(glyphIcon(quiet ? Glyph::BellOff : Glyph::Bell),
        !quiet ? tr("Do not disturb")
            : settings.quietUntil() == Settings::quietForGood
            ? tr("Not disturbed")
            : tr("Not disturbed until %1")
                  .arg(QDateTime::fromMSecsSinceEpoch(settings.quietUntil()).toString(u"HH:mm"_s)));
    const auto add = [&](const QString &words, qint64 until) {
        QObject::connect(inner->addAction(words), &QAction::triggered, &settings,
            [&settings, until] { settings.setQuietUntil(until); });
    };
    const QDateTime morning(here.date().addDays(1), QTime(8, 0));
    add(tr("For an hour"), here.addSecs(3600).toMSecsSinceEpoch());
    add(tr("Until tomorrow morning"), morning.toMSecsSinceEpoch());
    add(tr("Until I say so"), Settings::quietForGood);
    if (quiet) {
        inner->addSeparator();
        add(tr("Disturb me again"), 0);
    }
}

/// The moment at which a choice of the sheet ends; 0: never.
qint64 endOf(int choice, qint64 now)
{
    const QDateTime here = QDateTime::fromMSecsSinceEpoch(now);
    switch (choice) {
    case 1:
        return here.addSecs(30 * 60).toMSecsSinceEpoch();
    case 2:
        return here.addSecs(3600).toMSecsSinceEpoch();
    case 3:
        return QDateTime(here.date().addDays(1), QTime(0, 0)).toMSecsSinceEpoch();
    default:
        return 0;
    }
}

/// What people say most, to be taken by one click.
QWidget *usualStatuses(FieldRow *field, QWidget *parent)
{
    auto *box = new QWidget(parent);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(px(space::s));
    const QStringList usual { tr("In a meeting"), tr("At lunch"), tr("On call"), tr("Working from home") };
    for (int i = 0; i < usual.size(); ++i) {
        auto *button = new Button(usual.at(i), Button::Kind::Secondary, box);
        button->setObjectName(u"usualStatus%1"_s.arg(i));
        grid->addWidget(button, i / 2, i % 2);
        QObject::connect(button, &Button::clicked, field, [field, words = usual.at(i)] {
            field->setText(words);
            field->edit()->setFocus();
        });
    }
    return box;
}

} // namespace

QMenu *makeMeMenu(MyPresence &me, Settings &settings, const Clock &clock, QWidget *window)
{
    auto *menu = new QMenu(window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addStates(*menu, me);
    menu->addSeparator();
    const QString status = me.text();
    QAction *set = addAction(*menu, status.isEmpty() ? Glyph::Smile : Glyph::Pencil,
        status.isEmpty() ? tr("Set a status…")
                         : isolated(guardedLine(status, menuStatusLength)).replace(u'&', "&&"_L1));
    QObject::connect(set, &QAction::triggered, window, [&me, &clock, window] { openStatusSheet(me, clock, window); });
    if (!status.isEmpty())
        QObject::connect(
            addAction(*menu, Glyph::X, tr("Clear status")), &QAction::triggered, &me, [&me] { me.setText({}, 0); });
    addQuiet(*menu, settings, clock);
    return menu;
}

void openStatusSheet(MyPresence &me, const Clock &clock, QWidget *window)
{
    auto *sheet = new FormSheet(tr("Your status"), tr("Set"), window);
    sheet->setObjectName(u"statusSheet"_s);
    auto *words =
        new FieldRow(tr("Shown beside your name"), tr("What are you doing?"), u"statusField"_s, sheet->card());
    words->edit()->setMaxLength(protocol::titleLength);
    words->setText(me.text());
    auto *ends =
        new Segments(tr("Clear after"), { tr("Never"), tr("30 minutes"), tr("1 hour"), tr("Today") }, sheet->card());
    ends->setObjectName(u"statusEnds"_s);
    ends->setChosen(0);
    auto *last = new QWidget(sheet->card());
    auto *across = new QVBoxLayout(last);
    across->setContentsMargins(0, 0, 0, 0);
    across->setSpacing(px(space::xs));
    across->addWidget(new Label(tr("Clear after"), Type::Small, Label::Ink::Text, Weight::SemiBold, last));
    across->addWidget(ends, 0, Qt::AlignLeft);
    sheet->addField(words);
    sheet->addField(usualStatuses(words, sheet->card()));
    sheet->addField(last);
    QObject::connect(words->edit(), &QLineEdit::returnPressed, sheet, &FormSheet::submit);
    QObject::connect(sheet, &FormSheet::submitted, sheet, [sheet, words, ends, &me, &clock] {
        me.setText(words->text(), endOf(ends->chosen(), clock.wall().count()));
        sheet->dismiss();
    });
    sheet->present(words->edit());
}

} // namespace hubbub::ui
