// SPDX-License-Identifier: GPL-3.0-or-later
// The protocol page is kept true: its examples are read by the codec, its tables are held against the source.
#include "core/protocol/close_code.h"
#include "core/protocol/codec.h"
#include "core/protocol/limits.h"
#include "core/protocol/ops_codec.h"
#include "core/protocol/ops_words.h"
#include "tests/unit/protocol/golden.h"

#include <QRegularExpression>
#include <QTest>

using namespace hubbub;
using namespace hubbub::protocol;
using namespace Qt::StringLiterals;

namespace {

QString page()
{
    QFile file(QStringLiteral(HUBBUB_SOURCE_DIR "/core/protocol/README.md"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Between one heading of the second level and the next.
QString section(const QString &heading)
{
    const QString text = page();
    const qsizetype begin = text.indexOf(u"\n## "_s + heading);
    return begin < 0 ? QString() : text.mid(begin, text.indexOf(u"\n## "_s, begin + 1) - begin);
}

struct Frame {
    QString role; ///< client, node, refused; report, ops, control, trace: what operators see and say
    QByteArray bytes;
};

/// The frames of all blocks that are fenced as "json ROLE". A line that is not indented begins a new one.
QList<Frame> examples()
{
    QList<Frame> frames;
    QString role;
    for (const QString &line : page().split(u'\n')) {
        if (line.startsWith(u"```"_s)) {
            role = line.startsWith(u"```json "_s) ? line.mid(8).trimmed() : QString();
        } else if (!role.isEmpty()) {
            if (!line.startsWith(u' '))
                frames.append({ role, {} });
            frames.last().bytes += line.trimmed().toUtf8();
        }
    }
    return frames;
}

bool isForOperators(const QString &role)
{
    return QStringList { u"report"_s, u"ops"_s, u"control"_s, u"trace"_s }.contains(role);
}

/// Whether it says all that its struct holds, and is written just so.
bool isReadByConsoles(const Frame &frame)
{
    if (frame.role == u"report"_s) {
        const auto report = readReport(frame.bytes);
        return report && encode(*report) == frame.bytes;
    }
    if (frame.role == u"ops"_s) {
        const auto event = readOpsEvent(frame.bytes);
        return event && event->kind != OpsKind::Unknown && encode(*event) == frame.bytes;
    }
    if (frame.role == u"trace"_s) {
        const auto record = readTrace(frame.bytes);
        return record && encode(*record) == frame.bytes;
    }
    const auto control = readControl(frame.bytes);
    return control && control->command != Control::Command::Unknown && encode(*control) == frame.bytes;
}

/// The detail of a failure; empty where the ok carries what its command asked for.
struct ReadOk {
    Decoder &decoder;
    const OkReply &ok;

    template <typename T>
    static QString problem(const Result<T> &result)
    {
        return result ? QString() : result.error().detail;
    }
    QString operator()(const Send &) const { return problem(decoder.sendOk(ok)); }
    QString operator()(const Resume &) const { return problem(decoder.resumeOk(ok)); }
    QString operator()(const Refresh &) const { return problem(decoder.refreshOk(ok)); }
    QString operator()(const History &) const { return problem(decoder.historyPage(ok)); }
    QString operator()(const Join &) const { return problem(decoder.roomState(ok)); }
    QString operator()(const Create &) const { return problem(decoder.roomState(ok)); }
    QString operator()(const Rooms &) const { return problem(decoder.roomsPage(ok)); }
    QString operator()(const Members &) const { return problem(decoder.membersPage(ok)); }
    QString operator()(const Edit &) const { return problem(decoder.sendOk(ok)); }
    QString operator()(const Redact &) const { return problem(decoder.sendOk(ok)); }
    QString operator()(const React &) const { return problem(decoder.sendOk(ok)); }
    QString operator()(const Direct &) const { return problem(decoder.roomState(ok)); }
    QString operator()(const OpenCase &) const { return problem(decoder.roomState(ok)); }
    QString operator()(const TakeCase &) const { return problem(decoder.roomState(ok)); }
    QString operator()(const Queue &) const { return problem(decoder.queueOk(ok)); }
    QString operator()(const Inbox &) const { return problem(decoder.inboxOk(ok)); }
    QString operator()(const Reads &) const { return problem(decoder.readsOk(ok)); }
    QString operator()(const Hello &) const { return u"a hello is answered by welcome"_s; }
    template <typename Other>
    QString operator()(const Other &) const
    {
        return ok.frame == encodeOk(ok.id) ? QString() : u"it carries something"_s;
    }
};

} // namespace

class PageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyExampleIsWhatItSays()
    {
        Decoder decoder;
        std::optional<CommandFrame> asked;
        std::optional<ErrorReply> refusal;
        const auto frames = examples();
        QVERIFY(frames.size() > 40);
        for (const Frame &frame : frames) {
            const QByteArray what = "in " + frame.bytes;
            if (frame.role == u"client"_s || frame.role == u"refused"_s) {
                const auto read = decoder.command(frame.bytes);
                QVERIFY2(std::holds_alternative<CommandFrame>(read) == (frame.role == u"client"_s), what.constData());
                if (const auto *command = std::get_if<CommandFrame>(&read))
                    asked = *command;
                else
                    refusal = std::get<ErrorReply>(read);
                continue;
            }
            if (isForOperators(frame.role)) {
                QVERIFY2(isReadByConsoles(frame), what.constData());
                continue;
            }
            QVERIFY2(frame.role == u"node"_s, what.constData());
            const auto message = decoder.nodeFrame(frame.bytes);
            QVERIFY2(message.ok(), what.constData());
            if (refusal) {
                QCOMPARE(frame.bytes, encode(*refusal));
                refusal.reset();
            } else if (const auto *ok = std::get_if<OkReply>(&message->frame)) {
                QVERIFY2(asked && asked->id == ok->id, what.constData());
                const QString problem = std::visit(ReadOk { decoder, *ok }, asked->command);
                QVERIFY2(problem.isEmpty(), (problem.toUtf8() + ' ' + what).constData());
            } else if (std::holds_alternative<Welcome>(message->frame)) {
                QVERIFY2(asked && asked->id == message->id, what.constData());
            }
        }
    }

    void everyCommandAndEveryPushHasAnExample()
    {
        Decoder decoder;
        QSet<size_t> commands;
        QSet<size_t> pushes;
        for (const Frame &frame : examples()) {
            const auto command = decoder.command(frame.bytes);
            if (const auto *known = std::get_if<CommandFrame>(&command))
                commands.insert(known->command.index());
            if (const auto message = decoder.nodeFrame(frame.bytes); message && frame.role == u"node"_s)
                pushes.insert(message->frame.index());
        }
        QCOMPARE(commands.size(), qsizetype(std::variant_size_v<Command>));
        QCOMPARE(pushes.size(), qsizetype(std::variant_size_v<NodeFrame>) - 1); // all but UnknownPush
    }

    void everyFieldThatIsWrittenIsExplained()
    {
        static const QRegularExpression member(u"\"([a-z_]+)\":"_s);
        const QString text = page();
        for (const char *file : { "commands.txt", "node_frames.txt", "ops.txt" }) {
            for (const QByteArray &frame : goldenFrames(file)) {
                const QString withoutOwn = QString::fromUtf8(frame).section(u"\"files\""_s, 0, 0);
                for (auto it = member.globalMatch(withoutOwn); it.hasNext();) {
                    const QString name = it.next().captured(1);
                    const bool isUserOrRoom = QStringList { u"general"_s, u"olek"_s, u"pia"_s }.contains(name);
                    QVERIFY2(isUserOrRoom || text.contains(u'`' + name + u'`') || text.contains(u'"' + name + u'"'),
                        qPrintable(name));
                }
            }
        }
    }

    void everyOperatorEventIsExplained()
    {
        const QString operators = section(u"18. For operators"_s);
        for (int i = 0; i < static_cast<int>(OpsKind::Unknown); ++i) {
            const std::string_view word = wordOf(static_cast<OpsKind>(i));
            const QString name = QString::fromLatin1(word.data(), static_cast<qsizetype>(word.size()));
            static const QString row = u"\n\\| [^|]*`%1`[^|]* \\| (info|warning|alert)"_s;
            QVERIFY2(operators.contains(QRegularExpression(row.arg(name))), qPrintable(name));
        }
    }

    void everyErrorCodeIsExplained()
    {
        const QString errors = section(u"11. Errors"_s);
        for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
            const QString name = QString::fromLatin1(nameOf(static_cast<ErrorCode>(i)));
            QVERIFY2(errors.contains(u"\n| `"_s + name + u"` |"_s), qPrintable(name));
        }
    }

    void theCloseCodesAreDealtWithAsTheyAreHere_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("advice");
        static const QRegularExpression row(u"\n\\| (\\d[^|]*) \\| [^|]* \\| ([^|]*) \\|"_s);
        for (auto it = row.globalMatch(section(u"12. Close codes"_s)); it.hasNext();) {
            const auto match = it.next();
            for (const QString &code : match.captured(1).split(QRegularExpression(u"\\D+"_s), Qt::SkipEmptyParts))
                QTest::newRow(qPrintable(code)) << code.toInt() << match.captured(2);
        }
    }
    void theCloseCodesAreDealtWithAsTheyAreHere()
    {
        QFETCH(const int, code);
        QFETCH(const QString, advice);
        switch (afterClose(static_cast<quint16>(code))) {
        case AfterClose::Stop:
            QCOMPARE(advice, u"nothing"_s);
            break;
        case AfterClose::ComeBack:
            QVERIFY2(advice.contains(u"comes back"_s) && !advice.contains(u"once"_s), qPrintable(advice));
            break;
        case AfterClose::ComeBackOnce:
            QVERIFY2(advice.startsWith(u"comes back once"_s), qPrintable(advice));
            break;
        case AfterClose::StayAway:
            QVERIFY2(advice.startsWith(u"stays away"_s), qPrintable(advice));
            break;
        }
    }
    void everyCloseCodeOfOursIsThere()
    {
        const QString codes = section(u"12. Close codes"_s);
        for (const CloseCode code :
            { CloseCode::Normal, CloseCode::GoingAwayStandard, CloseCode::ProtocolError, CloseCode::Unsupported,
                CloseCode::Abnormal, CloseCode::BadPayload, CloseCode::TooBig, CloseCode::InternalError,
                CloseCode::GoingAway, CloseCode::SlowConsumer, CloseCode::NoPong, CloseCode::PositionLost,
                CloseCode::TokenExpired, CloseCode::TooManyConnections, CloseCode::Unauthorized, CloseCode::BadFrames,
                CloseCode::Version, CloseCode::RemovedByOperator, CloseCode::SessionReplaced }) {
            const QByteArray number = QByteArray::number(static_cast<int>(code));
            QVERIFY2(codes.contains(QString::fromLatin1(number)), number.constData());
        }
    }

