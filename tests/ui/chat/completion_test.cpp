// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/chat_client.h"
#include "ui/chat/completion_list.h"
#include "ui/chat/completion_token.h"
#include "ui/chat/composer.h"
#include "ui/chat/composer_edit.h"
#include "ui/chat/emoji.h"
#include "ui/chat/emoji_names.h"
#include "ui/chat/emoji_popup.h"
#include "ui/common/search_field.h"
#include "ui/common/theme.h"

#include <QFile>
#include <QListView>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::ui;
using client::Person;

namespace {

Person person(const QByteArray &user, const QString &display, bool here = false)
{
    Person one;
    one.user = UserId(user);
    one.display = display;
    one.state = here ? protocol::Presence::Online : protocol::Presence::Offline;
    return one;
}

/// A window with a composer at its foot, in a room of these people.
struct Desk {
    QWidget page;
    Composer *composer = new Composer(&page);
    ComposerEdit *edit = composer->findChild<ComposerEdit *>();
    QList<Person> people { person("ines", u"Ines Roth"_s, true), person("tomas", u"Tomas Beck"_s),
        person("tom-2", u"Tom"_s, true), person("jon", u"Jon Hale"_s) };
    int asked = 0;

    Desk()
    {
        auto *column = new QVBoxLayout(&page);
        column->setContentsMargins(0, 0, 0, 0);
        column->addStretch();
        column->addWidget(composer);
        composer->setPeople([this] {
            ++asked;
            return people;
        });
        page.resize(676, 420);
        page.show();
        page.activateWindow();
        edit->setFocus();
    }

    [[nodiscard]] bool ready() const { return QTest::qWaitForWindowActive(const_cast<QWidget *>(&page)); }
    void type(const QString &text) const { QTest::keyClicks(edit, text); }
    void press(Qt::Key key) const { QTest::keyClick(edit, key); }
    [[nodiscard]] CompletionList *list() const { return page.findChild<CompletionList *>(); }
    [[nodiscard]] bool isOpen() const { return list() != nullptr && list()->isVisible(); }
    [[nodiscard]] QString chosen() const { return isOpen() ? list()->chosen()->insert : QString(); }
};

} // namespace

class CompletionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().install(); }

    void whatCanBeCompleted_data()
    {
        QTest::addColumn<QString>("text"); // the cursor is at the bar
        QTest::addColumn<QString>("found"); // "@2in": a person from 2 on; empty: nothing
        QTest::newRow("an at sign") << u"@|"_s << u"@0"_s;
        QTest::newRow("letters behind it") << u"hi @in|"_s << u"@3in"_s;
        QTest::newRow("up to the cursor") << u"hi @in|es"_s << u"@3in"_s;
        QTest::newRow("all letters of names") << u"(@a-b_c.d|"_s << u"@1a-b_c.d"_s;
        QTest::newRow("done with") << u"@ines |"_s << QString();
        QTest::newRow("an address") << u"mail a@b|"_s << QString();
        QTest::newRow("in code") << u"see `@in|"_s << QString();
        QTest::newRow("behind code") << u"see `x` @in|"_s << u"@8in"_s;
        QTest::newRow("in a fence") << u"```\n@in|"_s << QString();
        QTest::newRow("behind a fence") << u"```\nx\n```\n@in|"_s << u"@10in"_s;
        QTest::newRow("an emoji") << u"so :smi|"_s << u":3smi"_s;
        QTest::newRow("with a sign") << u":+1|"_s << u":0+1"_s;
        QTest::newRow("a smile of signs") << u":D|"_s << QString();
        QTest::newRow("another") << u":-)|"_s << QString();
        QTest::newRow("a time") << u"10:30|"_s << QString();
        QTest::newRow("an address of the web") << u"https://ab|"_s << QString();
        QTest::newRow("nothing") << u"|"_s << QString();
    }
    void whatCanBeCompleted()
    {
        QFETCH(QString, text);
        QFETCH(const QString, found);
        const qsizetype cursor = text.indexOf(u'|');
        text.remove(cursor, 1);
        const auto token = completionAt(text, cursor);
        QString words;
        if (token)
            words = (token->kind == CompletionToken::Kind::Person ? u"@"_s : u":"_s) + QString::number(token->from)
                + token->query;
        QCOMPARE(words, found);
    }

    void everyNameIsOneEmojisAndEveryEmojiIsAPicture()
    {
        const QList<NamedEmoji> all = emojiFor(u"", 10'000);
        QVERIFY(all.size() >= 300);
        QSet<QString> seen;
        static const QRegularExpression shape(u"^[a-z0-9_+-]{1,40}$"_s);
        for (const NamedEmoji &one : all) {
            QVERIFY2(isFewEmoji(one.emoji), qPrintable(one.name));
            QVERIFY2(!seen.contains(one.emoji), qPrintable(one.name));
            seen.insert(one.emoji);
        }
        QFile file(QStringLiteral(HUBBUB_SOURCE_DIR "/resources/emoji.txt"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QSet<QString> names;
        while (!file.atEnd()) {
            QStringList words = QString::fromUtf8(file.readLine()).simplified().split(u' ');
            if (words.first().startsWith(u'#'))
                continue;
            words.removeFirst();
            for (const QString &name : words) {
                QVERIFY2(shape.match(name).hasMatch(), qPrintable(name));
                QVERIFY2(!names.contains(name), qPrintable(name));
                names.insert(name);
            }
        }
    }

    void emojiAreFoundByAnyOfTheirNames()
    {
        QCOMPARE(emojiNamed(u"tada"), u"🎉"_s);
        QCOMPARE(emojiNamed(u"+1"), u"👍"_s);
        QCOMPARE(emojiNamed(u"thumbsup"), u"👍"_s);
        QCOMPARE(emojiNamed(u"no_such"), QString());
        QCOMPARE(emojiName(u"👍"_s), u"+1"_s);
        QVERIFY(emojiFor(u"smi", 40).first().name.startsWith(u"smi"_s));
        QCOMPARE(emojiFor(u"heart", 1).first().emoji, u"❤️"_s); // the whole name before longer ones
        QVERIFY(!emojiFor(u"thumbs down", 5).isEmpty() || !emojiFor(u"thumbsdown", 5).isEmpty());
        QVERIFY(emojiFor(u"qqqq", 5).isEmpty());
    }

    void anAtSignOffersThePeopleOfTheRoom()
    {
        Desk desk;
        QVERIFY(desk.ready());
        desk.type(u"hi @"_s);
        QVERIFY(desk.isOpen());
        QCOMPARE(desk.list()->count(), 4);
        desk.type(u"tom"_s);
        QCOMPARE(desk.list()->count(), 2);
        QCOMPARE(desk.chosen(), u"@tom-2"_s); // called exactly that
        desk.press(Qt::Key_Down);
        QCOMPARE(desk.chosen(), u"@tomas"_s);
        desk.press(Qt::Key_Down);
        desk.press(Qt::Key_Up);
        QSignalSpy sent(desk.composer, &Composer::sendRequested);
        desk.press(Qt::Key_Return);
        QCOMPARE(desk.composer->text(), u"hi @tomas "_s);
        QVERIFY(!desk.isOpen());
        QCOMPARE(sent.count(), 0);
        QCOMPARE(desk.asked, 1); // once, however many letters
        desk.press(Qt::Key_Return);
        QCOMPARE(sent.count(), 1);
    }

    void peopleAreFoundByTheirNameAsWell()
    {
        Desk desk;
        QVERIFY(desk.ready());
        desk.type(u"@hale"_s);
        QCOMPARE(desk.chosen(), u"@jon"_s);
        desk.press(Qt::Key_Tab);
        QCOMPARE(desk.composer->text(), u"@jon "_s);
        QVERIFY(desk.edit->hasFocus());
    }

    void escapeLeavesTheWordAlone()
    {
        Desk desk;
        QVERIFY(desk.ready());
        QSignalSpy escaped(desk.composer, &Composer::escaped);
        desk.type(u"@i"_s);
        QVERIFY(desk.isOpen());
        desk.press(Qt::Key_Escape);
        QVERIFY(!desk.isOpen());
        QCOMPARE(escaped.count(), 0);
        desk.type(u"n"_s);
        QVERIFY(!desk.isOpen());
        desk.type(u" @i"_s);
        QVERIFY(desk.isOpen()); // another word
    }

    void aClickTakes()
    {
        Desk desk;
        QVERIFY(desk.ready());
        desk.type(u"@"_s);
        auto *rows = desk.list()->findChild<QListView *>();
        QTest::mouseClick(rows->viewport(), Qt::LeftButton, {}, rows->visualRect(rows->model()->index(1, 0)).center());
        QCOMPARE(desk.composer->text(), u"@tomas "_s);
        QVERIFY(desk.edit->hasFocus());
        QVERIFY(!desk.isOpen());
    }

    void aNameInTheMiddleOfATextGetsNoSecondBlank()
    {
        Desk desk;
        QVERIFY(desk.ready());
        desk.composer->setText(u"ask  about it"_s);
        QTextCursor cursor = desk.edit->textCursor();
        cursor.setPosition(4);
        desk.edit->setTextCursor(cursor);
        desk.type(u"@ine"_s);
        desk.press(Qt::Key_Return);
        desk.type(u"x"_s);
        QCOMPARE(desk.composer->text(), u"ask @ines xabout it"_s);
    }

    void aNameThatStandsThereInFullDoesNotKeepEnter()
    {
        Desk desk;
        QVERIFY(desk.ready());
        desk.type(u"@jon"_s);
        QVERIFY(!desk.isOpen());
    }

    void aDraftThatIsPutBackOffersNothing()
    {
        Desk desk;
        QVERIFY(desk.ready());
        desk.composer->setText(u"hi @in"_s);
        QVERIFY(!desk.isOpen());
    }

    void theListGoesWithTheFocus()
    {
        Desk desk;
        QVERIFY(desk.ready());
        desk.type(u"@"_s);
        QVERIFY(desk.isOpen());
        desk.edit->clearFocus();
        QVERIFY(!desk.isOpen());
    }

    void inARoomOfTenThousandEveryLetterIsQuick()
    {
        Desk desk;
        QVERIFY(desk.ready());
        desk.people.clear();
        for (int i = 0; i < 10'000; ++i)
            desk.people.append(person("user-" + QByteArray::number(i), u"Somebody Number %1"_s.arg(i)));
        desk.type(u"@"_s);
        // Of the program's own time, since the machine may have others to serve.
        double longest = 0;
        for (const QChar letter : u"somebo7"_s) {
            const std::clock_t before = std::clock();
            desk.type(QString(letter));
            longest = qMax(longest, 1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC);
        }
        QVERIFY(desk.isOpen());
        qInfo("longest letter: %.0f ms", longest);
        QVERIFY2(longest < 150, qPrintable(QString::number(longest))); // without optimisation
        desk.press(Qt::Key_Backspace);
        QCOMPARE(desk.list()->count(), 40); // all are looked at again
    }

    void anEmojiIsOfferedByItsName()
    {
        if (!EmojiPopup::isUseful())
            QSKIP("no font with emoji");
        Desk desk;
        QVERIFY(desk.ready());
        desk.type(u"done :tad"_s);
        QCOMPARE(desk.chosen(), u"🎉"_s);
        desk.press(Qt::Key_Return);
        QCOMPARE(desk.composer->text(), u"done 🎉 "_s);
    }

    void aNameBetweenColonsBecomesItsEmoji()
    {
        if (!EmojiPopup::isUseful())
            QSKIP("no font with emoji");
        Desk desk;
        QVERIFY(desk.ready());
        desk.type(u"well :tada: and :+1: at 10:30:45 :nonsense: `:tada:`"_s);
        QCOMPARE(desk.composer->text(), u"well 🎉 and 👍 at 10:30:45 :nonsense: `:tada:`"_s);
    }

    void whatBecameAnEmojiCanBeTakenBack()
    {
        if (!EmojiPopup::isUseful())
            QSKIP("no font with emoji");
        Desk desk;
        QVERIFY(desk.ready());
        desk.type(u":tada:"_s);
        QCOMPARE(desk.composer->text(), u"🎉"_s);
        desk.edit->undo();
        QCOMPARE(desk.composer->text(), u":tada:"_s);
    }

    void theBoardOfEmojiIsSearchedByName()
    {
        Desk desk;
        auto *popup = desk.composer->findChild<EmojiPopup *>();
        QSignalSpy picked(popup, &EmojiPopup::picked);
        popup->popupAt({ 600, 500 });
        auto *field = popup->findChild<SearchField *>();
        QTest::keyClicks(field, u"rocket"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(picked.count(), 1);
        QCOMPARE(picked[0][0].toString(), u"🚀"_s);
        QVERIFY(!popup->isVisible());
        popup->popupAt({ 600, 500 });
        QVERIFY(field->text().isEmpty());
        QTest::keyClicks(field, u"qqqq"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(picked.count(), 1); // nothing is there
        popup->close();
    }
};

QTEST_MAIN(CompletionTest)
#include "completion_test.moc"
