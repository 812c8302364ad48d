// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens: good on every node that has the key, and worth nothing once anything about them is wrong.
#include "server/tokens.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace hubbub;
using namespace hubbub::server;
using namespace std::chrono_literals;

namespace {

constexpr auto now = 1'790'000'000'000ms;
const QByteArray secret = "a secret of the cluster that has 32 bytes or more";
const UserId mara(QByteArrayLiteral("mara"));
const SessionId session(QByteArrayLiteral("5a1d0c9be83f4720"));

Tokens tokensOf(const QByteArray &text) { return Tokens(*SigningKey::fromText(text)); }

/// A token as it is made inside, with any claims.
QByteArray sealed(const char *purpose, const QByteArray &claims, const QByteArray &key = secret)
{
    constexpr auto urlSafe = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    return claims.toBase64(urlSafe) + '.' + SigningKey::fromText(key)->sign(purpose, claims).toBase64(urlSafe);
}
QByteArray claimsOf(
    const QByteArray &issuer, const QByteArray &audience, const QByteArray &user, qint64 from, qint64 until)
{
    return QByteArrayList { issuer, audience, user, session.bytes(), QByteArray::number(from),
        QByteArray::number(until) }
        .join(' ');
}

} // namespace

class TokensTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTokenIsGoodOnEveryNodeThatHasTheKey()
    {
        const QByteArray token = tokensOf(secret).issue(mara, session, now, 900s);
        const auto access = tokensOf(secret).check(token, now + 899s);
        QVERIFY(access.ok());
        QCOMPARE(access->user, mara);
        QCOMPARE(access->session, session);
        QCOMPARE(access->expires, now + 900s);
        for (const char c : token)
            QVERIFY(c > 0x20 && c < 0x7f); // fit for a frame, a header, a file
    }

    void anotherClustersTokenIsNot()
    {
        const QByteArray token = tokensOf(secret).issue(mara, session, now, 900s);
        const auto access = tokensOf(secret + '!').check(token, now);
        QCOMPARE(access.error().code, ErrorCode::Unauthorized);
    }

    void aTokenWithAnyBitChangedIsNot()
    {
        const Tokens tokens = tokensOf(secret);
        const QByteArray token = tokens.issue(mara, session, now, 900s);
        for (qsizetype at = 0; at < token.size(); ++at) {
            for (const char other : { 'A', 'b', '-', '.', '=', '\0' }) {
                QByteArray forged = token;
                if (forged[at] == other)
                    continue;
                forged[at] = other;
                const auto access = tokens.check(forged, now);
                // The last letter of base64 has bits that mean nothing; whatever passes must say the same.
                QVERIFY2(!access.ok() || (access->user == mara && access->expires == now + 900s), forged.constData());
                if (!access.ok())
                    QCOMPARE(access.error().code, ErrorCode::Unauthorized);
            }
        }
        for (qsizetype size = 0; size < token.size(); ++size)
            QVERIFY(!tokens.check(token.first(size), now).ok());
        QVERIFY(!tokens.check(token + 'A', now).ok());
        QVERIFY(!tokens.check(QByteArray(100'000, 'a') + '.' + token, now).ok());
    }

    void oneErrorTellsNothingOfWhatWasWrong()
    {
        const Tokens tokens = tokensOf(secret);
        QSet<QString> words;
        for (const QByteArray &token : { QByteArray(), QByteArray("x"), QByteArray("."), QByteArray("a.b"),
                 tokensOf("another secret that is long enough for all").issue(mara, session, now, 900s),
                 sealed("hubbub access 1", claimsOf("hubbub-gateway", "hubbub.v1", "Not A Name", 0, 1)) })
            words.insert(tokens.check(token, now).error().detail);
        QCOMPARE(words.size(), 1);
    }

    void onlyClaimsOfOursAreTakenEvenWithAGoodSignature_data()
    {
        QTest::addColumn<QByteArray>("purpose");
        QTest::addColumn<QByteArray>("claims");
        QTest::addColumn<bool>("good");
        const qint64 from = qint64(now.count());
        const qint64 until = from + 900'000;
        const auto row = [](const char *name, const char *purpose, const QByteArray &claims, bool good = false) {
            QTest::newRow(name) << QByteArray(purpose) << claims << good;
        };
        const QByteArray right = claimsOf("hubbub-gateway", "hubbub.v1", "mara", from, until);
        row("as we make it", "hubbub access 1", right, true);
        row("another purpose", "hubbub refresh 1", right);
        row("no purpose", "", right);
        row("another issuer", "hubbub access 1", claimsOf("someone", "hubbub.v1", "mara", from, until));
        row("another audience", "hubbub access 1", claimsOf("hubbub-gateway", "hubbub.v2", "mara", from, until));
        row("a user who can't be", "hubbub access 1", claimsOf("hubbub-gateway", "hubbub.v1", "M", from, until));
        row("a claim too many", "hubbub access 1", right + " admin");
        row("a claim too few", "hubbub access 1", right.first(right.lastIndexOf(' ')));
        row("from the future", "hubbub access 1",
            claimsOf("hubbub-gateway", "hubbub.v1", "mara", from + 31'000, until));
        row("from a clock that is a little ahead", "hubbub access 1",
            claimsOf("hubbub-gateway", "hubbub.v1", "mara", from + 29'000, until), true);
        row("of no end", "hubbub access 1", "hubbub-gateway hubbub.v1 mara s 1 never");
    }
    void onlyClaimsOfOursAreTakenEvenWithAGoodSignature()
    {
        QFETCH(const QByteArray, purpose);
        QFETCH(const QByteArray, claims);
        QFETCH(const bool, good);
        QCOMPARE(tokensOf(secret).check(sealed(purpose.constData(), claims), now).ok(), good);
    }

    void aTokenEndsWhenItSaysPlusWhatClocksMayDiffer()
    {
        const Tokens tokens = tokensOf(secret);
        const QByteArray token = tokens.issue(mara, session, now, 10s);
        QVERIFY(tokens.check(token, now + 10s + Tokens::leeway - 1ms).ok());
        QCOMPARE(tokens.check(token, now + 10s + Tokens::leeway).error().code, ErrorCode::Expired);
        // Which is said only of a token that was ours.
        QCOMPARE(tokensOf(secret + '!').check(token, now + 1h).error().code, ErrorCode::Unauthorized);
    }

    void aRefreshTokenIsNoAccessTokenNorTheOtherWayRound()
    {
        const Tokens tokens = tokensOf(secret);
        const Refreshing what { mara, session, "f1", 7 };
        const QByteArray refresh = tokens.issueRefresh(what);
        QVERIFY(*tokens.checkRefresh(refresh) == what);
        QVERIFY(!tokens.check(refresh, now).ok());
        QVERIFY(!tokens.checkRefresh(tokens.issue(mara, session, now, 900s)).ok());
        QVERIFY(!tokensOf(secret + '!').checkRefresh(refresh).ok());
        Refreshing next = what;
        ++next.number;
        QVERIFY(tokens.issueRefresh(next) != refresh);
    }

    void aSessionIsAUserOnADeviceWhereverItSignsIn()
    {
        const DeviceId phone(QByteArrayLiteral("7e1f6f2a-7c64-4a1b-8d0e-1f0b0f6f6c11"));
        const DeviceId loud(QByteArrayLiteral("7E1F6F2A-7C64-4A1B-8D0E-1F0B0F6F6C11"));
        const DeviceId laptop(QByteArrayLiteral("7e1f6f2a-7c64-4a1b-8d0e-1f0b0f6f6c12"));
        QCOMPARE(sessionOf(mara, phone), sessionOf(mara, phone));
        QCOMPARE(sessionOf(mara, phone), sessionOf(mara, loud)); // a UUID has no case
        QVERIFY(sessionOf(mara, phone) != sessionOf(mara, laptop));
        QVERIFY(sessionOf(mara, phone) != sessionOf(UserId(QByteArrayLiteral("olek")), phone));
    }

    void aSecretMustBeLongEnough()
    {
        QVERIFY(!SigningKey::fromText(QByteArray(31, 'x')).ok());
        QVERIFY(SigningKey::fromText(QByteArray(32, 'x')).ok());
        QVERIFY(!SigningKey::fromText("  " + QByteArray(31, 'x') + "\n").ok()); // spaces are none of it
        QVERIFY(!SigningKey::fromText({}).ok());
    }

    void spacesAroundASecretDoNotCount()
    {
        const QByteArray token = tokensOf(secret).issue(mara, session, now, 900s);
        QVERIFY(tokensOf(' ' + secret + "\r\n").check(token, now).ok()); // as editors leave it in a file
    }

    void aSecretFileIsForItsOwnerAlone()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("secret"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(secret) == secret.size());
        file.close();
        constexpr auto own = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
        QVERIFY(file.setPermissions(own));
        QVERIFY(SigningKey::fromFile(path).ok());
        for (const auto more :
            { QFileDevice::ReadGroup, QFileDevice::WriteGroup, QFileDevice::ReadOther, QFileDevice::WriteOther }) {
            QVERIFY(file.setPermissions(own | more));
            const auto refused = SigningKey::fromFile(path);
            QCOMPARE(refused.error().code, ErrorCode::BadField);
            QVERIFY2(refused.error().detail.contains(QStringLiteral("chmod 600")), qPrintable(refused.error().detail));
        }
        const auto none = SigningKey::fromFile(dir.filePath(QStringLiteral("none")));
        QVERIFY(none.error().detail.contains(QStringLiteral("none")));
    }
};

QTEST_GUILESS_MAIN(TokensTest)
#include "tokens_test.moc"
