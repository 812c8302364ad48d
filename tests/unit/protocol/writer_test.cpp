// SPDX-License-Identifier: GPL-3.0-or-later
// What the writer writes is JSON whatever it is given, and the reader takes it.
#include "core/protocol/codec.h"
#include "core/protocol/writer.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <limits>

using namespace hubbub;
using namespace hubbub::protocol;
using namespace Qt::StringLiterals;

class WriterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void commasAreWhereTheyBelong()
    {
        Writer out;
        out.beginObject().key("a").beginArray().endArray();
        out.key("b").beginArray().number(qint64(1)).number(qint64(-2)).beginObject().endObject().null().endArray();
        out.boolean("c", true).text("d", QByteArray(":")).text("e", QByteArray("[{"));
        out.key("f").raw("7");
        QCOMPARE(out.endObject().take(), "{\"a\":[],\"b\":[1,-2,{},null],\"c\":true,\"d\":\":\",\"e\":\"[{\",\"f\":7}");
    }

    void everyCharacterComesBack()
    {
        // At every offset from a word's edge, since eight bytes are looked at in one go.
        for (int before = 0; before < 17; ++before) {
            for (char16_t c = 1; c < 0x3000; ++c) {
                if (c > 0x120 && c % 61)
                    continue;
                const QString text = QString(before, u'x') + QChar(c) + u"yyyyyyyyyyyyyyyyy"_s;
                const auto read = QJsonDocument::fromJson(encodeBody(MessageBody { text, {}, {} })).object();
                if (read[u"text"].toString() != text)
                    QFAIL(qPrintable(u"character %1 after %2"_s.arg(int(c)).arg(before)));
            }
        }
    }

    void whatTheReaderRefusesIsNotWritten()
    {
        const QString text = u"a"_s + QChar(0) + QChar(0xd800) + u"b"_s + QChar(0xdc00);
        const QByteArray body = encodeBody(MessageBody { text, {}, {} });
        QCOMPARE(body, "{\"text\":\"a\\ufffd?b?\"}");
        const QByteArray frame =
            "{\"op\":\"send\",\"id\":1,\"room\":\"x\",\"mid\":\"0b9d1f3a-52c1-4f0a-9a57-8a86f2c5e7d1\",\"body\":" + body
            + '}';
        Decoder decoder;
        QVERIFY(std::holds_alternative<CommandFrame>(decoder.command(frame)));
    }

    void numbersKeepTheirValueAndTheirKind()
    {
        Writer out;
        out.beginArray().number(std::numeric_limits<qint64>::min()).number(std::numeric_limits<quint64>::max());
        for (const double value : { 0.1, 1.0, -0.0, 1e300, 5e-324, 123456789.0 })
            out.number(value);
        QCOMPARE(out.endArray().take(),
            "[-9223372036854775808,18446744073709551615,0.1,1.0,-0.0,1e+300,5e-324,123456789.0]");
    }

    void aWriterGrowsAndBeginsAnew()
    {
        Writer out(1);
        const QByteArray large(100000, 'a');
        QCOMPARE(out.text(large).take().size(), 100002);
        QCOMPARE(out.text(QByteArray("b")).take(), "\"b\"");
    }
};

QTEST_GUILESS_MAIN(WriterTest)
#include "writer_test.moc"
