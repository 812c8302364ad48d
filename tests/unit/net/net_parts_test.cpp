// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/net/address.h"
#include "server/net/admission.h"
#include "server/net/endpoint.h"
#include "server/net/outbox.h"
#include "server/net/timer_wheel.h"
#include "server/net/utf8.h"

#include <QTest>

#include <array>
#include <sys/uio.h>
#include <vector>

using namespace hubbub;
using namespace hubbub::server;
using namespace Qt::StringLiterals;
using Verdict = Admission::Verdict;

namespace {

Address address(const QByteArray &text) { return Address::parse(text).value(); }

AddressRanges ranges(const QStringList &list) { return AddressRanges::parse(list).value(); }

QByteArray contents(const Outbox &outbox)
{
    std::array<iovec, 64> parts;
    const auto count = static_cast<size_t>(outbox.gather(parts));
    QByteArray all;
    for (size_t i = 0; i < count; ++i)
        all.append(static_cast<const char *>(parts[i].iov_base), static_cast<qsizetype>(parts[i].iov_len));
    return all;
}

/// The definition of UTF-8 through code points (RFC 3629 section 3).
bool isWellFormed(const QByteArray &bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const auto lead = static_cast<quint8>(bytes[at]);
        const int size = lead < 0x80 ? 1
            : (lead & 0xe0) == 0xc0  ? 2
            : (lead & 0xf0) == 0xe0  ? 3
            : (lead & 0xf8) == 0xf0  ? 4
                                     : 0;
        if (size == 0 || at + size > bytes.size())
            return false;
        char32_t code = size == 1 ? lead : lead & (0x7f >> size);
        for (int i = 1; i < size; ++i) {
            const auto byte = static_cast<quint8>(bytes[at + i]);
            if ((byte & 0xc0) != 0x80)
                return false;
            code = code << 6 | (byte & 0x3f);
        }
        constexpr char32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
        if (code < least[size] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
            return false;
        at += size;
    }
    return true;
}

} // namespace

class NetPartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void utf8AgreesWithItsDefinition()
    {
        for (int a = 0; a < 256; ++a)
            for (int b = 0; b < 256; ++b)
                for (const char *rest : { "", "\x80", "\xbf", "\x80\x80", "\xbf\xbf", "a" }) {
                    const QByteArray bytes = QByteArray() + static_cast<char>(a) + static_cast<char>(b) + rest;
                    Utf8Check check;
                    const bool stepwise = check.feed(bytes) && check.atBoundary();
                    if (isUtf8(bytes) != isWellFormed(bytes) || stepwise != isWellFormed(bytes))
                        QFAIL(bytes.toHex().constData());
                }
    }

    void utf8IsTheSameWhereverItIsCut()
    {
        const QByteArray all = "plain ascii, \xc3\xa4, \xe2\x82\xac, \xf0\x9f\x98\x80, more plain ascii";
        for (qsizetype cut = 0; cut <= all.size(); ++cut) {
            Utf8Check check;
            QVERIFY(check.feed(all.first(cut)));
            QVERIFY(check.feed(all.sliced(cut)));
            QVERIFY(check.atBoundary());
        }
    }

    void anOutboxGivesItsBytesBackInOrderAndKnowsTheirAge()
    {
        Outbox outbox;
        QVERIFY(outbox.isEmpty());
        outbox.append("abc", 5);
        outbox.append("", 5);
        outbox.append("defg", 6);
        outbox.append("h", 9);
        QCOMPARE(outbox.bytes(), 8);
        QCOMPARE(contents(outbox), QByteArray("abcdefgh"));
        QCOMPARE(outbox.headSince(), Tick(5));
        outbox.consume(2);
        QCOMPARE(contents(outbox), QByteArray("cdefgh"));
        outbox.consume(4);
        QCOMPARE(outbox.headSince(), Tick(6));
        QCOMPARE(contents(outbox), QByteArray("gh"));
        outbox.consume(2);
        QVERIFY(outbox.isEmpty());
        outbox.append("again", 10);
        QCOMPARE(contents(outbox), QByteArray("again"));
    }

    void anOutboxSharesBytesInsteadOfCopyingThem()
    {
        const QByteArray frame(1000, 'f');
        Outbox one;
        Outbox two;
        one.append(frame, 0);
        two.append("x", 0);
        two.append(frame, 0);
        std::array<iovec, 2> parts;
        QCOMPARE(one.gather(parts), 1);
        QCOMPARE(parts[0].iov_base, static_cast<const void *>(frame.constData()));
        QCOMPARE(two.gather(parts), 2);
        QCOMPARE(parts[1].iov_base, static_cast<const void *>(frame.constData()));
    }

    void aFrameThatHasBegunIsNotCut()
    {
        Outbox outbox;
        outbox.append("first", 0);
        outbox.append("second", 0);
        outbox.consume(2);
        outbox.keepOnlyStarted();
        QCOMPARE(contents(outbox), QByteArray("rst"));
        QCOMPARE(outbox.bytes(), 3);
        outbox.consume(3);
        outbox.append("third", 0);
        outbox.append("fourth", 0);
        outbox.keepOnlyStarted();
        QVERIFY(outbox.isEmpty());
    }

    void anOutboxThatIsNeverEmptyStaysInOrder()
    {
        Outbox outbox;
        QByteArray expected;
        for (int i = 0; i < 5000; ++i) {
            const QByteArray piece = QByteArray::number(i) + ',';
            outbox.append(piece, 0);
            expected += piece;
            if (i < 100)
                continue;
            std::array<iovec, 1> front;
            QCOMPARE(outbox.gather(front), 1);
            const auto size = static_cast<qsizetype>(front[0].iov_len);
            QCOMPARE(QByteArray(static_cast<const char *>(front[0].iov_base), size), expected.first(size));
            expected.remove(0, size);
            outbox.consume(size);
        }
        QCOMPARE(outbox.bytes(), expected.size());
        QVERIFY(expected.startsWith(contents(outbox)));
    }

    void deadlinesFireOnceInTheirTick()
    {
        TimerWheel wheel;
        TimerWheel::Entry early;
        TimerWheel::Entry late;
        TimerWheel::Entry veryLate;
        wheel.arm(early, 3);
        wheel.arm(late, 5);
        wheel.arm(veryLate, 3 + 512 * 2);
        using Fired = std::vector<TimerWheel::Entry *>;
        const auto advance = [&](Tick now) {
            Fired fired;
            wheel.advance(now, [&](TimerWheel::Entry &entry) { fired.push_back(&entry); });
            return fired;
        };
        QVERIFY(advance(2).empty());
        QVERIFY(advance(3) == Fired { &early });
        QVERIFY(!early.isArmed());
        QVERIFY(advance(100) == Fired { &late });
        QVERIFY(advance(3 + 512 * 2 - 1).empty());
        QVERIFY(advance(3 + 512 * 2) == Fired { &veryLate });
    }

    void aDeadlineThatHasPassedFiresAtTheNextTick()
    {
        TimerWheel wheel;
        wheel.advance(1000, [](TimerWheel::Entry &) {});
        TimerWheel::Entry entry;
        wheel.arm(entry, 10);
        int count = 0;
        wheel.advance(1001, [&](TimerWheel::Entry &) { ++count; });
        QCOMPARE(count, 1);
    }

    void whatFiresMayArmAndDisarmAnything()
    {
        TimerWheel wheel;
        std::array<TimerWheel::Entry, 3> entries;
        for (auto &entry : entries)
            wheel.arm(entry, 1);
        int count = 0;
        wheel.advance(1, [&](TimerWheel::Entry &entry) {
            ++count;
            for (auto &other : entries)
                TimerWheel::disarm(other);
            wheel.arm(entry, 2);
        });
        QCOMPARE(count, 1);
        wheel.advance(2, [&](TimerWheel::Entry &) { ++count; });
        QCOMPARE(count, 2);
        for (auto &entry : entries)
            QVERIFY(!entry.isArmed());
    }

    void aWheelThatStoodStillFiresEverythingThatIsDue()
    {
        TimerWheel wheel;
        std::vector<TimerWheel::Entry> entries(2000);
        for (size_t i = 0; i < entries.size(); ++i)
            wheel.arm(entries[i], static_cast<Tick>(i + 1));
        size_t count = 0;
        wheel.advance(1500, [&](TimerWheel::Entry &) { ++count; });
        QCOMPARE(count, size_t(1500));
        wheel.advance(2000, [&](TimerWheel::Entry &) { ++count; });
        QCOMPARE(count, size_t(2000));
    }

    void addressesOfBothFamiliesCompareAndPrint()
    {
        QVERIFY(address("192.0.2.1") == address("::ffff:192.0.2.1"));
        QCOMPARE(address("192.0.2.1").text(), QByteArray("192.0.2.1"));
        QCOMPARE(address("[2001:db8::1]").text(), QByteArray("2001:db8::1"));
        QVERIFY(address("127.1.2.3").isLoopback());
        QVERIFY(address("::1").isLoopback());
        QVERIFY(!address("128.0.0.1").isLoopback());
        for (const QByteArray &bad : { ""_ba, "1.2.3"_ba, "1.2.3.4:80"_ba, "::1%lo"_ba, "example.org"_ba, "[::1"_ba,
                 QByteArray("1.2.3.4\0x", 9), QByteArray(500, '1') })
            QVERIFY2(!Address::parse(bad), bad.constData());
    }

    void aHouseholdIsOneV4AddressOrAV6Network()
    {
        QVERIFY(address("192.0.2.1").household() != address("192.0.2.2").household());
        QVERIFY(address("2001:db8:0:1::5").household() == address("2001:db8:0:1:ffff::").household());
        QVERIFY(address("2001:db8:0:1::5").household() != address("2001:db8:0:2::5").household());
    }

    void rangesHoldWhatTheyCover()
    {
        const AddressRanges list = ranges({ u"10.0.0.0/8"_s, u"192.0.2.7"_s, u"2001:db8::/33"_s });
        QVERIFY(list.contains(address("10.255.1.2")));
        QVERIFY(!list.contains(address("11.0.0.0")));
        QVERIFY(list.contains(address("192.0.2.7")));
        QVERIFY(!list.contains(address("192.0.2.8")));
        QVERIFY(list.contains(address("2001:db8:7fff::1")));
        QVERIFY(!list.contains(address("2001:db8:8000::1")));
        QVERIFY(ranges({ u"0.0.0.0/0"_s }).contains(address("1.2.3.4")));
        QVERIFY(!ranges({ u"0.0.0.0/0"_s }).contains(address("::1")));
        for (const QString &bad : { u"10.0.0.0/33"_s, u"10.0.0.0/-1"_s, u"10.0.0.0/x"_s, u"nowhere/8"_s, u""_s })
            QVERIFY(!AddressRanges::parse({ bad }).ok());
        QVERIFY(AddressRanges::parse({ u"nowhere/8"_s }).error().detail.contains(u"nowhere/8"_s));
    }

    void theClientIsTheFirstFromTheRightThatIsNotTrusted()
    {
        const AddressRanges trusted = ranges({ u"10.0.0.0/8"_s });
        const Address proxy = address("10.0.0.1");
        QVERIFY(clientBehind(proxy, "192.0.2.9", trusted) == address("192.0.2.9"));
        QVERIFY(clientBehind(proxy, "203.0.113.5, 192.0.2.9, 10.0.0.2", trusted) == address("192.0.2.9"));
        QVERIFY(clientBehind(proxy, "203.0.113.5, rubbish, 10.0.0.2", trusted) == address("10.0.0.2"));
        QVERIFY(clientBehind(proxy, "", trusted) == proxy);
        QVERIFY(clientBehind(proxy, "10.0.0.3", trusted) == address("10.0.0.3"));
        QVERIFY(clientBehind(address("192.0.2.1"), "203.0.113.5", trusted) == address("192.0.2.1"));
    }

    void anAddressMayHaveSoManyConnections()
    {
        EndpointOptions options;
        options.connectionsPerAddress = 2;
        Admission admission(options);
        const Address one = address("192.0.2.1");
        QCOMPARE(admission.admitPeer(one, 0), Verdict::Counted);
        QCOMPARE(admission.admitPeer(one, 0), Verdict::Counted);
        QCOMPARE(admission.admitPeer(one, 0), Verdict::TooMany);
        QCOMPARE(admission.admitPeer(address("192.0.2.2"), 0), Verdict::Counted);
        admission.release(one);
        QCOMPARE(admission.admitPeer(one, 0), Verdict::Counted);
    }

    void anAddressMayConnectSoOften()
    {
        EndpointOptions options;
        options.connectionsPerAddress = 0;
        options.acceptsPerAddress = 200;
        options.acceptsPerAddressBurst = 400;
        Admission admission(options);
        const Address one = address("192.0.2.1");
        for (int i = 0; i < 400; ++i)
            QCOMPARE(admission.admitPeer(one, 0), Verdict::Counted);
        QCOMPARE(admission.admitPeer(one, 0), Verdict::TooFast);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(admission.admitPeer(one, 1), Verdict::Counted);
        QCOMPARE(admission.admitPeer(one, 1), Verdict::TooFast);
    }

    void exemptAddressesAndProxiesAreNotCounted()
    {
        EndpointOptions options;
        options.connectionsPerAddress = 1;
        options.noAddressLimits = ranges({ u"127.0.0.0/8"_s });
        options.trustedProxies = ranges({ u"10.0.0.1"_s });
        Admission admission(options);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(admission.admitPeer(address("127.0.0.1"), 0), Verdict::Uncounted);
            QCOMPARE(admission.admitPeer(address("10.0.0.1"), 0), Verdict::Uncounted);
        }
        QCOMPARE(admission.admitClient(address("192.0.2.1")), Verdict::Counted);
        QCOMPARE(admission.admitClient(address("192.0.2.1")), Verdict::TooMany);
        QCOMPARE(admission.admitClient(address("127.0.0.1")), Verdict::Uncounted);
    }

    void addressesThatLeftAreForgotten()
    {
        EndpointOptions options;
        Admission admission(options);
        const auto numbered = [](int i) { return address("192.0.2." + QByteArray::number(i)); };
        for (int i = 0; i < 100; ++i)
            QCOMPARE(admission.admitPeer(numbered(i), 0), Verdict::Counted);
        admission.sweep(1000);
        QCOMPARE(admission.knownAddresses(), 100);
        for (int i = 1; i < 100; ++i)
            admission.release(numbered(i));
        admission.sweep(1001);
        QCOMPARE(admission.knownAddresses(), 1);
    }
};

QTEST_GUILESS_MAIN(NetPartsTest)
#include "net_parts_test.moc"
