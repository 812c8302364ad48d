// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs to find words in 100,000 messages of a store on disk, and to read them into the index:
// bench_search [--messages N] [--json FILE]. All figures are of wall time.
#include "core/client/store_database.h"
#include "tests/bench/samples.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <array>
#include <cmath>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::client;
using hubbub::bench::Figures;
using hubbub::bench::msOf;
using hubbub::bench::Samples;

namespace {

constexpr int roomCount = 40;
constexpr int authorCount = 25;
constexpr int wordCount = 20'000;
const Epoch epoch("e1"_ba);

/// Made of syllables; the lower the number the more often it is said, as in any language.
QString word(int number)
{
    static const QStringList syllables = u"ka re mi to su na do li ve sha po en ti ur bo gra il an fe mu"_s.split(u' ');
    QString made;
    for (int rest = number + 1; rest > 0; rest /= 20)
        made += syllables[rest % 20];
    return made;
}

int someWord(QRandomGenerator &dice)
{
    return static_cast<int>(std::pow(static_cast<double>(wordCount), dice.generateDouble())) - 1;
}

QString someText(QRandomGenerator &dice)
{
    QStringList words;
    for (quint32 left = 3 + dice.bounded(dice.bounded(20) == 0 ? 120u : 18u); left > 0; --left)
        words.append(word(someWord(dice)));
    return words.join(u' ');
}

RoomId roomOf(int number) { return RoomId("room" + QByteArray::number(number)); }

void must(StoreDatabase &database, bool done)
{
    if (!done)
        qFatal("%s", qPrintable(database.detail()));
}

StoredRoom listed(const RoomId &id)
{
    StoredRoom room;
    room.state.room = id;
    room.position = { epoch, 1'000'000, {} };
    return room;
}

protocol::Event redaction()
{
    protocol::Event event;
    event.seq = 900'000;
    event.epoch = epoch;
    event.kind = protocol::EventKind::Redact;
    event.mid = Mid("gone"_ba);
    event.body = R"({"target":1})";
    return event;
}

/// One room has almost nothing, the first one a third of all.
int someRoom(QRandomGenerator &dice)
{
    return dice.bounded(3) == 0 ? 0 : 1 + static_cast<int>(dice.bounded(roomCount - 2));
}

void fill(StoreDatabase &database, int messages)
{
    QRandomGenerator dice(7);
    std::array<qint64, roomCount> seqs {};
    must(database, database.begin());
    for (int number = 0; number < roomCount; ++number)
        must(database, database.putRoom(listed(roomOf(number))));
    must(database, database.commit());
    constexpr int batch = 200;
    for (int i = 0; i < messages;) {
        must(database, database.begin());
        for (const int end = std::min(i + batch, messages); i < end; ++i) {
            const int room = i % 5000 == 0 ? roomCount - 1 : someRoom(dice);
            protocol::Event event;
            event.seq = ++seqs[static_cast<size_t>(room)];
            event.epoch = epoch;
            event.ts = 1'700'000'000'000 + i * 40'000LL;
            event.kind = protocol::EventKind::Message;
            event.from =
                UserId("user" + QByteArray::number(i % 7000 == 0 ? authorCount : int(dice.bounded(authorCount))));
            event.mid = Mid("m" + QByteArray::number(i));
            event.message.text = someText(dice);
            event.body = "{}";
            must(database, database.putEvents(roomOf(room), { event }));
        }
        must(database, database.commit());
    }
}

/// All of what is left for the index to do; the longest step in ms.
double finish(StoreDatabase &database)
{
    double longest = 0;
    while (database.hasChores()) {
        const double took = msOf([&] { must(database, database.begin() && database.doChore() && database.commit()); });
        longest = std::max(longest, took);
    }
    return longest;
}

/// The same for all rooms at once, such as after an update; and how long all of it takes.
void again(Figures &figures, StoreDatabase &database)
{
    const auto forAll = [&](const auto &job) {
        must(database, database.begin());
        for (int number = 0; number < roomCount; ++number)
            must(database, job(roomOf(number)));
        must(database, database.commit());
    };
    double longest = 0;
    forAll([&](const RoomId &room) { return database.dropRoom(room); });
    figures.add("forget_all_ms", msOf([&] { longest = finish(database); }));
    figures.add("forget_longest_step_ms", longest);
    forAll([&](const RoomId &room) { return database.putRoom(listed(room)); });
    figures.add("read_all_ms", msOf([&] { longest = finish(database); }));
    figures.add("read_longest_step_ms", longest);
    must(database, database.begin() && database.putEvents(roomOf(0), { redaction() }) && database.commit());
    figures.add("purge_ms", msOf([&] { longest = finish(database); }));
    figures.add("purge_longest_step_ms", longest);
}

void ask(Figures &figures, StoreDatabase &database, const char *name, const SearchQuery &query)
{
    Samples samples;
    qsizetype hits = 0;
    for (int i = 0; i < 20; ++i)
        samples.add(msOf([&] { hits = database.search(query).hits.size(); }));
    std::printf("%-28s %3lld hits, worst %.2f ms\n", name, static_cast<long long>(hits), samples.at(1));
    figures.add(name, samples.at(0.5));
}

void askAll(Figures &figures, StoreDatabase &database)
{
    const QString common = word(0);
    const RoomId quiet = roomOf(roomCount - 1);
    const UserId rare("user" + QByteArray::number(authorCount));
    ask(figures, database, "one_letter_ms", { u"k"_s, {}, {} });
    ask(figures, database, "two_letters_ms", { u"ka"_s, {}, {} });
    ask(figures, database, "three_letters_ms", { u"kar"_s, {}, {} });
    ask(figures, database, "common_word_ms", { common, {}, {} });
    ask(figures, database, "rare_word_ms", { word(wordCount - 5), {}, {} });
    ask(figures, database, "no_such_word_ms", { u"zzzz"_s, {}, {} });
    ask(figures, database, "three_words_ms", { word(1) + u' ' + word(2) + u' ' + word(3).left(1), {}, {} });
    ask(figures, database, "common_and_letter_ms", { common + u" k"_s, {}, {} });
    ask(figures, database, "letter_in_quiet_room_ms", { u"k"_s, quiet, {} });
    ask(figures, database, "word_in_quiet_room_ms", { common, quiet, {} });
    ask(figures, database, "letter_of_rare_author_ms", { u"k"_s, {}, rare });
    ask(figures, database, "word_of_rare_author_ms", { common, {}, rare });
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({ { u"messages"_s, {}, u"N"_s, u"100000"_s }, { u"json"_s, {}, u"FILE"_s } });
    parser.process(app);
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"store.db"_s);
    Figures figures;
    StoreDatabase database;
    must(database, database.open(path) == StoreTrouble::None);
    figures.add("store_all_ms", msOf([&] { fill(database, parser.value(u"messages"_s).toInt()); }));
    finish(database);
    askAll(figures, database);
    database.close();
    figures.add("file_mb", static_cast<double>(QFileInfo(path).size()) / 1e6);
    must(database, database.open(path) == StoreTrouble::None);
    again(figures, database);
    figures.print();
    return parser.isSet(u"json"_s) && !figures.writeJson(parser.value(u"json"_s)) ? 1 : 0;
}
