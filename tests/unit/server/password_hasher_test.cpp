// SPDX-License-Identifier: GPL-3.0-or-later
// Passwords are hashed beside the loop, so many at once and no more, and an unknown name takes the same road.
#include "server/password_hasher.h"

#include <QTest>

#include <sodium.h>

using namespace hubbub;
using namespace hubbub::server;

class PasswordHasherTest : public QObject {
    Q_OBJECT

    static constexpr int little = 64; ///< KiB, to be quick

    /// What verify() comes to.
    static std::optional<bool> verified(PasswordHasher &hasher, const QByteArray &hash, const QByteArray &password)
    {
        std::optional<bool> out;
        bool answered = false;
        hasher.verify(hash, password, [&](const Result<bool> &right) {
            answered = true;
            if (right.ok())
                out = *right;
        });
        [&] { QTRY_VERIFY(answered); }();
        return out;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(sodium_init() >= 0); }

    void onlyTheRightPasswordOpens()
    {
        PasswordHasher hasher(little);
        QByteArray hash;
        hasher.hash(
            "correct horse battery", [&hash](const Result<QByteArray> &made) { hash = made.ok() ? *made : ""; });
        QVERIFY(hash.isEmpty()); // never inside the call
        QTRY_VERIFY(!hash.isEmpty());
        QVERIFY2(hash.startsWith("$argon2id$v=19$m=64,t=2,"), hash.constData());
        QVERIFY(!hash.contains("horse"));
        QCOMPARE(verified(hasher, hash, "correct horse battery"), std::optional(true));
        QCOMPARE(verified(hasher, hash, "correct horse battery "), std::optional(false));
        QCOMPARE(verified(hasher, "not a hash", "correct horse battery"), std::optional(false));
    }

    void nothingOpensANameThatNobodyHas()
    {
        PasswordHasher hasher(little);
        QCOMPARE(verified(hasher, {}, {}), std::optional(false));
        QCOMPARE(verified(hasher, {}, "correct horse battery"), std::optional(false));
    }

    // Red where admit() always says yes.
    void aFloodIsToldToComeBackAndTheLoopGoesOn()
    {
        PasswordHasher hasher(16 * 1024);
        int hashed = 0, refused = 0;
        constexpr int flood = 200;
        for (int i = 0; i < flood; ++i) {
            hasher.hash("correct horse battery", [&](const Result<QByteArray> &made) {
                hashed += made.ok();
                refused += !made.ok() && made.error().code == ErrorCode::Unavailable && made.error().retryAfter;
            });
        }
        QTRY_VERIFY(refused > 0); // at once, while the others are still at it
        QVERIFY(hashed < PasswordHasher::atOnce + PasswordHasher::queued);
        QTRY_COMPARE_WITH_TIMEOUT(hashed + refused, flood, 60'000);
        QVERIFY2(hashed >= PasswordHasher::atOnce + PasswordHasher::queued, "fewer were let in than may");
        QVERIFY(refused > flood / 2);
    }

    void whoGoesWaitsForNobodysAnswer()
    {
        bool called = false;
        {
            PasswordHasher hasher(little);
            for (int i = 0; i < 20; ++i)
                hasher.hash("correct horse battery", [&called](const Result<QByteArray> &) { called = true; });
        }
        QCoreApplication::sendPostedEvents();
        QVERIFY(!called);
    }
};

QTEST_GUILESS_MAIN(PasswordHasherTest)
#include "password_hasher_test.moc"
