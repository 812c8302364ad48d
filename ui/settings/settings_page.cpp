// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings_page.h"

#include "core/base/clock.h"
#include "ui/chat/room_words.h"
#include "ui/common/avatar.h"
#include "ui/common/button.h"
#include "ui/common/card.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/overlay_bar.h"
#include "ui/common/segments.h"
#include "ui/common/switch.h"
#include "ui/common/theme.h"
#include "ui/settings/settings.h"
#include "ui/settings/shortcuts.h"

#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <array>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int columnWidth = 620;
constexpr int zoomStep = 10;
constexpr std::array awayChoices { 5, 10, 30, 0 }; // minutes

/// The nearest one, where the file has another.
int awayChoiceFor(int minutes) { return minutes == 0 ? 3 : minutes <= 7 ? 0 : minutes <= 20 ? 1 : 2; }

} // namespace

SettingsPage::SettingsPage(Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_theme(new Segments(tr("Theme"), { tr("System"), tr("Light"), tr("Dark") }))
    , m_zoomBox(new QWidget)
    , m_smaller(new IconButton(Glyph::Minus, tr("Smaller"), m_zoomBox))
    , m_zoom(new Label({}, Type::Base, Label::Ink::Text, Weight::SemiBold, m_zoomBox))
    , m_larger(new IconButton(Glyph::Plus, tr("Larger"), m_zoomBox))
    , m_motion(new Switch(tr("Reduce motion")))
    , m_sendKey(new Segments(tr("Send with"), { tr("Enter"), tr("Ctrl + Enter") }))
    , m_quiet(new Switch(tr("Do not disturb")))
    , m_tray(new Switch(tr("Stay in the tray")))
    , m_away(new Segments(tr("Away after"), { tr("5 min"), tr("10 min"), tr("30 min"), tr("Never") }))
    , m_avatar(new Avatar(46))
    , m_name(new Label({}, Type::Lead, Label::Ink::Text, Weight::SemiBold))
    , m_account(new Label({}, Type::Small, Label::Ink::Secondary, Weight::Regular))
    , m_signOut(new Button(tr("Sign out…"), Button::Kind::Danger))
    , m_middle(new QWidget)
    , m_column(new QVBoxLayout)
{
    build();
    wire();
    refresh();
    adopt();
}

void SettingsPage::build()
{
    setObjectName(u"settingsPage"_s);
    m_theme->setObjectName(u"themeChoice"_s);
    m_smaller->setObjectName(u"zoomOutButton"_s);
    m_larger->setObjectName(u"zoomInButton"_s);
    m_zoom->setObjectName(u"zoomValue"_s);
    m_motion->setObjectName(u"reduceMotionSwitch"_s);
    m_sendKey->setObjectName(u"sendKeyChoice"_s);
    m_quiet->setObjectName(u"quietSwitch"_s);
    m_tray->setObjectName(u"traySwitch"_s);
    m_trayRow =
        row(tr("Stay in the tray"), tr("Closing the window leaves Hubbub there, and messages are told."), m_tray);
    m_trayRow->hide();
    m_away->setObjectName(u"awayChoice"_s);
    m_signOut->setObjectName(u"signOutButton"_s);
    m_zoom->setAlignment(Qt::AlignCenter);
    auto *zoom = new QHBoxLayout(m_zoomBox);
    zoom->setContentsMargins(0, 0, 0, 0);
    zoom->addWidget(m_smaller);
    zoom->addWidget(m_zoom);
    zoom->addWidget(m_larger);

    m_column->addWidget(new Label(tr("Settings"), Type::Display, Label::Ink::Text, Weight::SemiBold));
    m_column->addWidget(card(tr("Account"), { accountRow(), accountLinks() }));
    m_column->addWidget(card(tr("Look"),
        { row(tr("Theme"), tr("System follows the desktop."), m_theme),
            row(tr("Size"), tr("Of text and everything around it."), m_zoomBox),
            row(tr("Reduce motion"), tr("Nothing slides or fades."), m_motion) }));
    m_column->addWidget(card(
        tr("Writing"), { row(tr("Send with"), tr("The other one makes a new line."), m_sendKey), shortcutsRow() }));
    m_column->addWidget(card(tr("Notifications"),
        { row(tr("Do not disturb"), tr("Nothing is told on the desktop. Each room has its own choice in its menu."),
              m_quiet),
            m_trayRow }));
    m_column->addWidget(
        card(tr("Presence"), { row(tr("Away after"), tr("When you touch no key and no pointer."), m_away) }));
    m_column->addWidget(new Label(
        tr("Hubbub %1 · free software under the GNU GPL, version 3 or later").arg(QStringLiteral(HUBBUB_VERSION)),
        Type::Small, Label::Ink::Faint, Weight::Regular));
    m_column->addStretch(1);

    auto *wide = new QWidget;
    auto *sides = new QHBoxLayout(wide);
    m_middle->setLayout(m_column);
    sides->addStretch(1);
    sides->addWidget(m_middle, 100);
    sides->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    new OverlayBar(scroll);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(wide);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
}

QWidget *SettingsPage::accountRow()
{
    auto *who = new QWidget;
    auto *across = new QHBoxLayout(who);
    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_name);
    names->addWidget(m_account);
    across->addWidget(m_avatar);
    across->addLayout(names, 1);
    across->addWidget(m_signOut);
    return who;
}

