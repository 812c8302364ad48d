// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/shell/pictures.h"

#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QMenu>
#include <QTest>

namespace hubbub::testing {

using namespace Qt::StringLiterals;
using ui::Theme;

namespace {

/// Buttons are never narrower than their text.
void checkNothingIsCut(const QWidget &window)
{
    for (const auto *button : window.findChildren<QAbstractButton *>()) {
        if (!button->isVisible() || button->text().isEmpty())
            continue;
        QVERIFY2(button->width() >= button->sizeHint().width(),
            qPrintable(u"cut: %1 (%2)"_s.arg(button->objectName(), button->text())));
    }
}

QString lookWord() { return Theme::instance().isDark() ? u"dark"_s : u"light"_s; }

} // namespace

void savePicture(const QPixmap &picture, const QString &name)
{
    const QString dir = qEnvironmentVariable("HUBBUB_SHOTS");
    if (dir.isEmpty())
        return;
    QVERIFY(QDir().mkpath(dir));
    QVERIFY(picture.save(QDir(dir).filePath(name + u".png"_s)));
}

void drawAs(Scene &scene, const QString &name, const QSize &size)
{
    scene.window->resize(size);
    QVERIFY(QTest::qWaitFor([&] { return scene.window->size() == size; }));
    QCoreApplication::sendPostedEvents(); // layouts
    const QPixmap picture = scene.window->grab();
    QCOMPARE(picture.deviceIndependentSize().toSize(), size);
    checkNothingIsCut(*scene.window);
    savePicture(picture, name);
}

void draw(Scene &scene, const QString &name, const QList<QSize> &sizes)
{
    for (const bool dark : { false, true }) {
        Theme::instance().setChoice(dark ? Theme::Choice::Dark : Theme::Choice::Light);
        for (const QSize size : sizes)
            drawAs(scene, u"%1-%2-%3"_s.arg(name, lookWord()).arg(size.width()), size);
    }
    Theme::instance().setChoice(Theme::Choice::Light);
}

void drawMenu(const QString &name)
{
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY2(menu != nullptr, qPrintable(name));
    menu->setActiveAction(menu->actions().first());
    savePicture(menu->grab(), u"menu-%1-%2"_s.arg(name, lookWord()));
    menu->close();
}

} // namespace hubbub::testing
