// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody sees of the connection: its story behind the chip, and a bad network to try it with.
#include "core/client/link_story.h"
#include "core/client/slow_line.h"
#include "tests/ui/shell/pictures.h"
#include "tests/ui/shell/seat.h"
#include "ui/chat/connection_chip.h"
#include "ui/chat/connection_sheet.h"
#include "ui/common/label.h"
#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub;
using namespace hubbub::testing;

class ConnectionFlowTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::Theme::instance().install(); }
    void init()
    {
        m_seat = std::make_unique<Seat>();
        QVERIFY(m_seat->enter());
        QTRY_COMPARE(m_seat->scene.client->link().phase, client::Phase::Online);
    }
    void cleanup() { m_seat.reset(); }

    void theChipTellsWhatBecameOfTheConnection()
    {
        QTest::mouseClick(chip(), Qt::LeftButton);
        QTRY_VERIFY(sheet() != nullptr && sheet()->isVisible());
        QCOMPARE(sheet()->findChildren<ui::Label *>(u"visit"_s).size(), 1);
        QVERIFY(visits().first().startsWith(u"On n2 since "_s));
        press("cutNow");
        QTRY_COMPARE_WITH_TIMEOUT(m_seat->scene.client->story().visits().size(), size_t(2), 10'000);
        QTRY_COMPARE(visits().size(), 2);
        QVERIFY2(visits().at(1).contains(u"it broke off"_s), qPrintable(visits().at(1)));
        for (const auto &[choice, look] :
            { std::pair { ui::Theme::Choice::Dark, u"dark"_s }, std::pair { ui::Theme::Choice::Light, u"light"_s } }) {
            ui::Theme::instance().setChoice(choice);
            QCoreApplication::processEvents();
            savePicture(m_seat->scene.window->grab(), u"chat-connection-"_s + look);
        }
        press("closeConnection");
        QTRY_VERIFY(sheet() == nullptr);
    }

    void aNetworkFarAwayIsFeltAndSaid()
    {
        chip()->setFocus();
        QTest::keyClick(chip(), Qt::Key_Return);
        QTRY_VERIFY(sheet() != nullptr);
        const auto buttons = sheet()->findChild<QWidget *>(u"badNetwork"_s)->findChildren<QAbstractButton *>();
        QCOMPARE(buttons.size(), 4);
        QTest::mouseClick(buttons.at(1), Qt::LeftButton);
        QVERIFY(chip()->words().word.endsWith(u"simulated"_s));
        press("cutNow"); // the next connection measures its round trip at once
        QTRY_VERIFY_WITH_TIMEOUT(m_seat->scene.client->link().phase == client::Phase::Online
                && m_seat->scene.client->link().roundTrip >= std::chrono::milliseconds(780),
            15'000);
        QTest::mouseClick(buttons.at(0), Qt::LeftButton);
        QVERIFY(!chip()->words().word.contains(u"simulated"_s));
        QVERIFY(!m_seat->scene.client->lineTrouble().isOn());
    }

private:
    [[nodiscard]] ui::ConnectionChip *chip() const { return m_seat->scene.find<ui::ConnectionChip>("connectionChip"); }
    [[nodiscard]] ui::ConnectionSheet *sheet() const
    {
        return m_seat->scene.find<ui::ConnectionSheet>("connectionSheet");
    }
    void press(const char *button) const
    {
        auto *found = m_seat->scene.find<QAbstractButton>(button);
        QVERIFY2(found != nullptr, button);
        QTest::mouseClick(found, Qt::LeftButton);
    }
    [[nodiscard]] QStringList visits() const
    {
        QStringList out;
        for (const auto *label : sheet()->findChildren<ui::Label *>(u"visit"_s)) {
            if (label->isVisible())
                out.append(label->text());
        }
        return out;
    }

    std::unique_ptr<Seat> m_seat;
};

QTEST_MAIN(ConnectionFlowTest)
#include "connection_flow_test.moc"
