// SPDX-License-Identifier: GPL-3.0-or-later
// What helps in writing a message: people and emoji by name, by keys and mouse, in the whole window.
#include "tests/ui/shell/pictures.h"
#include "tests/ui/shell/seat.h"
#include "ui/chat/completion_list.h"
#include "ui/chat/emoji_popup.h"
#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;
using ui::Theme;

namespace {

ui::CompletionList *listOf(const Seat &seat) { return seat.scene.window->findChild<ui::CompletionList *>(); }

} // namespace

class WritingFlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install();
        Theme::instance().setReducesMotion(true);
        Theme::instance().setChoice(Theme::Choice::Light);
    }

    void somebodyIsNamedByAFewLettersAndHearsOfIt()
    {
        Seat seat;
        QVERIFY(seat.enter());
        QVERIFY(QTest::qWaitForWindowActive(seat.scene.window.get()));
        QTRY_VERIFY(seat.scene.client->people(seat.room).size() >= 8);
        seat.field()->setFocus();
        QTest::keyClicks(seat.field(), u"look @"_s);
        QVERIFY(listOf(seat) != nullptr && listOf(seat)->isVisible());
        for (const bool dark : { false, true }) {
            Theme::instance().setChoice(dark ? Theme::Choice::Dark : Theme::Choice::Light);
            savePicture(seat.scene.window->grab(), dark ? u"mention-dark"_s : u"mention-light"_s);
        }
        Theme::instance().setChoice(Theme::Choice::Light);
        QTest::keyClicks(seat.field(), u"bec"_s);
        QTest::keyClick(seat.field(), Qt::Key_Return);
        QCOMPARE(seat.field()->toPlainText(), u"look @tomas "_s);
        QTest::keyClick(seat.field(), Qt::Key_Return);
        QTRY_VERIFY(!seat.scene.node.receivedOf<protocol::Send>().isEmpty());
        QVERIFY(seat.scene.node.receivedOf<protocol::Send>().last().body.contains("\"mentions\":[\"tomas\"]"));
    }

    void anEmojiIsWrittenByItsName()
    {
        if (!ui::EmojiPopup::isUseful())
            QSKIP("no font with emoji");
        Seat seat;
        QVERIFY(seat.enter());
        QVERIFY(QTest::qWaitForWindowActive(seat.scene.window.get()));
        seat.field()->setFocus();
        QTest::keyClicks(seat.field(), u"we did it :hea"_s);
        QVERIFY(listOf(seat) != nullptr && listOf(seat)->isVisible());
        for (const bool dark : { false, true }) {
            Theme::instance().setChoice(dark ? Theme::Choice::Dark : Theme::Choice::Light);
            savePicture(seat.scene.window->grab(), dark ? u"emoji-name-dark"_s : u"emoji-name-light"_s);
        }
        Theme::instance().setChoice(Theme::Choice::Light);
        QTest::keyClick(seat.field(), Qt::Key_Escape);
        QTest::keyClicks(seat.field(), u" :tada:"_s);
        QTest::keyClick(seat.field(), Qt::Key_Return);
        QTRY_VERIFY(seat.stored(1).first() == u"we did it :hea 🎉"_s);
    }

    void theBoardOfEmojiFindsByName()
    {
        if (!ui::EmojiPopup::isUseful())
            QSKIP("no font with emoji");
        Seat seat;
        QVERIFY(seat.enter());
        auto *popup = seat.talk->composer().findChild<ui::EmojiPopup *>();
        popup->popupAt(seat.scene.window->mapToGlobal(QPoint(980, 700)));
        savePicture(popup->grab(), u"emoji-board"_s);
        auto *field = popup->findChild<QLineEdit *>();
        QTest::keyClicks(field, u"heart"_s);
        savePicture(popup->grab(), u"emoji-board-heart"_s);
        QTest::keyClick(field, Qt::Key_Right);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(!seat.field()->toPlainText().isEmpty());
    }
};

QTEST_MAIN(WritingFlowTest)
#include "writing_flow_test.moc"
