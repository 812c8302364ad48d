// SPDX-License-Identifier: GPL-3.0-or-later
// Settings in the whole window: what is chosen for rooms follows its file, and every key of the program is listed.
#include "tests/ui/shell/pictures.h"
#include "tests/ui/shell/seat.h"
#include "ui/chat/room_list_model.h"
#include "ui/common/label.h"
#include "ui/common/theme.h"
#include "ui/settings/shortcuts.h"
#include "ui/settings/shortcuts_sheet.h"

#include <QAbstractButton>
#include <QAction>
#include <QListView>
#include <QMenu>
#include <QSet>
#include <QSettings>
#include <QShortcut>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using ui::Theme;
using Screen = ui::MainWindow::Screen;

namespace {

QSet<QString> listedKeys()
{
    QSet<QString> all;
    for (const ui::ShortcutPlace &place : ui::shortcutPlaces(false)) {
        for (const ui::ShortcutLine &line : place.lines) {
            for (const QKeySequence &key : line.keys)
                all.insert(key.toString());
        }
    }
    return all;
}

QStringList rowsOf(const ui::ShortcutsSheet &sheet)
{
    QStringList all;
    for (const auto *row : sheet.findChildren<QWidget *>(u"shortcutRow"_s))
        all.append(row->accessibleName());
    return all;
}

} // namespace

class SettingsFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install();
        Theme::instance().setReducesMotion(true);
    }

    void init()
    {
        Theme::instance().setZoom(1);
        Theme::instance().setChoice(Theme::Choice::Light);
    }

    void pinsMutesAndQuietFollowTheirFile()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.scene.window->showScreen(Screen::Settings);
        ui::Settings &settings = seat.scene.settings;
        settings.setZoom(100);
        settings.setPinned(Scene::opsNight, true); // the file is there
        const QAbstractItemModel *model = seat.scene.find<QListView>("roomList")->model();
        QVERIFY(model != nullptr);
        const auto isPinned = [model](const RoomId &room) {
            for (int i = 0; i < model->rowCount(); ++i) {
                const QModelIndex index = model->index(i, 0);
                const QString says = index.data(Qt::AccessibleTextRole).toString();
                if (says.contains(room.text()))
                    return index.data(ui::RoomListModel::PinnedRole).toBool();
            }
            return false;
        };
        QTRY_VERIFY(isPinned(Scene::opsNight));
        QVERIFY(!isPinned(Scene::general));
        const QSignalSpy rooms(&settings, &ui::Settings::roomChoicesChanged);
        const QSignalSpy quiet(&settings, &ui::Settings::quietChanged);
        const QSignalSpy tray(&settings, &ui::Settings::staysInTrayChanged);
        {
            QSettings outside(seat.scene.dir.filePath(u"mara/settings.ini"_s), QSettings::IniFormat);
            outside.setValue(u"rooms/pinned"_s, QStringList { Scene::general.text() });
            outside.setValue(u"rooms/muted"_s, QStringList { Scene::opsNight.text() });
            outside.setValue(u"notify/quietUntil"_s, ui::Settings::quietForGood);
            outside.setValue(u"notify/staysInTray"_s, true);
        }
        QTRY_VERIFY(isPinned(Scene::general));
        QVERIFY(!isPinned(Scene::opsNight));
        QCOMPARE(settings.attention(Scene::opsNight), ui::Attention::Muted);
        QTRY_VERIFY(seat.scene.find<QAbstractButton>("quietSwitch")->isChecked());
        QTRY_VERIFY(seat.scene.find<QAbstractButton>("traySwitch")->isChecked());
        QVERIFY(!quiet.isEmpty() && !tray.isEmpty()); // each by itself: the page asks for all at any of them
        // A choice of one's own is told once, not again when its file is noticed.
        const qsizetype before = rooms.count();
        settings.setAttention(Scene::opsNight, ui::Attention::All);
        QCOMPARE(rooms.count(), before + 1);
    }

    void everyShortcutOfTheProgramIsListed()
    {
        Seat seat;
        QVERIFY(seat.enter());
        for (const Screen screen : { Screen::Chat, Screen::Console, Screen::Cluster, Screen::Inbox, Screen::Settings })
            seat.scene.window->showScreen(screen); // whatever is built late
        const QSet<QString> listed = listedKeys();
        QSet<QString> bound;
        for (const auto *shortcut : seat.scene.window->findChildren<QShortcut *>())
            bound.insert(shortcut->key().toString());
        for (const auto *action : seat.scene.window->findChildren<QAction *>()) {
            // Those of Qt's own text fields are what they are everywhere.
            if (qobject_cast<QMenu *>(action->parent()) != nullptr || action->shortcut().isEmpty())
                continue;
            bound.insert(action->shortcut().toString());
        }
        for (int i = 0; i < ui::windowKeys; ++i) {
            for (const QKeySequence &key : ui::keysOf(static_cast<ui::WindowKey>(i)))
                QVERIFY2(bound.contains(key.toString()), qPrintable(key.toString()));
        }
        const QSet<QString> forgotten = bound - listed;
        QVERIFY2(forgotten.isEmpty(), qPrintable(QStringList(forgotten.values()).join(u", "_s)));
    }

    void noKeyMeansTwoThingsInOnePlace()
    {
        for (const bool byCtrl : { false, true }) {
            for (const ui::ShortcutPlace &place : ui::shortcutPlaces(byCtrl)) {
                QSet<QString> seen;
                for (const ui::ShortcutLine &line : place.lines) {
                    QVERIFY(!line.what.isEmpty() && !line.keys.isEmpty());
                    for (const QKeySequence &key : line.keys) {
                        QVERIFY2(!key.isEmpty() && !seen.contains(key.toString()), qPrintable(line.what));
                        seen.insert(key.toString());
                    }
                }
            }
        }
    }

    void theKeysAreShownByKeysAndFromTheSettings()
    {
        Seat seat;
        QVERIFY(seat.enter());
        ui::MainWindow &window = *seat.scene.window;
        const auto sheet = [&window] { return window.findChild<ui::ShortcutsSheet *>(); };
        QTest::keyClick(seat.field(), Qt::Key_F1);
        QVERIFY(sheet() != nullptr && sheet()->isVisible());
        QVERIFY(rowsOf(*sheet()).contains(u"Show all keys: Ctrl+/ or F1"_s));
        QVERIFY(rowsOf(*sheet()).contains(u"Begin a new line: Shift+Enter"_s));
        QTest::keyClick(&window, Qt::Key_F1); // no second one on top
        QCOMPARE(window.findChildren<ui::ShortcutsSheet *>().size(), 1);
        QTest::keyClick(sheet(), Qt::Key_Escape);
        QTRY_VERIFY(sheet() == nullptr);
        QTest::keyClick(seat.field(), Qt::Key_Slash, Qt::ControlModifier);
        QVERIFY(sheet() != nullptr);
        QTest::mouseClick(sheet()->findChild<QAbstractButton *>(u"closeShortcutsButton"_s), Qt::LeftButton);
        QTRY_VERIFY(sheet() == nullptr);
        QVERIFY(seat.field()->toPlainText().isEmpty());

        // What the sheet says follows the key that sends, also after a start of the program.
        seat.scene.settings.setSendKey(ui::Settings::SendKey::CtrlEnter);
        for (const double zoom : { 1.0, 1.5 }) {
            Theme::instance().setZoom(zoom);
            seat.scene.remakeWindow();
            seat.scene.window->show();
            seat.scene.window->showScreen(Screen::Settings);
            draw(seat.scene, u"settings-%1"_s.arg(qRound(zoom * 100)), { { 1280, 800 } });
            QTest::mouseClick(seat.scene.find<QAbstractButton>("showShortcutsButton"), Qt::LeftButton);
            const auto *again = seat.scene.window->findChild<ui::ShortcutsSheet *>();
            QVERIFY(again != nullptr && again->isVisible());
            QVERIFY(rowsOf(*again).contains(u"Send the message: Ctrl+Enter"_s));
            draw(seat.scene, u"shortcuts-%1"_s.arg(qRound(zoom * 100)), { { 1280, 800 } });
        }
    }
};

QTEST_MAIN(SettingsFlowTest)
#include "settings_flow_test.moc"
