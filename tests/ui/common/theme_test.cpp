// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/avatar.h"
#include "ui/common/fonts.h"
#include "ui/common/icons.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QDir>
#include <QFontInfo>
#include <QPainter>
#include <QSet>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::ui;

class ThemeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().install(); }

    void cleanup()
    {
        Theme::instance().setChoice(Theme::Choice::Light);
        Theme::instance().setZoom(1.0);
    }

    void everyTextIsReadableOnEverySurface()
    {
        for (const Tokens *t : { &lightTokens(), &darkTokens() }) {
            for (const QColor &surface : { t->app, t->surface, t->raised, t->ownBubble, t->hover, t->selected }) {
                for (const QColor &ink : { t->text, t->secondary, t->faint })
                    QVERIFY2(contrast(ink, surface) >= 4.5,
                        qPrintable(u"%1 on %2: %3"_s.arg(ink.name(), surface.name()).arg(contrast(ink, surface))));
            }
        }
    }

    void meaningIsReadableOnItsTintAndOnSurfaces()
    {
        for (const Tokens *t : { &lightTokens(), &darkTokens() }) {
            for (const Tone tone : { Tone::Neutral, Tone::Accent, Tone::Ok, Tone::Warn, Tone::Crit }) {
                const QColor ink = toneColour(*t, tone);
                for (const QColor &surface : { t->app, t->surface, toneSoft(*t, tone) })
                    QVERIFY2(contrast(ink, surface) >= 4.5,
                        qPrintable(u"%1 on %2: %3"_s.arg(ink.name(), surface.name()).arg(contrast(ink, surface))));
            }
            for (const QColor &fill : { t->accent, t->accentHover, t->accentPressed, t->neutral })
                QVERIFY(contrast(t->onAccent, fill) >= 4.5);
        }
    }

    void codeIsReadableInItsColours()
    {
        for (const Tokens *t : { &lightTokens(), &darkTokens() }) {
            for (const QColor &ink : { t->codeKeyword, t->codeString, t->codeNumber }) {
                for (const QColor &surface : { t->raised, mixed(t->ownBubble, t->accent, t->dark ? 0.16 : 0.10) })
                    QVERIFY2(contrast(ink, surface) >= 4.5,
                        qPrintable(u"%1 on %2: %3"_s.arg(ink.name(), surface.name()).arg(contrast(ink, surface))));
            }
        }
    }

    void namesAreReadableInEveryAvatarColour()
    {
        for (const Tokens *t : { &lightTokens(), &darkTokens() }) {
            for (const QColor &colour : avatarColours()) {
                for (const QColor &surface : { t->surface, t->app, t->ownBubble, t->raised })
                    QVERIFY(contrast(readable(colour, surface), surface) >= 4.5);
            }
        }
    }

    void readableLeavesGoodColoursAlone()
    {
        QCOMPARE(readable(lightTokens().accent, Qt::white), lightTokens().accent);
        QVERIFY(readable(QColor(0xAA, 0xAA, 0xAA), Qt::white) != QColor(0xAA, 0xAA, 0xAA));
    }

    void theChoiceTurnsPaletteAndTokens()
    {
        QSignalSpy changes(&Theme::instance(), &Theme::changed);
        Theme::instance().setChoice(Theme::Choice::Dark);
        QCOMPARE(changes.count(), 1);
        QVERIFY(tokens().dark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), darkTokens().app);
        Theme::instance().setChoice(Theme::Choice::Light);
        QCOMPARE(QApplication::palette().color(QPalette::Window), lightTokens().app);
    }

    void zoomScalesTypeAndDistancesWithinItsBounds()
    {
        Theme::instance().setZoom(1.5);
        QCOMPARE(px(12), 18);
        QCOMPARE(typeface(Type::Base).pixelSize(), 20);
        Theme::instance().setZoom(9);
        QCOMPARE(Theme::instance().zoom(), 1.5);
        Theme::instance().setZoom(0.1);
        QCOMPARE(Theme::instance().zoom(), 0.8);
        QCOMPARE(px(0.2), 1);
        QCOMPARE(px(0), 0);
    }

    void bundledFontsAreTheOnesInUse()
    {
        QVERIFY(loadFonts());
        QCOMPARE(QFontInfo(typeface(Type::Base)).family(), u"Inter"_s);
        QCOMPARE(QFontInfo(typeface(Type::Base, Weight::SemiBold)).weight(), 600);
        QCOMPARE(QFontInfo(monoface(Type::Base)).family(), u"JetBrains Mono"_s);
        QVERIFY(QFontInfo(monoface(Type::Base)).fixedPitch());
    }

    void everyGlyphIsAnIconThatDraws()
    {
        QSet<QString> files;
        for (int i = 0; i < glyphCount; ++i) {
            const QString path = glyphPath(static_cast<Glyph>(i));
            QVERIFY2(QSvgRenderer(path).isValid(), qPrintable(path));
            files.insert(path);
        }
        QCOMPARE(files.size(), glyphCount);
        // None lies in the resources without a name.
        QCOMPARE(QDir(u":/icons"_s).entryList().size(), glyphCount);
    }

    void glyphsTakeTheColourTheyAreGiven()
    {
        const QImage red = glyphPixmap(Glyph::Square, 24, Qt::red, 1).toImage();
        QColor strongest;
        for (int x = 0; x < red.width(); ++x) {
            const QColor at = red.pixelColor(x, 12);
            if (at.alpha() > strongest.alpha() || !strongest.isValid())
                strongest = at;
        }
        QVERIFY(strongest.red() > 250 && strongest.green() < 5);
    }

    void initialsOfAllKindsOfNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("letters");
        QTest::newRow("two words") << u"Ines Roth"_s << u"IR"_s;
        QTest::newRow("three words") << u"Ana de Souza"_s << u"AS"_s;
        QTest::newRow("one word") << u"general"_s << u"G"_s;
        QTest::newRow("hash") << u"# ops-night"_s << u"ON"_s;
        QTest::newRow("digit") << u"n2"_s << u"N2"_s;
        QTest::newRow("nothing") << u"   "_s << u"?"_s;
        QTest::newRow("marks only") << u"***"_s << u"?"_s;
        QTest::newRow("cyrillic") << u"Мара Линд"_s << u"МЛ"_s;
        QTest::newRow("han") << u"森 愛子"_s << u"森愛"_s;
    }
    void initialsOfAllKindsOfNames()
    {
        QFETCH(QString, name);
        QFETCH(QString, letters);
        QCOMPARE(initials(name), letters);
    }

    void avatarColoursAreTheSameInEveryRun()
    {
        // Fixed by the hash, not by Qt's seed: a person keeps their colour.
        QCOMPARE(avatarColour("mara"_ba), avatarColour("mara"_ba));
        QSet<QRgb> seen;
        for (int i = 0; i < 64; ++i)
            seen.insert(avatarColour("user"_ba + QByteArray::number(i)).rgb());
        QCOMPARE(seen.size(), qsizetype(avatarColours().size()));
    }

    void presencesDifferInShapeNotOnlyInColour()
    {
        // In grey they still must not look alike.
        QList<QImage> seen;
        for (const auto state : { protocol::Presence::Online, protocol::Presence::Away, protocol::Presence::Busy,
                 protocol::Presence::Offline }) {
            QImage image(24, 24, QImage::Format_ARGB32_Premultiplied);
            image.fill(tokens().surface);
            QPainter painter(&image);
            paintPresence(painter, QPointF(12, 12), 12, state, tokens().surface);
            painter.end();
            QImage mask(24, 24, QImage::Format_Grayscale8);
            for (int y = 0; y < 24; ++y) {
                for (int x = 0; x < 24; ++x)
                    mask.setPixel(x, y, image.pixelColor(x, y).lightness() < 220 ? 0 : 255);
            }
            for (const QImage &other : std::as_const(seen))
                QVERIFY(other != mask);
            seen.append(mask);
        }
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
