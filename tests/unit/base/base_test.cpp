// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/log.h"
#include "core/base/result.h"

#include <QSet>
#include <QTest>

using namespace hubbub;

class BaseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyErrorCodeHasANameThatLeadsBackToIt()
    {
        for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
            const auto code = static_cast<ErrorCode>(i);
            QCOMPARE(errorCodeNamed(nameOf(code)), code);
        }
        QCOMPARE(errorCodeNamed("no_such_code"), std::nullopt);
    }

    void namesFollowTheRulesOfTheProtocol()
    {
        QVERIFY(isRoomName("general"));
        QVERIFY(isRoomName("-._"));
        QVERIFY(isRoomName(QByteArray(64, 'a')));
        QVERIFY(!isRoomName(QByteArray(65, 'a')));
        QVERIFY(!isRoomName(""));
        QVERIFY(!isRoomName("Upper"));
        QVERIFY(!isRoomName("a{b}"));
        QVERIFY(!isRoomName("a\nb"));
        QVERIFY(isUserName("mara"));
        QVERIFY(!isUserName("m"));
        QVERIFY(!isUserName("-mara"));
        QVERIFY(!isUserName(QByteArray(33, 'a')));
        QVERIFY(isDirectRoom("@0123456789abcdef0123456789abcdef"));
        QVERIFY(!isDirectRoom("@0123456789ABCDEF0123456789abcdef"));
        QVERIFY(isUuid(randomUuid()));
        QVERIFY(!isUuid("0123"));
    }

    void randomTagsDiffer()
    {
        QCOMPARE(randomHex(8).size(), 16);
        QVERIFY(randomHex(8) != randomHex(8));
        QCOMPARE(randomHex(0), QByteArray());
        QVERIFY(randomUuid() != randomUuid());
        const QByteArray uuid = randomUuid();
        QCOMPARE(uuid.size(), 36);
        QCOMPARE(uuid[14], '4'); // the version
        QVERIFY(QByteArrayView("89ab").contains(uuid[19])); // the variant
    }

    void noTagIsGivenTwice()
    {
        QSet<QByteArray> seen;
        for (int i = 0; i < 5000; ++i) // far more than one ask of the kernel brings
            seen.insert(randomHex(8));
        QCOMPARE(seen.size(), 5000);
        QVERIFY(randomHex(5000).size() == 10'000);
    }

    void aFieldCannotForgeASecondLogLine()
    {
        const QByteArray line = log::render(log::Format::Text, log::Level::Info, "n1", "net", QStringLiteral("x"),
            { { "who", QStringLiteral("a\nerror forged: \"") } }, QStringLiteral("T"));
        QCOMPARE(line, QByteArray("T info net: x who=\"a?error forged: \\\"\""));
    }

    void jsonLinesCarryFieldsAsMembers()
    {
        const QByteArray line = log::render(log::Format::Json, log::Level::Warning, "n1", "net", QStringLiteral("x"),
            { { "clients", 3 } }, QStringLiteral("T"));
        QCOMPARE(line, QByteArray(R"({"clients":3,"level":"warning","msg":"x","node":"n1","part":"net","t":"T"})"));
    }

    void aResultHoldsAValueOrAnError()
    {
        const Result<int> good = 4;
        const Result<int> bad = Error { ErrorCode::Limit, QStringLiteral("no more") };
        QVERIFY(good.ok());
        QCOMPARE(*good, 4);
        QVERIFY(!bad);
        QCOMPARE(bad.error().code, ErrorCode::Limit);
    }
};

QTEST_GUILESS_MAIN(BaseTest)
#include "base_test.moc"
