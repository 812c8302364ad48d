// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/avatar.h"
#include "ui/common/button.h"
#include "ui/common/card.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/switch.h"
#include "ui/common/theme.h"
#include "ui/common/tool_tip.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFocusFrame>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QProgressBar>
#include <QRadioButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::ui;

namespace {

/// Writes what was drawn where HUBBUB_PICTURES names a folder, for people to look at.
void keepPicture(const QPixmap &picture, const QString &name)
{
    const QString folder = qEnvironmentVariable("HUBBUB_PICTURES");
    if (!folder.isEmpty() && QDir().mkpath(folder))
        picture.save(folder + u'/' + name + u".png"_s);
}

class Pills final : public QWidget {
public:
    [[nodiscard]] QSize sizeHint() const override { return { 330, 70 }; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        double x = 0;
        for (const Pill &pill :
            { Pill { u"n2 · 4 ms"_s, Tone::Ok, Glyph::Wifi }, Pill { u"Reconnecting"_s, Tone::Warn, Glyph::Loader },
                Pill { u"down"_s, Tone::Crit, Glyph::CircleX } }) {
            const QSizeF size = pillSize(pill);
            paintPill(painter, QRectF(x, 4, size.width(), 24), pill);
            x += size.width() + 8;
        }
        paintBadge(painter, QRectF(0, 40, 30, 20), u"3"_s, Tone::Neutral);
        paintBadge(painter, QRectF(0, 40, 70, 20), u"12"_s, Tone::Accent);
        paintBadge(painter, QRectF(0, 40, 120, 20), u"@ 5"_s, Tone::Accent);
        paintBadge(painter, QRectF(0, 40, 170, 20), badgeCount(1234), Tone::Crit);
    }
};

struct Gallery {
    QWidget window;
    QLineEdit *focused = nullptr;

    Gallery()
    {
        auto *columns = new QHBoxLayout(&window);
        columns->setContentsMargins(24, 24, 24, 24);
        columns->setSpacing(24);
        columns->addWidget(left());
        columns->addWidget(right());
        window.resize(860, 560);
    }

    QWidget *left()
    {
        auto *card = new Card(radius::xl);
        auto *rows = new QVBoxLayout(card);
        rows->setContentsMargins(32, 32, 32, 32);
        rows->setSpacing(12);
        rows->addWidget(new Label(u"Hubbub"_s, Type::Title, Label::Ink::Text, Weight::SemiBold));
        rows->addWidget(new Label(u"Sign in to a server"_s, Type::Small, Label::Ink::Secondary));
        focused = new QLineEdit(u"wss://chat.example.org"_s);
        rows->addWidget(focused);
        auto *empty = new QLineEdit;
        empty->setPlaceholderText(u"Name"_s);
        rows->addWidget(empty);
        auto *off = new QLineEdit(u"disabled"_s);
        off->setEnabled(false);
        rows->addWidget(off);
        auto *combo = new QComboBox;
        combo->addItems({ u"System"_s, u"Light"_s, u"Dark"_s });
        rows->addWidget(combo);
        auto *spin = new QSpinBox;
        spin->setRange(1, 9);
        spin->setValue(3);
        spin->setAlignment(Qt::AlignCenter);
        rows->addWidget(spin);
        auto *primary = new Button(u"Start a local cluster"_s, Button::Kind::Primary);
        primary->setGlyph(Glyph::Play);
        rows->addWidget(primary);
        rows->addStretch();
        return card;
    }

