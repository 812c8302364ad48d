// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/composer.h"
#include "ui/chat/composer_edit.h"
#include "ui/chat/emoji_popup.h"
#include "ui/chat/room_talk.h"
#include "ui/chat/send_button.h"
#include "ui/common/theme.h"

#include <QClipboard>
#include <QDir>
#include <QInputMethodEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::ui;

namespace {

void keepPicture(const QPixmap &picture, const QString &name)
{
    const QString folder = qEnvironmentVariable("HUBBUB_PICTURES");
    if (!folder.isEmpty() && QDir().mkpath(folder))
        picture.save(folder + u'/' + name + u".png"_s);
}

struct Stage {
    QWidget page;
    Composer *composer = new Composer(&page);
    ComposerEdit *edit = composer->findChild<ComposerEdit *>();
    SendButton *send = composer->findChild<SendButton *>();

    Stage()
    {
        auto *column = new QVBoxLayout(&page);
        column->setContentsMargins(0, 0, 0, 0);
        column->addStretch();
        column->addWidget(composer);
        composer->setPlaceholder(u"Message # ops-night"_s);
        page.resize(676, 320);
        page.show();
        edit->setFocus();
    }
};

} // namespace

class ComposerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().install(); }

    void enterSendsAndTheTextStaysUntilItWasTaken()
    {
        Stage stage;
        QSignalSpy sent(stage.composer, &Composer::sendRequested);
        QTest::keyClicks(stage.edit, u"hello"_s);
        QTest::keyClick(stage.edit, Qt::Key_Return);
        QCOMPARE(sent.count(), 1);
        QCOMPARE(sent[0][0].toString(), u"hello"_s);
        QCOMPARE(stage.composer->text(), u"hello"_s);
        stage.composer->clear();
        QCOMPARE(stage.composer->text(), QString());
    }

    void shiftEnterMakesANewLine()
    {
        Stage stage;
        QSignalSpy sent(stage.composer, &Composer::sendRequested);
        QTest::keyClicks(stage.edit, u"a"_s);
        QTest::keyClick(stage.edit, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(stage.edit, u"b"_s);
        QCOMPARE(stage.composer->text(), u"a\nb"_s);
        QCOMPARE(sent.count(), 0);
    }

    void withCtrlEnterChosenEnterMakesANewLine()
    {
        Stage stage;
        stage.composer->setSendsByCtrl(true);
        QSignalSpy sent(stage.composer, &Composer::sendRequested);
        QTest::keyClicks(stage.edit, u"a"_s);
        QTest::keyClick(stage.edit, Qt::Key_Return);
        QCOMPARE(sent.count(), 0);
        QTest::keyClick(stage.edit, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(sent.count(), 1);
        QCOMPARE(sent[0][0].toString(), u"a"_s); // trimmed
    }

    void nothingButBlanksIsNotSent()
    {
        Stage stage;
        QSignalSpy sent(stage.composer, &Composer::sendRequested);
        QTest::keyClicks(stage.edit, u"   "_s);
        QVERIFY(!stage.send->isEnabled());
        QTest::keyClick(stage.edit, Qt::Key_Return);
        QCOMPARE(sent.count(), 0);
    }

    void tooLongIsSaidAndNotSent()
    {
        Stage stage;
        QSignalSpy sent(stage.composer, &Composer::sendRequested);
        stage.composer->setText(QString(16 * 1024, u'x'));
        QCOMPARE(stage.composer->excess(), 0);
        QVERIFY(stage.send->isEnabled());
        stage.edit->insertPlainText(u"é"_s); // two bytes
        QCOMPARE(stage.composer->excess(), 2);
        QVERIFY(!stage.send->isEnabled());
        QVERIFY(stage.edit->accessibleDescription().contains(u"2 bytes too long"_s));
        QTest::keyClick(stage.edit, Qt::Key_Return);
        QCOMPARE(sent.count(), 0);
        keepPicture(stage.page.grab(), u"composer-too-long"_s);
    }

    void itGrowsToEightLinesAndNoFurther()
    {
        Stage stage;
        QTRY_VERIFY(stage.composer->height() > 0);
        const int one = stage.edit->sizeHint().height();
        QTest::keyClicks(stage.edit, u"a"_s);
        QList<int> heights;
        for (int i = 0; i < 12; ++i) {
            QTest::keyClick(stage.edit, Qt::Key_Return, Qt::ShiftModifier);
            heights.append(stage.edit->sizeHint().height());
        }
        QVERIFY(heights[0] > one);
        QVERIFY(heights[6] > heights[5]);
        QCOMPARE(heights[7], heights[6]); // the ninth line
        QCOMPARE(heights.last(), heights[6]);
        stage.composer->clear();
        QCOMPARE(stage.edit->sizeHint().height(), one);
    }

    void longTextWithoutLineFeedsGrowsToo()
    {
        Stage stage;
        const int one = stage.edit->sizeHint().height();
        QTRY_VERIFY(stage.edit->width() > 300);
        stage.edit->insertPlainText(u"word "_s.repeated(60));
        QTRY_VERIFY(stage.edit->sizeHint().height() > 2 * one);
    }

    void pastingTakesPlainTextOnly()
    {
        Stage stage;
        auto *rich = new QMimeData;
        rich->setHtml(u"<b>bold</b><img src='file:///etc/passwd'>"_s);
        rich->setText(u"bold"_s);
        QApplication::clipboard()->setMimeData(rich);
        stage.edit->paste();
        QCOMPARE(stage.composer->text(), u"bold"_s);
        auto *onlyHtml = new QMimeData;
        onlyHtml->setHtml(u"<img src='file:///etc/passwd'>"_s);
        QApplication::clipboard()->setMimeData(onlyHtml);
        stage.edit->paste();
        QVERIFY(!stage.composer->text().contains(u'\ufffc'));
    }

    void aDraftIsToldWhenThePersonTypesNotWhenItIsSet()
    {
        Stage stage;
        QSignalSpy drafts(stage.composer, &Composer::draftChanged);
        QSignalSpy typed(stage.composer, &Composer::typed);
        stage.composer->setText(u"from last time"_s);
        QCOMPARE(drafts.count(), 0);
        QCOMPARE(typed.count(), 0);
        QTest::keyClicks(stage.edit, u"!"_s);
        QCOMPARE(drafts.count(), 1);
        QCOMPARE(drafts[0][0].toString(), u"from last time!"_s);
        QCOMPARE(typed.count(), 1);
    }

    void aReplyIsSentAlongAndEscapeLeavesIt()
    {
        Stage stage;
        stage.composer->setReply(ReplyTarget { 7, "ines"_ba, u"Ines Roth"_s, u"Draining n1 now."_s });
        QSignalSpy sent(stage.composer, &Composer::sendRequested);
        QSignalSpy escaped(stage.composer, &Composer::escaped);
        QTest::keyClicks(stage.edit, u"yes"_s);
        keepPicture(stage.page.grab(), u"composer-reply"_s);
        QTest::keyClick(stage.edit, Qt::Key_Return);
        QCOMPARE(sent[0][1].value<std::optional<qint64>>(), std::optional<qint64>(7));
        QTest::keyClick(stage.edit, Qt::Key_Escape);
        QVERIFY(!stage.composer->reply());
        QCOMPARE(escaped.count(), 0);
        QTest::keyClick(stage.edit, Qt::Key_Escape);
        QCOMPARE(escaped.count(), 1);
    }

    void emojiAreInsertedAtTheCursor()
    {
        Stage stage;
        stage.composer->setText(u"ab"_s);
        auto *popup = stage.composer->findChild<EmojiPopup *>();
        Q_EMIT
        popup->picked(u"👌"_s);
        QCOMPARE(stage.composer->text(), u"ab👌"_s);
        popup->popupAt({ 600, 500 });
        keepPicture(popup->grab(), u"emoji"_s);
        QSignalSpy picked(popup, &EmojiPopup::picked);
        QTest::keyClick(popup, Qt::Key_Right);
        QTest::keyClick(popup, Qt::Key_Right);
        QTest::keyClick(popup, Qt::Key_Return);
        QCOMPARE(picked.count(), 1);
        QCOMPARE(picked[0][0].toString(), u"😄"_s);
    }

    void upWithNothingToEditDoesNothing()
    {
        Stage stage;
        QSignalSpy sent(stage.composer, &Composer::sendRequested);
        QSignalSpy drafts(stage.composer, &Composer::draftChanged);
        for (const int key : { Qt::Key_Up, Qt::Key_Down, Qt::Key_Left, Qt::Key_Right, Qt::Key_Backspace, Qt::Key_Delete,
                 Qt::Key_Home, Qt::Key_End })
            QTest::keyClick(stage.edit, static_cast<Qt::Key>(key));
        QCOMPARE(stage.composer->text(), QString());
        QCOMPARE(sent.count(), 0);
        QCOMPARE(drafts.count(), 0);
        QVERIFY(!stage.send->isEnabled());
    }

    void shiftEnterReplacesWhatIsSelectedAndCanBeUndone()
    {
        Stage stage;
        QTest::keyClicks(stage.edit, u"one two three"_s);
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(stage.edit, Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(stage.edit, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(stage.composer->text(), u"one two \n"_s);
        QTest::keyClicks(stage.edit, u"x"_s);
        QCOMPARE(stage.composer->text(), u"one two \nx"_s); // the cursor went along
        while (stage.edit->document()->isUndoAvailable())
            stage.edit->undo();
        QCOMPARE(stage.composer->text(), QString());
    }

    void everyEnterKeyKnowsItsWork()
    {
        Stage stage;
        QSignalSpy sent(stage.composer, &Composer::sendRequested);
        QTest::keyClicks(stage.edit, u"a"_s);
        QTest::keyClick(stage.edit, Qt::Key_Enter, Qt::KeypadModifier);
        QCOMPARE(sent.count(), 1);
        QTest::keyClick(stage.edit, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(sent.count(), 2);
        QTest::keyClick(stage.edit, Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(sent.count(), 2);
        QCOMPARE(stage.composer->text(), u"a\n"_s);
    }

    void theCursorStaysInSightAfterManyNewLines()
    {
        Stage stage;
        for (int i = 0; i < 20; ++i) {
            QTest::keyClicks(stage.edit, u"x"_s);
            QTest::keyClick(stage.edit, Qt::Key_Return, Qt::ShiftModifier);
            QVERIFY(stage.edit->viewport()->rect().contains(stage.edit->cursorRect().center()));
        }
        stage.composer->clear();
        QTest::keyClicks(stage.edit, u"y"_s);
        QVERIFY(stage.edit->viewport()->rect().contains(stage.edit->cursorRect()));
    }

    void aHundredKilobytesCanBePastedAndAreNotSent()
    {
        Stage stage;
        QSignalSpy sent(stage.composer, &Composer::sendRequested);
        QSignalSpy drafts(stage.composer, &Composer::draftChanged);
        QApplication::clipboard()->setText(u"0123456789 "_s.repeated(10'000));
        stage.edit->paste();
        QCOMPARE(drafts.count(), 1);
        QVERIFY(stage.composer->excess() > 0);
        QTest::keyClick(stage.edit, Qt::Key_Return);
        QCOMPARE(sent.count(), 0);
        QVERIFY(!stage.send->isEnabled());
        QVERIFY(stage.edit->accessibleDescription().contains(u"bytes too long"_s));
        keepPicture(stage.page.grab(), u"composer-pasted"_s);
        // It can be got rid of at once.
        QTest::keyClick(stage.edit, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(stage.edit, Qt::Key_Backspace);
        QCOMPARE(stage.composer->text(), QString());
        QCOMPARE(stage.edit->accessibleDescription(), QString());
    }

    void whatIsPastedHasNoControls()
    {
        Stage stage;
        QApplication::clipboard()->setText(u"a\r\nb\u0007c\u0001d\u202Ee\tf\u2028g"_s);
        stage.edit->paste();
        QCOMPARE(stage.composer->text(), u"a\nbcde\tf\ng"_s);
    }

    void emojiOfManyPartsComeThroughWhole()
    {
        Stage stage;
        QSignalSpy sent(stage.composer, &Composer::sendRequested);
        const QString family = u"👨‍👩‍👧‍👦 👍🏽 🇳🇴"_s;
        QApplication::clipboard()->setText(family);
        stage.edit->paste();
        QTest::keyClick(stage.edit, Qt::Key_Return);
        QCOMPARE(sent[0][0].toString(), family);
        // Backspace never leaves half a pair.
        while (!stage.composer->text().isEmpty()) {
            QTest::keyClick(stage.edit, Qt::Key_Backspace);
            const QString left = stage.composer->text();
            QVERIFY(left.isEmpty() || !left.back().isHighSurrogate());
        }
    }

    void whatAnInputMethodComposesIsNotSentHalf()
    {
        Stage stage;
        QSignalSpy sent(stage.composer, &Composer::sendRequested);
        QSignalSpy typed(stage.composer, &Composer::typed);
        QInputMethodEvent composing(u"にほ"_s, {});
        QCoreApplication::sendEvent(stage.edit, &composing);
        QCOMPARE(stage.composer->text(), QString());
        QTest::keyClick(stage.edit, Qt::Key_Return); // some methods let it through
        QCOMPARE(sent.count(), 0);
        QCOMPARE(stage.composer->text(), QString());
        QInputMethodEvent done;
        done.setCommitString(u"日本"_s);
        QCoreApplication::sendEvent(stage.edit, &done);
        QCOMPARE(stage.composer->text(), u"日本"_s);
        QVERIFY(typed.count() > 0);
        QVERIFY(stage.send->isEnabled());
        QTest::keyClick(stage.edit, Qt::Key_Return);
        QCOMPARE(sent.count(), 1);
        QCOMPARE(sent[0][0].toString(), u"日本"_s);
    }

    void composingAfterTextKeepsBothUntilItIsDone()
    {
        Stage stage;
        QSignalSpy sent(stage.composer, &Composer::sendRequested);
        QTest::keyClicks(stage.edit, u"ab"_s);
        QInputMethodEvent composing(u"に"_s, {});
        QCoreApplication::sendEvent(stage.edit, &composing);
        QTest::keyClick(stage.edit, Qt::Key_Return);
        QCOMPARE(sent.count(), 0); // "ab" alone is not what is seen
        QCOMPARE(stage.composer->text(), u"ab"_s);
    }

    void aKeyPressedElsewhereBeginsAMessage()
    {
        Stage stage;
        stage.edit->clearFocus();
        QKeyEvent key(QEvent::KeyPress, Qt::Key_H, Qt::ShiftModifier, u"H"_s);
        stage.composer->typeOn(&key);
        QCOMPARE(stage.composer->text(), u"H"_s);
        QTRY_VERIFY(stage.edit->hasFocus());
    }

    void escapeLeavesTheTextAlone()
    {
        Stage stage;
        QTest::keyClicks(stage.edit, u"half a thought"_s);
        QTest::keyClick(stage.edit, Qt::Key_Escape);
        QCOMPARE(stage.composer->text(), u"half a thought"_s);
    }

    void tabLeavesTheField()
    {
        Stage stage;
        QTest::keyClicks(stage.edit, u"a"_s);
        QTest::keyClick(stage.edit, Qt::Key_Tab);
        QCOMPARE(stage.composer->text(), u"a"_s);
        QVERIFY(!stage.edit->hasFocus());
    }

    void aSentMessageCannotComeBackByUndo()
    {
        Stage stage;
        QTest::keyClicks(stage.edit, u"sent"_s);
        stage.composer->clear();
        stage.edit->undo();
        QCOMPARE(stage.composer->text(), QString());
    }

    void partsHaveNames()
    {
        Stage stage;
        QCOMPARE(stage.edit->accessibleName(), u"Message"_s);
        QCOMPARE(stage.send->accessibleName(), u"Send"_s);
    }

    void bothThemesAreDrawn()
    {
        for (const bool dark : { false, true }) {
            Theme::instance().setChoice(dark ? Theme::Choice::Dark : Theme::Choice::Light);
            Stage stage;
            QTRY_COMPARE(stage.page.palette().color(QPalette::Window), tokens().app);
            stage.edit->clearFocus();
            const QPixmap picture = stage.page.grab();
            keepPicture(picture, dark ? u"composer-dark"_s : u"composer-light"_s);
            stage.composer->setText(u"Killing n1 for real next.\nKeep typing, I want to see the resume 👌"_s);
            QTRY_VERIFY(stage.composer->height() > 60);
            keepPicture(stage.page.grab(), dark ? u"composer-two-dark"_s : u"composer-two-light"_s);
            QCOMPARE(picture.toImage().pixelColor(100, 300), tokens().surface);
        }
    }

    void mentionsAreThoseOfTheRoomsPeople()
    {
        client::Person mara;
        mara.user = UserId("mara"_ba);
        client::Person ma;
        ma.user = UserId("ma"_ba);
        const QList<client::Person> people { mara, ma };
        const QList<UserId> onlyMara { mara.user };
        QCOMPARE(RoomTalk::mentionsIn(u"@mara look"_s, people), onlyMara);
        QCOMPARE(RoomTalk::mentionsIn(u"ask @mara."_s, people), onlyMara);
        QCOMPARE(RoomTalk::mentionsIn(u"mail x@mara now"_s, people), QList<UserId> {});
        QCOMPARE(RoomTalk::mentionsIn(u"@mara2"_s, people), QList<UserId> {});
        QCOMPARE(RoomTalk::mentionsIn(u"@nobody"_s, people), QList<UserId> {});
        client::Person dotted;
        dotted.user = UserId("mara.b"_ba);
        const QList<client::Person> both = people + QList { dotted };
        QCOMPARE(RoomTalk::mentionsIn(u"@mara.b."_s, both), QList<UserId> { dotted.user }); // and not mara
        QCOMPARE(RoomTalk::mentionsIn(u"@mara.bye"_s, both), onlyMara);
        QList<client::Person> crowd;
        QString all;
        for (int i = 0; i < 80; ++i) {
            client::Person person;
            person.user = UserId("u"_ba + QByteArray::number(1000 + i));
            all += u'@' + person.user.text() + u' ';
            crowd.append(person);
        }
        QCOMPARE(RoomTalk::mentionsIn(all, crowd).size(), 50); // as many as a node takes
    }
};

QTEST_MAIN(ComposerTest)
#include "composer_test.moc"