    void theLimitsAreThoseOfTheSource()
    {
        const QString limits = section(u"14. Limits"_s);
        const auto row = [&limits](const QString &what) {
            const qsizetype at = limits.indexOf(u"\n| "_s + what + u" | "_s);
            return at < 0 ? QString() : limits.mid(at + 1, limits.indexOf(u'\n', at + 1) - at).section(u" | "_s, 1, 1);
        };
        QCOMPARE(row(u"a frame from a client"_s), u"%1 KiB, %2 levels"_s.arg(frameBytes / 1024).arg(jsonDepth));
        QCOMPARE(row(u"a message's text"_s), u"%1 KiB"_s.arg(textBytes / 1024));
        QCOMPARE(row(u"mentions in a message"_s), QString::number(mentions));
        QCOMPARE(row(u"rooms in a `hello` or `resume`"_s), QString::number(resumeRooms));
        QCOMPARE(row(u"rooms of a user"_s), QString::number(roomsPerUser));
        QCOMPARE(row(u"commands of a connection"_s), u"%1/s, %2 at once"_s.arg(commandsPerSecond).arg(commandsBurst));
        QCOMPARE(row(u"sends of a user on a node"_s), u"%1/s, %2 at once"_s.arg(sendsPerSecond).arg(sendsBurst));
        QVERIFY(row(u"waiting to be read by one client"_s).startsWith(u"%1 MiB"_s.arg(unsentBytes / 1024 / 1024)));
    }
};

QTEST_GUILESS_MAIN(PageTest)
#include "page_test.moc"
