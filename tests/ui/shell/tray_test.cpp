// SPDX-License-Identifier: GPL-3.0-or-later
// The program in the tray: what it tells there, and what closing the window then means.
#include "tests/ui/shell/pictures.h"
#include "tests/ui/shell/seat.h"
#include "ui/common/theme.h"
#include "ui/notify/tray.h"
#include "ui/settings/settings.h"

#include <QAbstractButton>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;

namespace {

std::unique_ptr<ui::MainWindow> windowWithTray(Scene &scene, bool has = true)
{
    ui::Desk desk { *scene.client, scene.settings };
    desk.hasTray = has;
    auto out = std::make_unique<ui::MainWindow>(desk);
    out->show();
    return out;
}

QAction *entry(const ui::MainWindow &window, const QString &words)
{
    for (QAction *action : window.findChild<ui::Tray *>()->menu().actions()) {
        if (action->text() == words)
            return action;
    }
    return nullptr;
}

} // namespace

class TrayTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(); }
    void init() { m_seat = std::make_unique<Seat>(); }
    void cleanup() { m_seat.reset(); }

    void theUnreadAreCountedOnTheIcon()
    {
        QVERIFY(m_seat->enter());
        auto window = windowWithTray(m_seat->scene);
        const auto *tray = window->findChild<ui::Tray *>();
        QTRY_VERIFY(tray->toolTip().contains(u"unread"_s));
        const QImage none = ui::trayIcon(0, false).pixmap(44, 44).toImage();
        const QImage some = ui::trayIcon(7, false).pixmap(44, 44).toImage();
        QVERIFY(!none.isNull() && none != some);
        QVERIFY(some != ui::trayIcon(120, false).pixmap(44, 44).toImage());
        savePicture(ui::trayIcon(7, false).pixmap(44, 44), u"tray"_s);
    }

    void closingLeavesItThereWhereThatWasChosenAndTheMenuLeadsBack()
    {
        m_seat->scene.settings.setStaysInTray(true);
        auto window = windowWithTray(m_seat->scene);
        QVERIFY(!window->close());
        QVERIFY(!window->isVisible());
        entry(*window, u"Open Hubbub"_s)->trigger();
        QVERIFY(window->isVisible());
        entry(*window, u"Quit"_s)->trigger();
        QVERIFY(!window->isVisible());
        QVERIFY(window->close()); // it is closed, and not hidden
    }

    void withoutATrayOrTheChoiceClosingIsClosing()
    {
        m_seat->scene.settings.setStaysInTray(true);
        QVERIFY(windowWithTray(m_seat->scene, false)->close());
        m_seat->scene.settings.setStaysInTray(false);
        QVERIFY(windowWithTray(m_seat->scene)->close());
    }

    void itsMenuKeepsQuietAndTheChoiceIsInSettingsWhereThereIsATray()
    {
        QVERIFY(m_seat->enter());
        auto window = windowWithTray(m_seat->scene);
        entry(*window, u"Do not disturb"_s)->trigger();
        QVERIFY(m_seat->scene.settings.isQuiet(1));
        window->showScreen(ui::MainWindow::Screen::Settings);
        auto *choice = window->findChild<QAbstractButton *>(u"traySwitch"_s);
        QTRY_VERIFY(choice->isVisible());
        choice->click();
        QVERIFY(m_seat->scene.settings.staysInTray());
        QVERIFY(choice->isChecked());
        QCoreApplication::processEvents(); // laid out
        savePicture(window->grab(), u"chat-settings-tray"_s);
        auto without = windowWithTray(m_seat->scene, false);
        without->showScreen(ui::MainWindow::Screen::Settings);
        QVERIFY(!without->findChild<QAbstractButton *>(u"traySwitch"_s)->isVisible());
    }

private:
    std::unique_ptr<Seat> m_seat;
};

QTEST_MAIN(TrayTest)
#include "tray_test.moc"
