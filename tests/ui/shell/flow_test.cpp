// SPDX-License-Identifier: GPL-3.0-or-later
// What a person goes through in the whole window, against a node that can be made to fail: signing in, sending, losing
// the connection, reading while others write.
#include "tests/ui/shell/seat.h"
#include "ui/chat/connection_bar.h"
#include "ui/chat/jump_button.h"
#include "ui/common/label.h"
#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using client::Phase;
using client::SendState;
using client::TimelineItem;
using Screen = ui::MainWindow::Screen;

namespace {

bool hasColour(const QImage &picture, const QColor &colour)
{
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x)
            if (picture.pixelColor(x, y) == colour)
                return true;
    }
    return false;
}

} // namespace

class FlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        ui::Theme::instance().install();
        ui::Theme::instance().setChoice(ui::Theme::Choice::Light);
        ui::Theme::instance().setReducesMotion(true);
    }

    void aWrongPasswordIsSaidRightBelowItsField()
    {
        Scene scene;
        scene.window->show();
        scene.find<QLineEdit>("serverField")->setText(scene.node.url().toString());
        scene.find<QLineEdit>("nameField")->setText(u"mara"_s);
        auto *password = scene.find<QLineEdit>("passwordField");
        password->setText(u"not this one"_s);
        QTest::keyClick(password, Qt::Key_Return);
        auto *problem = scene.find<ui::Label>("passwordFieldProblem");
        QTRY_COMPARE(problem->text(), u"Name and password don’t match."_s);
        QTRY_VERIFY(problem->isVisible());
        const QRect field(password->mapTo(scene.window.get(), QPoint()), password->size());
        const QRect words(problem->mapTo(scene.window.get(), QPoint()), problem->size());
        QVERIFY2(words.top() >= field.bottom() && words.top() - field.bottom() < 12,
            qPrintable(u"%1 below"_s.arg(words.top() - field.bottom())));
        QCOMPARE(words.left(), field.left());
        const QImage picture = scene.window->grab(words).toImage();
        QVERIFY(hasColour(picture, ui::tokens().crit));
        // The other fields are not blamed, and nothing of what was typed is lost.
        QVERIFY(scene.find<ui::Label>("nameFieldProblem")->text().isEmpty());
        QCOMPARE(password->text(), u"not this one"_s);
        QTRY_VERIFY(password->hasFocus());
        // The right one leads on.
        password->setText(u"a long password"_s);
        QTest::keyClick(password, Qt::Key_Return);
        QTRY_COMPARE(scene.window->screen(), Screen::Chat);
    }

    void aMessageGoesFromWaitingToSent()
    {
        Seat seat;
        QVERIFY(seat.enter());
        const int before = seat.feed().count();
        seat.scene.node.deafSends = true;
        seat.type(u"on its way"_s);
        QCOMPARE(seat.feed().count(), before + 1); // in sight at once
        QVERIFY(seat.view().isAtEnd());
        QTRY_COMPARE(seat.last().state, SendState::Sending);
        QCOMPARE(seat.mark(), ui::Glyph::Clock);
        const Mid mid = seat.last().mid;
        const int y = seat.bottomOf(mid);
        QVERIFY(y > 0);
        // The connection breaks before an answer, and the message is sent again by itself.
        seat.scene.node.deafSends = false;
        seat.scene.node.dropAll();
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        QCOMPARE(seat.last().mid, mid);
        QCOMPARE(seat.mark(), ui::Glyph::Check);
        QCOMPARE(seat.stored(1), QList<QString> { u"on its way"_s });
        QVERIFY(seat.bottomOf(mid) > 0);
    }

    void aMessageThatIsStoredButNotAnsweredIsThereOnce()
    {
        Seat seat;
        QVERIFY(seat.enter());
        const size_t before = seat.scene.node.cluster().find(seat.room)->log.size();
        seat.scene.node.muteSends = true;
        seat.type(u"only once"_s);
        QTRY_COMPARE(seat.scene.node.cluster().find(seat.room)->log.size(), before + 1);
        seat.scene.node.muteSends = false;
        seat.scene.node.dropAll();
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        QTRY_COMPARE(seat.scene.client->waitingSends(), 0);
        QCOMPARE(seat.scene.node.cluster().find(seat.room)->log.size(), before + 1);
        int rows = 0;
        for (int i = 0; i < seat.feed().count(); ++i)
            rows += seat.feed().at(i).message.text == u"only once"_s;
        QCOMPARE(rows, 1);
    }

    void aRefusedMessageSaysSoAndIsSentByAPress()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.scene.node.refuseSends = Error { ErrorCode::Forbidden, {}, {} };
        seat.type(u"may I?"_s);
        QTRY_COMPARE(seat.last().state, SendState::Failed);
        QCOMPARE(seat.mark(), ui::Glyph::CircleAlert);
        const int row = seat.feed().count() - 1;
        const auto &failure = seat.view().layoutAt(row).failure;
        QVERIFY(failure.has_value());
        QVERIFY2(failure->text.contains(u"you may not write here"_s), qPrintable(failure->text));
        seat.scene.node.refuseSends.reset();
        const QPointF press = failure->box.translated(seat.view().rowRect(row).topLeft()).center();
        QTest::mouseClick(seat.view().viewport(), Qt::LeftButton, {}, press.toPoint());
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        QCOMPARE(seat.stored(1), QList<QString> { u"may I?"_s });
    }

    void whatIsWrittenWithoutAConnectionIsSentInOrder()
    {
        Seat seat;
        QVERIFY(seat.enter());
        seat.scene.node.stop();
        QTRY_VERIFY(seat.scene.client->link().phase != Phase::Online);
        const QStringList texts { u"one"_s, u"two"_s, u"three"_s, u"four"_s };
        for (const QString &text : texts) {
            seat.type(text);
            QCOMPARE(seat.last().state, SendState::Queued);
            QCOMPARE(seat.mark(), ui::Glyph::Clock);
            QVERIFY(seat.view().isAtEnd());
        }
        auto *bar = seat.scene.find<ui::ConnectionBar>("connectionBar");
        QTRY_VERIFY(bar->isVisible());
        QTRY_VERIFY2(bar->sentence().contains(u"4 messages are kept"_s), qPrintable(bar->sentence()));
        seat.scene.node.start();
        seat.scene.client->retryNow();
        QTRY_COMPARE(seat.scene.client->waitingSends(), 0);
        QTRY_COMPARE(seat.last().state, SendState::Stored);
        QCOMPARE(seat.stored(4), texts);
        QTRY_VERIFY(bar->isHidden());
    }

    void theCountdownIsSeenAndRetryNowWorks()
    {
        Seat seat;
        QVERIFY(seat.enter());
        auto *bar = seat.scene.find<ui::ConnectionBar>("connectionBar");
        seat.scene.node.stop();
        QTRY_VERIFY(bar->isVisible());
        QTRY_VERIFY(seat.scene.client->link().attempt >= 4 && seat.scene.client->link().phase == Phase::Waiting);
        QTRY_VERIFY(!bar->countdown().isEmpty());
        // It is painted, not only known: another second is another picture.
        const QString words = bar->countdown();
        const QImage before = bar->grab().toImage();
        QTRY_VERIFY(bar->countdown() != words);
        QVERIFY(bar->grab().toImage() != before);
        auto *retry = seat.scene.find<QAbstractButton>("connectionBarButton");
        QVERIFY(retry->isVisible() && retry->isEnabled());
        QVERIFY(bar->rect().contains(retry->geometry()));
        seat.scene.node.start();
        QTest::mouseClick(retry, Qt::LeftButton);
        QTRY_COMPARE(seat.scene.client->link().phase, Phase::Online);
        QTRY_VERIFY(bar->isHidden());
    }

    void theTimelineStandsStillWhileOthersWrite()
    {
        Seat seat(150);
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.feed().count() >= 30);
        seat.view().scrollPixels(-700);
        const Mid mid = seat.watched();
        const int y = seat.bottomOf(mid);
        const int before = seat.feed().count();
        for (int i = 0; i < 40; ++i)
            seat.say(Scene::ines, u"and another thing "_s.repeated(1 + i % 12));
        QTRY_COMPARE(seat.feed().count(), before + 40);
        QCOMPARE(seat.bottomOf(mid), y);
        auto *jump = seat.view().findChild<ui::JumpButton *>();
        QVERIFY(jump->isVisible());
        QCOMPARE(jump->unread(), 40);
        QVERIFY(seat.scene.client->room(seat.room)->unread >= 40); // none of them was in sight
        QTest::mouseClick(jump, Qt::LeftButton);
        QVERIFY(seat.view().isAtEnd());
    }

    void theTimelineStandsStillThroughALossAndWhatWasMissed()
    {
        Seat seat(150);
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.feed().count() >= 30);
        seat.view().scrollPixels(-700);
        const Mid mid = seat.watched();
        const int y = seat.bottomOf(mid);
        const int before = seat.feed().count();
        seat.scene.node.stop();
        QTRY_VERIFY(seat.scene.client->link().phase != Phase::Online);
        for (int i = 0; i < 20; ++i)
            seat.say(Scene::tomas, u"missed "_s.repeated(1 + i % 12));
        seat.scene.node.start();
        seat.scene.client->retryNow();
        QTRY_COMPARE(seat.feed().count(), before + 20);
        // The bar above came and went; the row stands where it stood.
        QTRY_VERIFY(seat.scene.find<ui::ConnectionBar>("connectionBar")->isHidden());
        QTRY_COMPARE(seat.bottomOf(mid), y);
    }

    void olderPagesFromTheNodeMoveNothing()
    {
        Seat seat(700);
        QVERIFY(seat.enter());
        QTRY_VERIFY(seat.feed().count() >= 30);
        int pages = 0;
        while (seat.feed().hasOlder() && pages < 12) {
            QTRY_VERIFY(!seat.feed().isFetching());
            const int before = seat.feed().count();
            seat.view().scrollPixels(-1'000'000);
            const Mid mid = seat.watched();
            const int y = seat.bottomOf(mid);
            QTRY_VERIFY(seat.feed().count() > before || !seat.feed().hasOlder());
            QTRY_VERIFY(!seat.feed().isFetching());
            QCOMPARE(seat.bottomOf(mid), y);
            ++pages;
        }
        QVERIFY(pages >= 3);
    }

    void whoTypesIsSeenAndGoes()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QTRY_VERIFY(!seat.scene.client->people(seat.room).isEmpty());
        const QImage quiet = seat.view().grab().toImage();
        seat.scene.node.typing(seat.room, Scene::tomas);
        QTRY_VERIFY(seat.view().grab().toImage() != quiet);
        seat.scene.node.typing(seat.room, Scene::tomas, false);
        QTRY_VERIFY(seat.view().grab().toImage() == quiet);
    }

    void theDraftOfARoomWaitsThere()
    {
        Seat seat;
        QVERIFY(seat.enter());
        auto *edit = seat.talk->composer().findChild<QPlainTextEdit *>();
        QTest::keyClicks(edit, u"half a thought"_s);
        seat.scene.window->chat().openRoom(Scene::general);
        QVERIFY(seat.talk->composer().text().isEmpty());
        seat.scene.window->chat().openRoom(seat.room);
        QCOMPARE(seat.talk->composer().text(), u"half a thought"_s);
    }
};

QTEST_MAIN(FlowTest)
#include "flow_test.moc"
