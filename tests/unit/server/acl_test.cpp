// SPDX-License-Identifier: GPL-3.0-or-later
// A node may do on Redis what it does, and no more: the list of its rights is held against the source.
#include "server/acl.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace hubbub::server;
using namespace Qt::StringLiterals;

namespace {

/// Every command that a file gives to Redis, in lower case; with `|` and its second word where it has one.
QSet<QByteArray> commandsIn(const QString &path)
{
    static const QRegularExpression inLua(u"redis\\.p?call\\('([A-Z]+)'(?:, '([A-Z]+)')?"_s);
    static const QRegularExpression inCpp(
        u"(?:(?:command|exchange|post)\\(\\s*|push_back\\(\\{ Courtesy::[A-Za-z]+, )\\{ "
        "(?:QByteArrayLiteral\\()?\"([A-Z]+)\"\\)?(?:, \"([A-Z]+)\")?"_s);
    static const QSet<QByteArray> withTwoWords { "client", "cluster", "script", "xinfo" };
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QSet<QByteArray> out;
    const QString text = QString::fromUtf8(file.readAll());
    for (auto it = (path.endsWith(u".lua"_s) ? inLua : inCpp).globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        const QByteArray name = match.captured(1).toLatin1().toLower();
        out.insert(withTwoWords.contains(name) ? name + '|' + match.captured(2).toLatin1().toLower() : name);
    }
    return out;
}

QSet<QByteArray> commandsUnder(const QString &folder, const QString &pattern)
{
    QSet<QByteArray> out;
    const QDir dir(QStringLiteral(HUBBUB_SOURCE_DIR "/") + folder);
    for (const QString &name : dir.entryList({ pattern }, QDir::Files))
        out |= commandsIn(dir.filePath(name));
    return out;
}

} // namespace

class AclTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNodeMayDoAllThatItsSourceAndItsScriptsDo()
    {
        QSet<QByteArray> used = commandsUnder(u"server"_s, u"*.cpp"_s) | commandsUnder(u"server/lua"_s, u"*.lua"_s)
            | commandsUnder(u"core/redis"_s, u"greeting.cpp"_s);
        QVERIFY(used.size() > 25 && used.contains("xadd") && used.contains("publish") && used.contains("client|setname")
            && used.contains("xinfo|stream"));
        used.remove("auth"); // everybody may
        const QSet<QByteArray> allowed(nodeCommands().begin(), nodeCommands().end());
        const QSet<QByteArray> missing = used - allowed;
        QVERIFY2(missing.isEmpty(),
            ("add to nodeCommands() in server/acl.cpp: " + QByteArrayList(missing.begin(), missing.end()).join(' '))
                .constData());
    }

    void nothingIsAllowedThatNobodyNeeds()
    {
        QSet<QByteArray> unused(nodeCommands().begin(), nodeCommands().end());
        QCOMPARE(unused.size(), nodeCommands().size()); // none twice
        unused -= commandsUnder(u"server"_s, u"*.cpp"_s) | commandsUnder(u"server/lua"_s, u"*.lua"_s)
            | commandsUnder(u"core/redis"_s, u"*.cpp"_s);
        // What core/redis composes, what scripts get through EVALSHA, and redactions.
        unused -= { "evalsha", "subscribe", "unsubscribe", "ssubscribe", "sunsubscribe", "spublish", "ping",
            "script|load", "xdel", "zadd", "zrem", "zrangebylex", "sadd" };
        QVERIFY2(unused.isEmpty(), QByteArrayList(unused.begin(), unused.end()).join(' ').constData());
    }

    void everySetOfRulesBeginsByTakingAllAway()
    {
        for (const QByteArray &rules : { nodeRules(), watcherRules(), operatorRules() }) {
            QVERIFY(rules.startsWith("resetkeys resetchannels -@all "));
            QVERIFY(!rules.contains("nopass") && !rules.contains('>') && !rules.contains("allkeys"));
        }
        QVERIFY(!watcherRules().contains("publish"));
    }
};

QTEST_GUILESS_MAIN(AclTest)
#include "acl_test.moc"
