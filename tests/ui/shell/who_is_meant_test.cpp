// SPDX-License-Identifier: GPL-3.0-or-later
// Where a person could be taken for another.
#include "tests/ui/shell/seat.h"
#include "ui/common/label.h"
#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;

namespace {

void press(const Scene &scene, const char *button)
{
    QTest::mouseClick(scene.find<QAbstractButton>(button), Qt::LeftButton);
}

} // namespace

class WhoIsMeantTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        ui::Theme::instance().install();
        ui::Theme::instance().setReducesMotion(true);
    }

    void nobodyIsTakenForAnotherByWhatTheyCallThemselves_data()
    {
        QTest::addColumn<QString>("jonIsCalled");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QByteArray>("reached"); // empty: the sheet asks which one
        QTest::newRow("a user name is its user's") << u"ines"_s << u"ines"_s << "ines"_ba;
        QTest::newRow("however it is written") << u"Ines"_s << u"Ines"_s << "ines"_ba;
        QTest::newRow("the name of one who is in no room") << u"nora"_s << u"nora"_s << ""_ba;
        QTest::newRow("as a call") << u"nora"_s << u"@nora"_s << "nora"_ba;
        QTest::newRow("a name of two") << u"Ines Roth"_s << u"ines roth"_s << ""_ba;
        QTest::newRow("the entry in the list") << u"Ines Roth"_s << u"Ines Roth (jon)"_s << "jon"_ba;
        QTest::newRow("a name of one") << u"Jon the Quick"_s << u"jon the quick"_s << "jon"_ba;
        QTest::newRow("nobody's") << u"Jon Hale"_s << u"no such person"_s << ""_ba;
    }
    void nobodyIsTakenForAnotherByWhatTheyCallThemselves()
    {
        QFETCH(const QString, jonIsCalled);
        QFETCH(const QString, typed);
        QFETCH(const QByteArray, reached);
        Seat seat;
        seat.scene.node.cluster().users()[Scene::jon].display = jonIsCalled;
        seat.scene.node.cluster().addUser(UserId("nora"_ba), u"Nora Vik"_s);
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 8);
        seat.scene.window->chat().openDirectSheet();
        seat.scene.find<QLineEdit>("personField")->setText(typed);
        press(seat.scene, "submitButton");
        if (reached.isEmpty()) {
            QVERIFY(!seat.scene.find<ui::Label>("personFieldProblem")->text().isEmpty());
            QVERIFY(seat.scene.node.receivedOf<protocol::Direct>().isEmpty());
            return;
        }
        QTRY_VERIFY(!seat.scene.node.receivedOf<protocol::Direct>().isEmpty());
        QCOMPARE(seat.scene.node.receivedOf<protocol::Direct>().last().user, UserId(reached));
    }
};

QTEST_MAIN(WhoIsMeantTest)
#include "who_is_meant_test.moc"
