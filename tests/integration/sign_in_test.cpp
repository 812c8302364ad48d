// SPDX-License-Identifier: GPL-3.0-or-later
// Passwords, tokens and their limits: what is accepted, what is refused, by every node alike.
#include "core/base/clock.h"
#include "server/tokens.h"
#include "tests/integration/cluster.h"

#include <QJsonDocument>
#include <QNetworkRequest>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocketHandshakeOptions>

using namespace Qt::StringLiterals;
using std::chrono::seconds;
using namespace hubbub::testing;

namespace {

/// A client as a balancer passes it on: with its address in a header.
class Forwarded final {
public:
    Forwarded(const QUrl &url, const QByteArray &address)
    {
        QNetworkRequest request(url);
        request.setRawHeader("X-Forwarded-For", address);
        QWebSocketHandshakeOptions options;
        options.setSubprotocols({ u"hubbub.v1"_s });
        bool failed = false;
        QObject::connect(&m_socket, QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), &m_socket,
            [&failed] { failed = true; });
        m_socket.open(request, options);
        (void)QTest::qWaitFor([&] { return failed || isOpen(); });
        m_socket.disconnect(&m_socket);
    }
    [[nodiscard]] bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }

    /// "welcome", or the error's code.
    QString signIn(const QString &user, const QString &password)
    {
        QString out;
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket, [&out](const QString &text) {
            const QJsonObject frame = QJsonDocument::fromJson(text.toUtf8()).object();
            if (out.isEmpty())
                out = frame[u"op"] == u"welcome"_s ? u"welcome"_s : frame[u"code"].toString();
        });
        const QJsonObject hello { { u"op"_s, u"hello"_s }, { u"id"_s, 1 }, { u"user"_s, user },
            { u"password"_s, password }, { u"device"_s, freshMid() }, { u"app"_s, u"test"_s } };
        m_socket.sendTextMessage(QString::fromUtf8(QJsonDocument(hello).toJson(QJsonDocument::Compact)));
        (void)QTest::qWaitFor([&] { return !out.isEmpty(); });
        m_socket.disconnect(&m_socket);
        return out;
    }

private:
    QWebSocket m_socket;
};

} // namespace

class SignInTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QFile secret(m_folder.filePath(u"secret"_s));
        QVERIFY(secret.open(QIODevice::WriteOnly));
        const QByteArray text = hubbub::randomHex(32);
        secret.write(text);
        secret.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        secret.close();
        m_tokens = std::make_unique<hubbub::server::Tokens>(*hubbub::server::SigningKey::fromText(text));
        m_cluster = std::make_unique<Cluster>(QStringList { u"--secret-file"_s, secret.fileName() });
        QVERIFY2(m_cluster->start(2), qPrintable(m_cluster->problem()));
    }

    void passwordOpensASessionOnAnyNode()
    {
        Person ada(u"ada"_s);
        QCOMPARE(ada.registerAt(m_cluster->node(1))[u"op"].toString(), u"welcome"_s);
        for (int node : { 1, 2 }) {
            WsPeer peer;
            QVERIFY(peer.connectTo(m_cluster->node(node).url()));
            QCOMPARE(peer.signIn(u"ada"_s, QString::fromLatin1(Person::password))[u"op"].toString(), u"welcome"_s);
        }
        QCOMPARE(refusal(1,
                     { { u"user"_s, u"ada"_s }, { u"password"_s, QString::fromLatin1(Person::password) },
                         { u"create"_s, true } }),
            u"exists 4500"_s);
    }

    void wrongPasswordAndUnknownNameLookTheSame()
    {
        Person ben(u"ben"_s);
        ben.registerAt(m_cluster->node(1));
        const QString wrong = refusal(1, { { u"user"_s, u"ben"_s }, { u"password"_s, u"not the password"_s } });
        QCOMPARE(wrong, u"unauthorized 4500"_s);
        QCOMPARE(refusal(2, { { u"user"_s, u"nobody"_s }, { u"password"_s, u"not the password"_s } }), wrong);
    }

    void guessingIsSlowedDown()
    {
        Person cleo(u"cleo"_s);
        cleo.registerAt(m_cluster->node(1));
        for (int i = 0; i < 5; ++i)
            QCOMPARE(refusal(i % 2 + 1, { { u"user"_s, u"cleo"_s }, { u"password"_s, u"guess number one"_s } }),
                u"unauthorized 4500"_s);
        // The sixth is not even looked at, on whichever node; a refresh token is never locked out.
        QCOMPARE(refusal(2, { { u"user"_s, u"cleo"_s }, { u"password"_s, QString::fromLatin1(Person::password) } }),
            u"rate_limited 4500"_s);
        QCOMPARE(cleo.returnTo(m_cluster->node(2))[u"op"].toString(), u"welcome"_s);
    }

    void behindABalancerEachClientIsCountedForItself()
    {
        GatewayProcess &node =
            m_cluster->add({ u"--trust-proxy"_s, u"127.0.0.1"_s, u"--connections-per-address"_s, u"2"_s });
        QVERIFY2(node.start(), node.log().constData());
        Person flo(u"flo"_s);
        flo.registerAt(m_cluster->node(1));
        const QString right = QString::fromLatin1(Person::password);
        const auto from = [&](const QByteArray &address, const QString &password) {
            return Forwarded(node.url(), address).signIn(u"flo"_s, password);
        };
        for (int i = 0; i < 5; ++i)
            QCOMPARE(from("192.0.2.1", u"guess number one"_s), u"unauthorized"_s);
        QCOMPARE(from("192.0.2.1", right), u"rate_limited"_s);
        QCOMPARE(from("192.0.2.1, 192.0.2.2", right), u"welcome"_s); // the last one that the balancer saw
        const Forwarded one(node.url(), "192.0.2.3");
        const Forwarded two(node.url(), "192.0.2.3");
        QVERIFY(one.isOpen() && two.isOpen());
        const Forwarded three(node.url(), "192.0.2.3");
        QVERIFY(!three.isOpen());
        const Forwarded other(node.url(), "192.0.2.4");
        QVERIFY(other.isOpen());
    }

    void weakPasswordsAreRefused()
    {
        WsPeer peer;
        QVERIFY(peer.connectTo(m_cluster->node(1).url()));
        QCOMPARE(
            peer.signIn(u"weak"_s, u"eleven char"_s, { { u"create"_s, true } })[u"code"].toString(), u"bad_field"_s);
        QCOMPARE(peer.signIn(u"weak"_s, u"eleven chars"_s, { { u"create"_s, true } })[u"op"].toString(), u"welcome"_s);
    }

    void forgedTokensAreRefusedAlikeByEveryNode()
    {
        Person dora(u"dora"_s);
        dora.registerAt(m_cluster->node(1));
        QString flipped = dora.token();
        flipped[5] = flipped[5] == u'A' ? u'B' : u'A';
        const QString otherSignature = dora.token().section(u'.', 0, 0) + u'.' + QString(43, u'A');
        // a well-known other cluster's token: {"alg":"none"}
        const QString jwt = u"eyJhbGciOiJub25lIn0.eyJzdWIiOiJkb3JhIn0."_s;
        for (int node : { 1, 2 }) {
            for (const QString &token : { flipped, otherSignature, jwt, u"x"_s, dora.refresh() })
                QCOMPARE(
                    refusal(node, { { u"token"_s, token }, { u"device"_s, dora.device() } }), u"unauthorized 4500"_s);
            // right token, another device: it belongs to a session
            QCOMPARE(
                refusal(node, { { u"token"_s, dora.token() }, { u"device"_s, freshMid() } }), u"unauthorized 4500"_s);
            QCOMPARE(refusal(node, { { u"refresh"_s, dora.token() }, { u"device"_s, dora.device() } }),
                u"unauthorized 4500"_s);
        }
        QCOMPARE(dora.showToken(m_cluster->node(2), dora.token())[u"op"].toString(), u"welcome"_s);
    }

    void tokensOfAnotherClusterAreRefused()
    {
        Cluster other;
        QVERIFY2(other.start(1), qPrintable(other.problem()));
        Person here(u"emil"_s), there(u"emil"_s);
        here.registerAt(m_cluster->node(1));
        there.registerAt(other.node(1));
        QCOMPARE(
            refusal(1, { { u"token"_s, there.token() }, { u"device"_s, there.device() } }), u"unauthorized 4500"_s);
    }

    void expiredTokenIsToldAndRefreshWorks()
    {
        Person finn(u"finn"_s);
        finn.registerAt(m_cluster->node(1));
        // It ended 31 s ago: 30 s are allowed for clocks that differ.
        const QString ended = tokenFor(finn, -seconds(31));
        for (int node : { 1, 2 })
            QCOMPARE(refusal(node, { { u"token"_s, ended }, { u"device"_s, finn.device() } }), u"expired 4004"_s);
        QCOMPARE(refusal(1,
                     { { u"token"_s, issued(finn, wallNow() + seconds(60), seconds(900)) },
                         { u"device"_s, finn.device() } }),
            u"unauthorized 4500"_s); // from the future
        QCOMPARE(finn.returnTo(m_cluster->node(2))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(finn.showToken(m_cluster->node(1), finn.token())[u"op"].toString(), u"welcome"_s);
    }

    void tokenThatEndsOnALiveConnectionClosesItUnlessRefreshed()
    {
        Person gus(u"gus"_s), hans(u"hans"_s);
        gus.registerAt(m_cluster->node(1));
        hans.registerAt(m_cluster->node(1));
        QCOMPARE(gus.showToken(m_cluster->node(2), tokenFor(gus, -seconds(28)))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(hans.showToken(m_cluster->node(2), tokenFor(hans, -seconds(28)))[u"op"].toString(), u"welcome"_s);
        const QJsonObject fresh = hans.peer().request({ { u"op"_s, u"refresh"_s }, { u"refresh"_s, hans.refresh() } });
        QCOMPARE(fresh[u"op"].toString(), u"ok"_s);
        QVERIFY(!fresh[u"token"].toString().isEmpty());
        QVERIFY(gus.peer().waitForClose());
        QCOMPARE(gus.peer().closeCode(), 4004);
        QVERIFY(hans.peer().isOpen());
        QCOMPARE(hans.peer().request({ { u"op"_s, u"rooms"_s } })[u"op"].toString(), u"ok"_s);
    }

    void spentRefreshTokenGivesItsSuccessorAgainAndThenRevokes()
    {
        Person ida(u"ida"_s);
        ida.registerAt(m_cluster->node(1));
        const QString first = ida.refresh();
        const QString second = ida.returnTo(m_cluster->node(2))[u"refresh"].toString();
        QVERIFY(!second.isEmpty() && second != first);
        Person lost(u"ida"_s); // as if the reply had been lost: the same token again
        const QJsonObject hello { { u"op"_s, u"hello"_s }, { u"refresh"_s, first }, { u"device"_s, ida.device() },
            { u"app"_s, u"test"_s } };
        QVERIFY(lost.peer().connectTo(m_cluster->node(1).url()));
        QCOMPARE(lost.peer().request(hello)[u"refresh"].toString(), second);
        QCOMPARE(ida.returnTo(m_cluster->node(1))[u"op"].toString(), u"welcome"_s); // by the second
        const QString third = ida.refresh();
        QCOMPARE(refusal(2, { { u"refresh"_s, first }, { u"device"_s, ida.device() } }), u"unauthorized 4500"_s);
        // The first was used after its successor: somebody has stolen one of them, so the family has ended.
        QVERIFY(ida.peer().waitForClose());
        QCOMPARE(ida.peer().closeCode(), 4500);
        QCOMPARE(refusal(1, { { u"refresh"_s, third }, { u"device"_s, ida.device() } }), u"unauthorized 4500"_s);
        QCOMPARE(refusal(1, { { u"token"_s, ida.token() }, { u"device"_s, ida.device() } }), u"unauthorized 4500"_s);
    }

    void whereRedisIsFullPeopleStaySignedInAndMaySignOut()
    {
        Person ada(u"ada-in-full"_s);
        ada.registerAt(m_cluster->node(1));
        m_cluster->redis().run({ "CONFIG", "SET", "maxmemory", "1" });
        const QJsonObject welcome = ada.returnTo(m_cluster->node(2)); // by refresh token
        const QJsonObject logout = ada.peer().request({ { u"op"_s, u"logout"_s } });
        m_cluster->redis().run({ "CONFIG", "SET", "maxmemory", "0" });
        QCOMPARE(welcome[u"op"].toString(), u"welcome"_s);
        QCOMPARE(logout[u"op"].toString(), u"ok"_s);
    }

    void logoutEndsTheTokenOnEveryNode()
    {
        Person jon(u"jon"_s);
        jon.registerAt(m_cluster->node(1));
        WsPeer other;
        QVERIFY(other.connectTo(m_cluster->node(2).url()));
        QCOMPARE(other.signIn(u"jon"_s, QString::fromLatin1(Person::password))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(jon.peer().request({ { u"op"_s, u"logout"_s } })[u"op"].toString(), u"ok"_s);
        QVERIFY(jon.peer().waitForClose());
        QCOMPARE(jon.peer().closeCode(), 1000);
        for (int node : { 1, 2 })
            QCOMPARE(
                refusal(node, { { u"token"_s, jon.token() }, { u"device"_s, jon.device() } }), u"unauthorized 4500"_s);
        QVERIFY(other.isOpen());
        Person again(u"jon"_s);
        QVERIFY(again.peer().connectTo(m_cluster->node(1).url()));
        QCOMPARE(again.peer().signIn(u"jon"_s, QString::fromLatin1(Person::password))[u"op"].toString(), u"welcome"_s);
        QCOMPARE(
            again.peer().request({ { u"op"_s, u"logout"_s }, { u"everywhere"_s, true } })[u"op"].toString(), u"ok"_s);
        QVERIFY(other.waitForClose());
        QCOMPARE(other.closeCode(), 4500);
    }

    void aNewPasswordEndsAllOtherSessionsOnEveryNode()
    {
        Person max(u"max"_s);
        max.registerAt(m_cluster->node(1));
        WsPeer phone, tablet;
        QStringList devices { freshMid(), freshMid() };
        QVERIFY(phone.connectTo(m_cluster->node(1).url()));
        QVERIFY(tablet.connectTo(m_cluster->node(2).url()));
        const QString old = QString::fromLatin1(Person::password);
        const QJsonObject onPhone = phone.signIn(u"max"_s, old, { { u"device"_s, devices[0] } });
        const QJsonObject onTablet = tablet.signIn(u"max"_s, old, { { u"device"_s, devices[1] } });
        QCOMPARE(onTablet[u"op"].toString(), u"welcome"_s);
        const auto change = [&](const QString &from, const QString &to) {
            const QJsonObject reply =
                max.peer().request({ { u"op"_s, u"account"_s }, { u"password"_s, from }, { u"new_password"_s, to } });
            return reply[u"op"] == u"ok"_s ? u"ok"_s : reply[u"code"].toString();
        };
        const QString next = u"staple of the horse"_s;
        QCOMPARE(change(u"not the old one"_s, next), u"unauthorized"_s);
        QVERIFY(phone.isOpen() && tablet.isOpen());
        QCOMPARE(change(old, next), u"ok"_s);
        for (WsPeer *peer : { &phone, &tablet }) {
            QVERIFY(peer->waitForClose());
            QCOMPARE(peer->closeCode(), 4500);
        }
        QVERIFY(max.peer().isOpen());
        for (int node : { 1, 2 }) {
            QCOMPARE(refusal(node, { { u"token"_s, onPhone[u"token"] }, { u"device"_s, devices[0] } }),
                u"unauthorized 4500"_s);
            QCOMPARE(refusal(node, { { u"refresh"_s, onTablet[u"refresh"] }, { u"device"_s, devices[1] } }),
                u"unauthorized 4500"_s);
            QCOMPARE(refusal(node, { { u"user"_s, u"max"_s }, { u"password"_s, old } }), u"unauthorized 4500"_s);
        }
        WsPeer again;
        QVERIFY(again.connectTo(m_cluster->node(2).url()));
        QCOMPARE(again.signIn(u"max"_s, next)[u"op"].toString(), u"welcome"_s);
        QCOMPARE(max.returnTo(m_cluster->node(2))[u"op"].toString(), u"welcome"_s); // who changed it goes on
    }

    void guessingTheOldPasswordIsSlowedDownToo()
    {
        Person nina(u"nina"_s);
        nina.registerAt(m_cluster->node(1));
        const auto guess = [&](const QString &password) {
            return nina.peer()
                .request({ { u"op"_s, u"account"_s }, { u"password"_s, password },
                    { u"new_password"_s, u"staple of the horse"_s } })[u"code"]
                .toString();
        };
        for (int i = 0; i < 5; ++i)
            QCOMPARE(guess(u"guess number %1"_s.arg(i)), u"unauthorized"_s);
        QCOMPARE(guess(QString::fromLatin1(Person::password)), u"rate_limited"_s);
        QVERIFY(nina.peer().isOpen());
    }

    void anotherDisplayNameIsSeenAtOnce()
    {
        Person olga(u"olga"_s), pete(u"pete"_s);
        olga.registerAt(m_cluster->node(1));
        pete.registerAt(m_cluster->node(2));
        const auto rename = [&](const QString &display) {
            return olga.peer().request({ { u"op"_s, u"account"_s }, { u"display"_s, display } })[u"op"].toString();
        };
        QCOMPARE(rename(u"Olga from the kitchen"_s), u"ok"_s);
        olga.create(u"names"_s);
        pete.join(u"names"_s);
        const auto shown = [&] {
            return pete.peer()
                .request({ { u"op"_s, u"members"_s }, { u"room"_s, u"names"_s } })[u"members"][0][u"display"]
                .toString();
        };
        QCOMPARE(shown(), u"Olga from the kitchen"_s);
        QCOMPARE(
            pete.peer()
                .request({ { u"op"_s, u"history"_s }, { u"room"_s, u"names"_s } })[u"events"][0][u"body"][u"display"]
                .toString(),
            u"Olga from the kitchen"_s);
        QCOMPARE(rename(QString()), u"ok"_s);
        QCOMPARE(shown(), u"olga"_s);
        QCOMPARE(olga.returnTo(m_cluster->node(2))[u"user"][u"display"].toString(), u"olga"_s);
    }

    void oneUserHasSoManyConnectionsAndNoMore()
    {
        Cluster small(QStringList { u"--connections-per-user"_s, u"2"_s });
        QVERIFY2(small.start(1), qPrintable(small.problem()));
        Person kim(u"kim"_s);
        kim.registerAt(small.node(1));
        WsPeer second, third;
        QVERIFY(second.connectTo(small.node(1).url()));
        QCOMPARE(second.signIn(u"kim"_s, QString::fromLatin1(Person::password))[u"op"].toString(), u"welcome"_s);
        QVERIFY(third.connectTo(small.node(1).url()));
        const QJsonObject refused = third.signIn(u"kim"_s, QString::fromLatin1(Person::password));
        QCOMPARE(refused[u"code"].toString(), u"limit"_s);
        QVERIFY(refused[u"retry_ms"].toInt() > 0);
        QVERIFY(third.waitForClose());
        QCOMPARE(third.closeCode(), 4005);
    }

    void sendsAndCommandsAreRationed()
    {
        Person lea(u"lea"_s);
        lea.registerAt(m_cluster->node(1));
        lea.create(u"flood"_s);
        QList<int> ids;
        for (int i = 0; i < 100; ++i)
            ids << lea.peer().send({ { u"op"_s, u"send"_s }, { u"room"_s, u"flood"_s }, { u"mid"_s, freshMid() },
                { u"body"_s, QJsonObject { { u"text"_s, u"x"_s } } } });
        int taken = 0, limited = 0;
        for (int id : ids) {
            const QJsonObject reply = lea.peer().reply(id);
            taken += reply[u"op"] == u"ok"_s;
            limited += reply[u"code"] == u"rate_limited"_s && reply[u"retry_ms"].toInt() > 0;
        }
        QCOMPARE(taken + limited, 100);
        QVERIFY2(taken >= 30 && taken <= 60, qPrintable(QString::number(taken)));
        QVERIFY(lea.peer().isOpen());
    }

private:
    static std::chrono::milliseconds wallNow() { return hubbub::systemClock().wall(); }

    QString issued(const Person &person, std::chrono::milliseconds at, seconds life) const
    {
        const auto session =
            hubbub::server::sessionOf(hubbub::UserId(person.name()), hubbub::DeviceId(person.device()));
        return QString::fromLatin1(m_tokens->issue(hubbub::UserId(person.name()), session, at, life));
    }
    /// A token of the cluster's own that ends so long from now.
    QString tokenFor(const Person &person, seconds ends) const
    {
        return issued(person, wallNow() + ends - seconds(900), seconds(900));
    }

    /// "CODE CLOSE" of a hello that must fail.
    QString refusal(int node, QJsonObject hello)
    {
        WsPeer peer;
        if (!peer.connectTo(m_cluster->node(node).url()))
            return u"not connected"_s;
        hello.insert(u"op"_s, u"hello"_s);
        hello.insert(u"app"_s, u"test"_s);
        if (!hello.contains(u"device"_s))
            hello.insert(u"device"_s, freshMid());
        const QJsonObject reply = peer.request(hello);
        if (!peer.waitForClose())
            return u"still open after "_s + reply[u"code"].toString();
        return reply[u"code"].toString() + u' ' + QString::number(peer.closeCode());
    }

    QTemporaryDir m_folder;
    std::unique_ptr<hubbub::server::Tokens> m_tokens;
    std::unique_ptr<Cluster> m_cluster;
};

QTEST_GUILESS_MAIN(SignInTest)
#include "sign_in_test.moc"
