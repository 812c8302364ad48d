// SPDX-License-Identifier: GPL-3.0-or-later
// Other people's text may be hostile: it must not reorder, hide, tower over or stretch what stands around it.
#include "ui/chat/chat_words.h"
#include "ui/chat/markdown.h"
#include "ui/chat/room_words.h"
#include "ui/chat/text_guard.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::ui;

namespace {

constexpr std::array<char16_t, 9> directionTricks { 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068,
    0x2069 };
/// Nothing is seen of these, but two names that differ in them look the same.
constexpr std::array<char16_t, 17> unseen { 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x180E, 0x200B, 0x200E,
    0x200F, 0x2060, 0x2061, 0x2064, 0x206A, 0x3164, 0xFEFF, 0xFFA0 };

QString around(char16_t code) { return u"pay"_s + QChar(code) + u"load"_s; }

client::RoomSummary roomSaying(const QString &text)
{
    client::RoomSummary room;
    room.room = RoomId("ops"_ba);
    room.title = text;
    room.lastText = text;
    room.lastDisplay = text;
    room.lastFrom = UserId("x"_ba);
    room.topic = text;
    return room;
}

} // namespace

class TextGuardTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void commonTextStaysAsItIs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("latin") << u"Draining n1 now. 612 clients, spread over 20 s."_s;
        QTest::newRow("arabic") << u"مرحبا، العقدة الثانية تعمل الآن"_s;
        QTest::newRow("persian with its joiner") << u"می\u200cخواهم"_s;
        QTest::newRow("family emoji") << u"👨‍👩‍👧‍👦"_s;
        QTest::newRow("flag and skin") << u"🇳🇴 👍🏽"_s;
        QTest::newRow("decomposed") << u"e\u0301a\u0308"_s;
        QTest::newRow("thai") << u"ที่นี่"_s;
        QTest::newRow("hindi") << u"नमस्ते दुनिया"_s;
        QTest::newRow("han") << u"森 愛子"_s;
    }
    void commonTextStaysAsItIs()
    {
        QFETCH(QString, text);
        QCOMPARE(guardedText(text).text, text);
        QVERIFY(!guardedText(text).clamped);
        QCOMPARE(guardedLine(text), text);
    }

    void controlsAreTakenOut()
    {
        QString all;
        for (char16_t code = 0; code < 0x20; ++code)
            all.append(QChar(code));
        all.append(QChar(0x7F)).append(QChar(0x85)).append(QChar(0x9B));
        QCOMPARE(guardedText(all).text, u"\t\n\n"_s); // tab, line feed, carriage return
        QCOMPARE(guardedLine(u"a"_s + all + u"b"_s), u"a b"_s);
    }

    void lineEndsOfAllKindsBecomeLineFeeds()
    {
        QCOMPARE(guardedText(u"a\r\nb\rc\nd\u2028e\u2029f"_s).text, u"a\nb\nc\nd\ne\nf"_s);
        QCOMPARE(guardedLine(u"a\r\nb\u2028c\u2029d"_s), u"a b c d"_s);
    }

    void overridesAreTakenOutOfBodies()
    {
        for (const char16_t code : { 0x202A, 0x202B, 0x202C, 0x202D, 0x202E })
            QCOMPARE(guardedText(around(code)).text, u"payload"_s);
    }

    void linesHaveNoDirectionTricksAndNothingUnseen()
    {
        for (const char16_t code : directionTricks)
            QCOMPARE(guardedLine(around(code)), u"payload"_s);
        for (const char16_t code : unseen)
            QVERIFY2(guardedLine(around(code)) == u"payload"_s, qPrintable(QString::number(code, 16)));
        // Tags, in which text can be hidden; but not those that make England's flag.
        QCOMPARE(guardedLine(u"pay\U000E0041\U000E0042load"_s), u"payload"_s);
        QCOMPARE(guardedLine(u"🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"_s),
            u"🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F"_s);
    }

    /// Wherever somebody else's words stand in one line of ours.
    void everyPreviewIsGuarded()
    {
        QString evil = u"x"_s;
        for (const char16_t code : directionTricks)
            evil.append(QChar(code));
        evil.append(u"\u0007\u200b\ufeff\nsecond"_s);
        const client::RoomSummary room = roomSaying(evil);
        client::TimelineItem item;
        item.display = evil;
        item.from = UserId("x"_ba);
        item.message.text = evil;
        client::TimelineItem joined = item;
        joined.kind = client::TimelineItem::Kind::Member;
        joined.member.display = evil;
        const QString isolates = u"\u2068\u2069"_s; // ours, in pairs around the guarded words
        const std::pair<const char *, QString> places[] { { "markdown line", markdownLine(evil) },
            { "room title", roomTitle(room) }, { "room line", roomPreview(room, {}, {}).text },
            { "author", authorWords(item) }, { "joined", memberWords(joined) },
            { "typing", typingSentence({ evil, evil }) }, { "typing in the list", typingWords({ evil, evil }) },
            { "who said it", roomPreview(room, {}, {}).who }, { "topic", topicLine(room) },
            { "person", personName(evil, {}) }, { "spoken", spokenWords(item) } };
        for (const auto &[where, line] : places) {
            QVERIFY2(!line.contains(u'\n') && !line.contains(QChar(7)), where);
            QVERIFY2(!line.contains(QChar(0x200B)) && !line.contains(QChar(0xFEFF)), where);
            for (const char16_t code : directionTricks)
                QVERIFY2(isolates.contains(QChar(code)) || !line.contains(QChar(code)), where);
            QCOMPARE(line.count(QChar(0x2068)), line.count(QChar(0x2069)));
        }
    }

    void towersOfMarksAreCut()
    {
        const QString tower = u"z"_s + u"\u0336"_s.repeated(500) + u"end"_s;
        QCOMPARE(guardedText(tower).text, u"z"_s + u"\u0336"_s.repeated(mostMarks) + u"end"_s);
        QVERIFY(guardedLine(tower).size() <= 3 + 1 + mostMarks);
    }

    void halfAPairIsAReplacementMark()
    {
        QCOMPARE(guardedText(QString(u"a"_s) + QChar(0xD83D) + u"b"_s).text, u"a\ufffdb"_s);
        QCOMPARE(guardedText(QString(QChar(0xDC4C)) + u"b"_s).text, u"\ufffdb"_s);
    }

    void lengthAndLinesAreBounded()
    {
        const Guarded longOne = guardedText(QString(200'000, u'x'));
        QVERIFY(longOne.clamped);
        QVERIFY(longOne.text.size() <= mostShown + 1);
        const Guarded tall = guardedText(u"a\n"_s.repeated(5000));
        QVERIFY(tall.clamped);
        QVERIFY(tall.text.count(u'\n') <= mostLines);
        const QString line = guardedLine(QString(5000, u'x'), 80);
        QCOMPARE(line.size(), 81);
        QVERIFY(line.endsWith(u'…'));
    }

    void aCutNeverHalvesAPair()
    {
        for (int most = 1; most < 8; ++most) {
            const QString line = guardedLine(u"👌👌👌👌👌"_s, most);
            for (qsizetype i = 0; i < line.size(); ++i) {
                if (line[i].isHighSurrogate())
                    QVERIFY(i + 1 < line.size() && line[++i].isLowSurrogate());
                else
                    QVERIFY(!line[i].isLowSurrogate());
            }
        }
    }
};

QTEST_APPLESS_MAIN(TextGuardTest)
#include "text_guard_test.moc"