QWidget *SettingsPage::accountLinks()
{
    auto *box = new QWidget;
    auto *across = new QHBoxLayout(box);
    const auto link = [&](const QString &words, const QString &name, auto signal,
                          Button::Kind kind = Button::Kind::Secondary) {
        auto *button = new Button(words, kind, box);
        button->setObjectName(name);
        across->addWidget(button);
        connect(button, &Button::clicked, this, signal);
    };
    link(tr("Change name…"), u"changeNameButton"_s, &SettingsPage::nameWanted);
    link(tr("Change password…"), u"changePasswordButton"_s, &SettingsPage::passwordWanted);
    across->addStretch(1);
    link(tr("Sign out everywhere…"), u"signOutEverywhereButton"_s, &SettingsPage::signOutEverywhereWanted,
        Button::Kind::Danger);
    return box;
}

QWidget *SettingsPage::shortcutsRow()
{
    auto *show = new Button(tr("Show all"), Button::Kind::Secondary);
    show->setObjectName(u"showShortcutsButton"_s);
    show->setAccessibleName(tr("Show all keyboard shortcuts"));
    connect(show, &Button::clicked, this, &SettingsPage::shortcutsWanted);
    return row(tr("Keyboard shortcuts"), tr("%1 shows them, too.").arg(keyWords(keysOf(WindowKey::Shortcuts))), show);
}

QWidget *SettingsPage::row(const QString &title, const QString &line, QWidget *control)
{
    auto *box = new QWidget;
    auto *names = new QVBoxLayout;
    names->setSpacing(px(2));
    names->addWidget(new Label(title, Type::Base, Label::Ink::Text, Weight::SemiBold));
    names->addWidget(new Label(line, Type::Small, Label::Ink::Secondary, Weight::Regular));
    auto *across = new QHBoxLayout(box);
    across->addLayout(names, 1);
    across->addWidget(control);
    return box;
}

QWidget *SettingsPage::card(const QString &title, const QList<QWidget *> &rows)
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(px(space::s));
    column->addWidget(new Label(title, Type::Small, Label::Ink::Secondary, Weight::SemiBold));
    auto *inner = new Card(radius::l);
    auto *lines = new QVBoxLayout(inner);
    lines->setContentsMargins(px(space::l), px(space::s), px(space::l), px(space::s));
    lines->setSpacing(px(space::xs));
    for (QWidget *line : rows) {
        line->layout()->setContentsMargins(0, px(space::s), 0, px(space::s));
        line->layout()->setSpacing(px(space::m));
        lines->addWidget(line);
    }
    column->addWidget(inner);
    return box;
}

void SettingsPage::wire()
{
    connect(m_theme, &Segments::choiceMade, this,
        [this](int index) { m_settings.setTheme(static_cast<Theme::Choice>(index)); });
    connect(m_smaller, &IconButton::clicked, this, [this] { m_settings.setZoom(m_settings.zoom() - zoomStep); });
    connect(m_larger, &IconButton::clicked, this, [this] { m_settings.setZoom(m_settings.zoom() + zoomStep); });
    connect(m_motion, &Switch::toggled, this, [this](bool on) { m_settings.setReduceMotion(on); });
    connect(m_sendKey, &Segments::choiceMade, this,
        [this](int index) { m_settings.setSendKey(static_cast<Settings::SendKey>(index)); });
    connect(m_quiet, &Switch::clicked, this,
        [this](bool on) { m_settings.setQuietUntil(on ? Settings::quietForGood : 0); });
    connect(m_away, &Segments::choiceMade, this,
        [this](int index) { m_settings.setAwayAfter(awayChoices.at(static_cast<size_t>(index))); });
    connect(&m_settings, &Settings::awayAfterChanged, this, &SettingsPage::refresh);
    connect(&m_settings, &Settings::quietChanged, this, &SettingsPage::refresh);
    connect(m_tray, &Switch::clicked, this, [this](bool on) { m_settings.setStaysInTray(on); });
    connect(&m_settings, &Settings::staysInTrayChanged, this, &SettingsPage::refresh);
    connect(m_signOut, &Button::clicked, this, &SettingsPage::signOutWanted);
    connect(&m_settings, &Settings::themeChanged, this, &SettingsPage::refresh);
    connect(&m_settings, &Settings::zoomChanged, this, &SettingsPage::refresh);
    connect(&m_settings, &Settings::sendKeyChanged, this, &SettingsPage::refresh);
    connect(&m_settings, &Settings::reduceMotionChanged, this, &SettingsPage::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &SettingsPage::adopt);
}

void SettingsPage::setHasTray(bool has) { m_trayRow->setVisible(has); }

void SettingsPage::adopt()
{
    m_middle->setMaximumWidth(px(columnWidth));
    m_column->setContentsMargins(px(space::l), px(space::xxl), px(space::l), px(space::xl));
    m_column->setSpacing(px(space::xl));
    m_zoom->setFixedWidth(px(56));
    update();
}

void SettingsPage::refresh()
{
    m_theme->setChosen(static_cast<int>(m_settings.theme()));
    m_zoom->setText(u"%1 %"_s.arg(m_settings.zoom()));
    m_smaller->setEnabled(m_settings.zoom() > Settings::leastZoom);
    m_larger->setEnabled(m_settings.zoom() < Settings::mostZoom);
    m_motion->setChecked(m_settings.reduceMotion());
    m_sendKey->setChosen(static_cast<int>(m_settings.sendKey()));
    m_away->setChosen(awayChoiceFor(m_settings.awayAfter()));
    m_tray->setChecked(m_settings.staysInTray());
    m_quiet->setChecked(m_settings.isQuiet(systemClock().wall().count()));
}

void SettingsPage::setMe(const client::Me &me, const QString &server)
{
    const QString name = personName(me.display, me.user);
    m_avatar->setLook({ me.user.bytes(), name, {}, {}, false });
    m_name->setText(name);
    m_account->setText(server.isEmpty() ? me.user.text() : tr("%1 on %2").arg(me.user.text(), server));
}

void SettingsPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().app);
}

} // namespace hubbub::ui
