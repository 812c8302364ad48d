// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the timeline with all it can show, in light and dark; HUBBUB_PICTURES=DIR keeps the pictures for people.
#include "tests/support/made_up_timeline.h"
#include "ui/chat/timeline_view.h"
#include "ui/common/theme.h"

#include <QDateTime>
#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::test;
using namespace hubbub::ui;

namespace {

void keepPicture(const QPixmap &picture, const QString &name)
{
    const QString folder = qEnvironmentVariable("HUBBUB_PICTURES");
    if (!folder.isEmpty() && QDir().mkpath(folder))
        picture.save(folder + u'/' + name + u".png"_s);
}

qint64 todayAt(int hour, int minute)
{
    return QDateTime(QDate::currentDate(), QTime(hour, minute)).toMSecsSinceEpoch();
}

/// What the mock-up shows.
std::vector<client::TimelineItem> opsNight()
{
    std::vector<client::TimelineItem> items;
    items.push_back(message(1, todayAt(14, 21), ines, u"Draining **n1** now. 612 clients, spread over 20 s."_s));
    items.push_back(message(2, todayAt(14, 22), ines,
        u"```\nhubbub-gateway drain n1 --within 20s\nmoved 612 of 612   n2 +304   n3 +308   lost 0\n```"_s));
    auto reply =
        message(3, todayAt(14, 24), mara, u"Watched it from the console: no gap, p99 stayed at 11 ms 👌"_s, true);
    reply.message.replyTo = 1;
    reply.readByOthers = true;
    reply.reactions = { { u"🎉"_s, { UserId("ines"_ba), UserId("tomas"_ba), UserId("jon"_ba), UserId("mara"_ba) },
                            true },
        { u"👀"_s, { UserId("tomas"_ba) }, false } };
    items.push_back(reply);
    auto mention =
        message(4, todayAt(14, 29), tomas, u"Killing n1 for real next. @mara keep typing, I want to see the resume."_s);
    mention.message.mentions = { UserId("mara"_ba) };
    items.push_back(mention);
    auto one = message(5, todayAt(14, 31), mara, u"typing, typing… one"_s, true);
    one.readByOthers = true;
    items.push_back(one);
    auto two = message(6, todayAt(14, 31), mara, u"two, while the node is dead"_s, true);
    items.push_back(two);
    auto three = message(0, todayAt(14, 31), mara, u"n2 is back, lag 4 ms"_s, true);
    three.mid = Mid("mid-x"_ba);
    three.state = client::SendState::Queued;
    items.push_back(three);
    return items;
}

std::vector<client::TimelineItem> allKinds()
{
    std::vector<client::TimelineItem> items;
    client::TimelineItem gap;
    gap.kind = client::TimelineItem::Kind::Gap;
    gap.gapFrom = 40;
    gap.gapTo = 81;
    items.push_back(gap);
    client::TimelineItem joined;
    joined.kind = client::TimelineItem::Kind::Member;
    joined.seq = 82;
    joined.mid = Mid("mid-joined"_ba);
    joined.ts = todayAt(9, 2) - 86'400'000;
    joined.member = { protocol::MemberBody::Change::Joined, UserId("jon"_ba), u"Jon Hale"_s, protocol::Role::Member };
    items.push_back(joined);
    items.push_back(message(83, todayAt(9, 3) - 86'400'000, jon,
        u"# Runbook\nThree things, *before* we start:\n1. read the [runbook](https://example.org/run)\n2. check `queue_bytes` on **all** nodes\n3. ~~restart~~ drain one at a time\n   - n1 first\n   - then n2\n\n> never two at once\n\nAsk me or mail ops@example.org."_s));
    items.push_back(message(84, todayAt(9, 5),
        { "long", "Bartholomew Maximilian Featherstonehaugh-Cholmondeley of the Night Shift and Beyond" },
        u"Averyveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryverylongwordwithoutanyplacetobreakitatallinside and then some"_s));
    items.push_back(
        message(85, todayAt(9, 6), { "noor", "Noor Haddad" }, u"مرحبا، العقدة الثانية تعمل الآن. شكرا للجميع"_s));
    auto ok = message(86, todayAt(9, 30), { "aiko", "Aiko Mori" }, u"ok"_s);
    ok.editedTs = todayAt(9, 32);
    for (const QString &emoji : { u"👍"_s, u"❤️"_s, u"😂"_s, u"🎉"_s, u"👀"_s, u"🙏"_s, u"🔥"_s, u"🚀"_s })
        ok.reactions.append({ emoji, { UserId("ines"_ba), UserId("mara"_ba) }, emoji == u"👍"_s });
    items.push_back(ok);
    client::TimelineItem removed = message(87, todayAt(9, 30), ines, {});
    removed.kind = client::TimelineItem::Kind::Void;
    removed.redactedBy = UserId("ines"_ba);
    items.push_back(removed);
    client::TimelineItem named = message(88, todayAt(9, 30), ines, {});
    named.kind = client::TimelineItem::Kind::Room;
    named.roomChange.title = u"Night shift"_s;
    items.push_back(named);
    auto changed = message(89, todayAt(9, 30), mara, u"An edit of this one was refused."_s, true);
    changed.change = client::OwnChange { Mid("c"_ba), client::SendState::Failed, { ErrorCode::Forbidden, {}, {} } };
    items.push_back(changed);
    auto failed = message(0, todayAt(9, 31), mara, u"This one was refused."_s, true);
    failed.mid = Mid("mid-f"_ba);
    failed.state = client::SendState::Failed;
    failed.error = { ErrorCode::TooLarge, {}, {} };
    items.push_back(failed);
    auto sending = message(
        0, todayAt(9, 31), mara, u"And this one is under way to [bank.example](https://evil.example/x)."_s, true);
    sending.mid = Mid("mid-s"_ba);
    sending.state = client::SendState::Sending;
    items.push_back(sending);
    return items;
}

/// Code in colours, of others and one's own.
std::vector<client::TimelineItem> codeTalk()
{
    return {
        message(1, todayAt(10, 1), ines,
            u"Like this:\n```cpp\n// Waits for the lease, then takes over.\nif (auto lease = co_await claim(node, 4'500); lease)\n    return Step { \"online\", *lease };\n```"_s),
        message(2, todayAt(10, 2), mara,
            u"```python\ndef lag(rows: list[int]) -> float:\n    \"\"\"In ms.\"\"\"\n    return sum(rows) / len(rows)  # 0 rows?\n```"_s,
            true),
        message(3, todayAt(10, 3), tomas,
            u"```sh\nfor n in n1 n2 n3; do\n  hubbub-gateway drain \"$n\" --within 20s # one by one\ndone\n```"_s),
        message(4, todayAt(10, 4), jon,
            u"```diff\n--- a/gateway.conf\n+++ b/gateway.conf\n@@ -1,3 +1,3 @@\n-lease-seconds = 4.5\n+lease-seconds = 6\n```"_s)
    };
}

/// Tables: small, wider than the bubble, of many columns.
std::vector<client::TimelineItem> tableTalk()
{
    QString wide = u"|"_s;
    QString rule = u"|"_s;
    QString row = u"|"_s;
    for (int i = 1; i <= 14; ++i) {
        wide += u" h%1 |"_s.arg(i);
        rule += u"--|"_s;
        row += u" %1 |"_s.arg(i * 7);
    }
    return {
        message(1, todayAt(10, 1), ines,
            u"Nodes now:\n\n| node | clients | p99 | state |\n|:--|--:|--:|:-:|\n| **n1** | 1,204 | 11 ms | up |\n| n2 | 998 | 9 ms | up |\n| `n3` | 0 | | ~~up~~ draining |"_s),
        message(2, todayAt(10, 2), mara, u"a|b\n-|-\none|two\nمرحبا|[link](https://example.org)"_s, true),
        message(3, todayAt(10, 3), tomas,
            u"| what | why it matters to whoever is on call |\n|--|--|\n| the lease | a node that has not beaten for longer than this is dead, and whoever sees it first sweeps its rooms |\n| Averyveryveryverylongwordwithoutanyplacetobreakit | x |"_s),
        message(4, todayAt(10, 4), jon, wide + u'\n' + rule + u'\n' + row)
    };
}

struct Stage {
    MadeUpTimeline source;
    TimelineView view;
    explicit Stage(QSize size = { 676, 686 })
    {
        view.resize(size);
        view.show();
    }
    QPixmap picture() { return view.grab(); }
};

} // namespace

class TimelinePicturesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().install(); }

    void bothThemes_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("dark");
        for (const QString &name :
            { u"ops"_s, u"kinds"_s, u"empty"_s, u"narrow"_s, u"wide"_s, u"many"_s, u"code"_s, u"tables"_s }) {
            QTest::addRow("%s light", qPrintable(name)) << name << false;
            QTest::addRow("%s dark", qPrintable(name)) << name << true;
        }
    }
    void bothThemes()
    {
        QFETCH(QString, name);
        QFETCH(bool, dark);
        Theme::instance().setChoice(dark ? Theme::Choice::Dark : Theme::Choice::Light);
        const Tokens &t = tokens();
        Stage stage(name == "narrow"_L1 ? QSize(380, 686) : name == "wide"_L1 ? QSize(1500, 900) : QSize(676, 686));
        if (name == "many"_L1)
            stage.source.setItems(madeUpMessages(10'000, todayAt(14, 0)));
        else if (name == "kinds"_L1 || name == "narrow"_L1)
            stage.source.setItems(allKinds());
        else if (name == "tables"_L1)
            stage.source.setItems(tableTalk());
        else if (name == "code"_L1)
            stage.source.setItems(codeTalk());
        else if (name != "empty"_L1)
            stage.source.setItems(opsNight());
        if (name == "ops"_L1)
            stage.source.setReadSeq(3);
        stage.view.setEmptyWords(u"No messages yet"_s, u"Say hello: everyone in # ops-night will see it."_s);
        stage.view.setBeginningWords(u"This is where # ops-night begins"_s);
        stage.view.setSource(&stage.source, UserId("mara"_ba));
        if (name == "ops"_L1) {
            stage.view.addNote({ u"Recovered 14 messages via n2 in 180 ms"_s, Tone::Ok, Glyph::History });
            stage.view.setTyping({ u"Tomas"_s });
        }
        if (name == "many"_L1) {
            stage.view.scrollPixels(-900);
            stage.source.append(message(99'999, todayAt(14, 1), ines, u"A new one below."_s));
        }
        const QImage image = stage.picture().toImage();
        keepPicture(QPixmap::fromImage(image), name + (dark ? u"-dark"_s : u"-light"_s));
        QCOMPARE(image.pixelColor(1, 1), t.app);
    }
};

QTEST_MAIN(TimelinePicturesTest)
#include "timeline_pictures_test.moc"
