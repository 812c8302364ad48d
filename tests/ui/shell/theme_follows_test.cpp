// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at pixels: nothing keeps the ground of the other theme, whatever was built, shown or hidden when it changed.
#include "tests/ui/shell/scene.h"
#include "ui/chat/chat_page.h"
#include "ui/common/sheet.h"
#include "ui/common/theme.h"
#include "ui/launcher/cluster_page.h"

#include <QAbstractScrollArea>
#include <QListView>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using ui::Theme;
using Screen = ui::MainWindow::Screen;

namespace {

/// The colour that most of the picture has: its ground.
QColor groundOf(const QImage &picture)
{
    QHash<QRgb, int> counts;
    for (int y = 0; y < picture.height(); y += 3) {
        for (int x = 0; x < picture.width(); x += 3)
            ++counts[picture.pixel(x, y)];
    }
    QRgb most = 0;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
        if (it.value() > counts.value(most))
            most = it.key();
    }
    return QColor(most);
}

/// Share of the picture that is near white in dark, near black in light; text and icons alone are little of it.
double strangeShare(const QImage &picture, bool dark)
{
    qint64 strange = 0;
    qint64 all = 0;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x, ++all) {
            const int lightness = picture.pixelColor(x, y).lightness();
            strange += dark ? lightness > 200 : lightness < 55;
        }
    }
    return double(strange) / double(qMax<qint64>(1, all));
}

} // namespace

class ThemeFollowsTest : public QObject {
    Q_OBJECT

    /// No events are handled between the change and the look.
    void check(Scene &scene, bool dark)
    {
        Theme::instance().setChoice(dark ? Theme::Choice::Dark : Theme::Choice::Light);
        const QImage whole = scene.window->grab().toImage();
        QVERIFY2(strangeShare(whole, dark) < 0.08, qPrintable(u"%1 of the window"_s.arg(strangeShare(whole, dark))));
        if (scene.window->findChild<ui::Sheet *>()) // whose shade lies over all
            return;
        const ui::Tokens &t = ui::tokens();
        const QSet<QRgb> grounds { t.app.rgb(), t.surface.rgb(), t.raised.rgb() };
        for (auto *area : scene.window->findChildren<QAbstractScrollArea *>()) {
            if (!area->isVisible() || area->viewport()->height() < 20)
                continue;
            const QRect where(area->viewport()->mapTo(scene.window.get(), QPoint()), area->viewport()->size());
            const QColor ground = groundOf(whole.copy(where));
            QVERIFY2(
                grounds.contains(ground.rgb()), qPrintable(u"%1 lies on %2"_s.arg(area->objectName(), ground.name())));
        }
    }

    void checkBoth(Scene &scene)
    {
        check(scene, true);
        check(scene, false);
        check(scene, true);
    }

private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install();
        Theme::instance().setReducesMotion(true);
    }

    void init() { Theme::instance().setChoice(Theme::Choice::Light); }

    void everyScreenFollowsAtOnce()
    {
        Scene scene;
        scene.window->show();
        checkBoth(scene); // the first screen
        QVERIFY(scene.signIn());
        QTRY_VERIFY(scene.client->rooms().size() >= 8);
        scene.window->chat().openRoom(Scene::opsNight);
        QTRY_VERIFY(scene.find<QListView>("memberList")->model()->rowCount() > 4);
        checkBoth(scene);
        scene.window->chat().openSwitcher();
        checkBoth(scene);
        QTest::keyClick(scene.window->findChild<QWidget *>(u"switcherField"_s), Qt::Key_Escape);
        // Built in light and hidden when the theme changed.
        scene.window->showScreen(Screen::Cluster);
        checkBoth(scene);
        scene.window->showScreen(Screen::Settings);
        checkBoth(scene);
    }

    void whatIsBuiltInDarkIsDark()
    {
        Theme::instance().setChoice(Theme::Choice::Dark);
        Scene scene;
        scene.window->show();
        QVERIFY(scene.signIn());
        QTRY_VERIFY(scene.client->rooms().size() >= 8);
        scene.window->chat().openRoom(Scene::opsNight);
        QTRY_VERIFY(scene.find<QListView>("memberList")->model()->rowCount() > 4);
        checkBoth(scene);
    }

    void aWindowThatWasNeverShownFollowsToo()
    {
        Scene scene;
        Theme::instance().setChoice(Theme::Choice::Dark);
        QVERIFY(scene.signIn());
        scene.window->showScreen(Screen::Chat);
        scene.window->show();
        check(scene, true);
        checkBoth(scene);
    }
};

QTEST_MAIN(ThemeFollowsTest)
#include "theme_follows_test.moc"