    QWidget *right()
    {
        auto *card = new Card(radius::xl);
        auto *rows = new QVBoxLayout(card);
        rows->setContentsMargins(32, 32, 32, 32);
        rows->setSpacing(12);
        auto *buttons = new QHBoxLayout;
        buttons->addWidget(new Button(u"Retry now"_s));
        buttons->addWidget(new Button(u"Stop all"_s, Button::Kind::Danger));
        buttons->addWidget(new Button(u"Ghost"_s, Button::Kind::Ghost));
        buttons->addWidget(new Button(u"Create an account"_s, Button::Kind::Link));
        auto *off = new Button(u"Off"_s, Button::Kind::Primary);
        off->setEnabled(false);
        buttons->addWidget(off);
        rows->addLayout(buttons);
        auto *icons = new QHBoxLayout;
        for (const Glyph glyph :
            { Glyph::Search, Glyph::Users, Glyph::EllipsisVertical, Glyph::Smile, Glyph::Settings })
            icons->addWidget(new IconButton(glyph, u"icon"_s));
        icons->addStretch();
        rows->addLayout(icons);
        auto *check = new QCheckBox(u"Keep its data"_s);
        check->setChecked(true);
        rows->addWidget(check);
        rows->addWidget(new QCheckBox(u"Unchecked"_s));
        auto *radio = new QRadioButton(u"Radio"_s);
        radio->setChecked(true);
        rows->addWidget(radio);
        auto *on = new Switch(u"500 people"_s);
        on->setChecked(true);
        rows->addWidget(on);
        rows->addWidget(new Switch(u"off"_s));
        rows->addWidget(new Pills);
        auto *faces = new QHBoxLayout;
        for (const auto &[name, presence] :
            { std::pair { u"Ines Roth"_s, protocol::Presence::Online }, { u"Aiko Mori"_s, protocol::Presence::Away },
                { u"Jon Hale"_s, protocol::Presence::Busy }, { u"Lea Novak"_s, protocol::Presence::Offline } }) {
            auto *avatar = new Avatar(46);
            avatar->setLook({ name.toUtf8(), name, presence, {}, presence == protocol::Presence::Offline });
            faces->addWidget(avatar);
        }
        faces->addStretch();
        rows->addLayout(faces);
        auto *progress = new QProgressBar;
        progress->setRange(0, 10);
        progress->setValue(4);
        rows->addWidget(progress);
        rows->addWidget(new Label(
            u"A very long line that has to be cut off somewhere because the card is not wide enough for all of it"_s));
        auto *bar = new QScrollBar(Qt::Horizontal);
        bar->setRange(0, 100);
        bar->setPageStep(30);
        bar->setValue(40);
        rows->addWidget(bar);
        rows->addStretch();
        return card;
    }
};

} // namespace

class ControlsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().install(); }

    void lightAndDarkAreDrawnDifferentlyAndInTheirOwnColours()
    {
        Theme::instance().setChoice(Theme::Choice::Light);
        Gallery gallery;
        gallery.window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&gallery.window));
        gallery.focused->setFocus(Qt::TabFocusReason);
        const QPixmap light = gallery.window.grab();
        keepPicture(light, u"controls-light"_s);
        QCOMPARE(light.toImage().pixelColor(4, 4), lightTokens().app);
        Theme::instance().setChoice(Theme::Choice::Dark);
        QTRY_COMPARE(gallery.window.palette().color(QPalette::Window), darkTokens().app);
        const QPixmap dark = gallery.window.grab();
        keepPicture(dark, u"controls-dark"_s);
        QCOMPARE(dark.toImage().pixelColor(4, 4), darkTokens().app);
        QVERIFY(light.toImage() != dark.toImage());
    }

    void theFocusRingSurroundsTheFieldWithoutMovingIt()
    {
        Theme::instance().setChoice(Theme::Choice::Light);
        Gallery gallery;
        gallery.window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&gallery.window));
        const QRect before = gallery.focused->geometry();
        gallery.focused->clearFocus();
        gallery.focused->setFocus(Qt::TabFocusReason);
        QCOMPARE(gallery.focused->geometry(), before);
        const auto frames = gallery.window.findChildren<QFocusFrame *>();
        QCOMPARE(frames.size(), 1);
        QCOMPARE(frames[0]->widget(), gallery.focused);
    }

    void aMenuIsDrawnFromTokens()
    {
        Theme::instance().setChoice(Theme::Choice::Light);
        QMenu menu;
        menu.addAction(glyphIcon(Glyph::Copy), u"Copy\tCtrl+C"_s);
        menu.addAction(glyphIcon(Glyph::Reply), u"Reply"_s);
        menu.addSeparator();
        menu.addAction(glyphIcon(Glyph::Trash2, tokens().crit), QChar(0x200B) + u"Discard"_s);
        menu.popup({ 0, 0 });
        QVERIFY(QTest::qWaitForWindowExposed(&menu));
        const QPixmap picture = menu.grab();
        keepPicture(picture, u"menu-light"_s);
        QCOMPARE(picture.toImage().pixelColor(picture.width() / 2, 4), tokens().surface);
    }

    void iconButtonsHaveAName()
    {
        const IconButton button(Glyph::Send, u"Send"_s);
        QCOMPARE(button.accessibleName(), u"Send"_s);
        QCOMPARE(button.toolTip(), plainTip(u"Send"_s));
    }

    void aSwitchTogglesByKeyboard()
    {
        Switch control(u"500 people"_s);
        control.show();
        QVERIFY(QTest::qWaitForWindowExposed(&control));
        control.setFocus(Qt::TabFocusReason);
        QTest::keyClick(&control, Qt::Key_Space);
        QVERIFY(control.isChecked());
    }

    void aLabelNeverReadsRichText()
    {
        const Label label(u"<img src=file:///etc/passwd><b>x</b>"_s);
        QVERIFY(label.sizeHint().width() > 150); // all of it is text
    }
};

QTEST_MAIN(ControlsTest)
#include "controls_test.moc"
