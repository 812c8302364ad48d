// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says of itself: notices, the menu of who is signed in, rooms that are gone.
#include "ui/main_window.h"

#include "core/client/chat_client.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/link_words.h"
#include "ui/chat/room_words.h"
#include "ui/chat/text_guard.h"
#include "ui/common/confirm_sheet.h"
#include "ui/common/menu_action.h"
#include "ui/common/message_sheet.h"
#include "ui/console/console_page.h"
#include "ui/me/idle_watch.h"
#include "ui/me/me_menu.h"
#include "ui/me/my_presence.h"
#include "ui/notify/notifier.h"
#include "ui/notify/tray.h"
#include "ui/settings/settings.h"
#include "ui/settings/settings_page.h"

#include <QAction>
#include <QEvent>
#include <QMenu>

#include <chrono>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::Phase;
using protocol::Presence;

namespace {

constexpr qsizetype mostGoneSaid = 6; ///< by name, of rooms that are gone at once

} // namespace

void MainWindow::wireNotices()
{
    if (m_desk.notices == nullptr)
        return;
    m_notifier = new Notifier(m_desk.client, m_desk.settings, *m_desk.notices, m_desk.clock, this);
    connect(m_chat, &ChatPage::roomOpened, this, &MainWindow::refreshSeen);
    connect(m_notifier, &Notifier::roomWanted, this, [this](const RoomId &room) {
        comeForward();
        if (go(Screen::Chat))
            m_chat->openRoom(room);
    });
    connect(m_notifier, &Notifier::otherWanted, this, [this] {
        comeForward();
        go(Screen::Console);
        m_console->showTab(ConsolePage::Tab::Alerts);
    });
    connect(m_console, &ConsolePage::alertRaised, this, [this](const QString &sentence) {
        if (!isActiveWindow() || m_screen != Screen::Console)
            m_notifier->tell(u"alert:"_s + sentence, tr("The cluster needs a look"), sentence);
    });
}

void MainWindow::wireTray()
{
    m_settings->setHasTray(m_tray->isThere());
    connect(m_tray, &Tray::windowWanted, this, &MainWindow::comeForward);
    connect(m_tray, &Tray::quitWanted, this, [this] {
        m_quitting = true;
        show(); // the end comes with the last window that closes
        close();
    });
}

void MainWindow::comeForward()
{
    if (isMinimized())
        showNormal();
    show();
    raise();
    activateWindow();
}

/// What a person has before their eyes, nobody needs to tell them.
void MainWindow::refreshSeen()
{
    if (m_notifier != nullptr)
        m_notifier->setSeen(isActiveWindow() && m_screen == Screen::Chat ? m_chat->currentRoom() : RoomId());
}

void MainWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ActivationChange)
        refreshSeen();
}

void MainWindow::confirmSignOut()
{
    const int waiting = m_desk.client.waitingSends();
    auto *sheet = new ConfirmSheet(tr("Sign out?"),
        waiting == 0 ? tr("Your rooms stay on the server; you find them again when you come back.")
                     : tr("%1 messages are not sent yet. They wait on this computer until you come back.").arg(waiting),
        tr("Sign out"), this);
    connect(sheet, &ConfirmSheet::confirmed, this, [this] { m_desk.client.signOut(false); });
    sheet->present();
}

/// By somebody else: what was in sight is gone, so it must not happen in silence. Several that go at once, as those of
/// one who signs in after weeks, are said at once.
void MainWindow::noteRemoved(const RoomId &room, const QString &title, const QString &cause)
{
    const QString text = m_chat->takeLostText(room);
    if (cause == "left"_L1 && text.isEmpty())
        return;
    const QString name = guardedLine(title);
    const QString shown = isolated(u"# "_s + (name.isEmpty() ? room.text() : name));
    const QString sentence = cause == "banned"_L1 ? tr("A moderator banned you from %1.").arg(shown)
        : cause == "left"_L1                      ? tr("You left %1 on another device.").arg(shown)
        : cause == "kicked"_L1                    ? tr("A moderator removed you from %1.").arg(shown)
        : cause == "closed"_L1                    ? tr("%1 was closed by its owner.").arg(shown)
                                                  : tr("%1 is not there any more.").arg(shown);
    m_gone.append({ shown, sentence, text });
    m_goneIsSaid.ask();
}

void MainWindow::sayRemoved()
{
    const QList<GoneRoom> gone = std::exchange(m_gone, {});
    QStringList sentences;
    QStringList texts;
    for (const GoneRoom &room : gone) {
        if (sentences.size() < mostGoneSaid)
            sentences.append(room.sentence);
        if (!room.text.isEmpty())
            texts.append(gone.size() == 1 ? room.text : room.name + u": "_s + room.text);
    }
    if (gone.size() > mostGoneSaid)
        sentences.append(tr("And %1 more.").arg(gone.size() - mostGoneSaid));
    if (!texts.isEmpty())
        sentences.append(tr("This is what you were writing there:"));
    const QString title = gone.size() == 1 ? tr("A room is gone") : tr("%1 rooms are gone").arg(gone.size());
    (new MessageSheet(title, sentences.join(u'\n'), this, texts.join(u'\n')))->present();
}

void MainWindow::wireMe()
{
    connect(m_me, &MyPresence::changed, this, [this] {
        if (m_notifier != nullptr)
            m_notifier->setBusy(m_me->choice() == Presence::Busy);
        refreshMe();
    });
    connect(m_idle, &IdleWatch::changed, m_me, &MyPresence::setIdle);
    const auto obey = [this] { m_idle->setPatience(std::chrono::minutes(m_desk.settings.awayAfter())); };
    connect(&m_desk.settings, &Settings::awayAfterChanged, this, obey);
    obey();
}

void MainWindow::openMeMenu(const QPoint &where)
{
    QMenu *menu = makeMeMenu(*m_me, m_desk.settings, m_desk.clock, this);
    menu->addSeparator();
    connect(
        ui::addAction(*menu, Glyph::LogOut, tr("Sign out…")), &QAction::triggered, this, &MainWindow::confirmSignOut);
    menu->popup(where - QPoint(0, menu->sizeHint().height()));
}

void MainWindow::refreshMe()
{
    const client::Me &me = m_desk.client.me();
    const client::LinkView &link = m_desk.client.link();
    const QString name = personName(me.display, me.user);
    const bool online = link.phase == Phase::Online;
    m_rail->setMe({ me.user.bytes(), name, online ? m_me->shown() : Presence::Offline, {}, false },
        online ? tr("%1, connected").arg(name) : tr("%1, not connected").arg(name));
    m_settings->setMe(me, link.url.isEmpty() ? QString() : hostWords(link.url));
}

} // namespace hubbub::ui
