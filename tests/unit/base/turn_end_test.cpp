// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/turn_end.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QSocketNotifier>
#include <QTest>
#include <QTimer>

#include <functional>
#include <memory>
#include <sys/eventfd.h>
#include <unistd.h>

using namespace hubbub;
using namespace std::chrono_literals;

namespace {

/// A descriptor that is ready to be read as soon as it is made.
class Ready {
public:
    explicit Ready(std::function<void()> activated)
        : m_descriptor(::eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC))
        , m_notifier(m_descriptor, QSocketNotifier::Read)
    {
        QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this, activated] {
            quint64 count = 0;
            [[maybe_unused]] const auto got = ::read(m_descriptor, &count, sizeof count);
            activated();
        });
    }
    ~Ready()
    {
        m_notifier.setEnabled(false);
        ::close(m_descriptor);
    }

private:
    int m_descriptor;
    QSocketNotifier m_notifier;
};

} // namespace

class TurnEndTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWorkRunsOnceHoweverOftenItWasAskedFor()
    {
        int runs = 0;
        TurnEnd turnEnd([&] { ++runs; });
        for (int i = 0; i < 3; ++i)
            turnEnd.ask();
        QCOMPARE(runs, 0);
        QCoreApplication::sendPostedEvents();
        QCOMPARE(runs, 1);
        QCoreApplication::sendPostedEvents();
        QCOMPARE(runs, 1);
        turnEnd.ask();
        QCoreApplication::sendPostedEvents();
        QCOMPARE(runs, 2);
    }

    void allThatIsReadyIsLookedAtFirst()
    {
        QStringList told;
        QEventLoop loop;
        TurnEnd turnEnd([&] {
            told << QStringLiteral("work");
            loop.quit();
        });
        const auto ready = [&] {
            told << QStringLiteral("ready");
            turnEnd.ask();
        };
        Ready one(ready);
        Ready two(ready);
        Ready three(ready);
        QTimer::singleShot(20s, &loop, &QEventLoop::quit);
        loop.exec();
        QCOMPARE(told.join(u' '), QStringLiteral("ready ready ready work"));
    }

    void theLoopDoesNotWaitBeforeTheWorkIsDone()
    {
        int runs = 0;
        QEventLoop loop;
        TurnEnd turnEnd([&] {
            ++runs;
            loop.quit(); // nothing else would end it
        });
        Ready ready([&] { turnEnd.ask(); });
        loop.exec();
        QCOMPARE(runs, 1);
    }

    void whatWorkAsksForIsDoneToo()
    {
        int first = 0;
        int second = 0;
        QEventLoop loop;
        TurnEnd other([&] {
            ++second;
            loop.quit();
        });
        TurnEnd turnEnd([&] {
            if (++first < 3)
                turnEnd.ask();
            else
                other.ask();
        });
        other.ask(); // takes its place in the turn before the one that asks for it again
        QCoreApplication::sendPostedEvents();
        QCOMPARE(second, 1);
        Ready ready([&] { turnEnd.ask(); });
        loop.exec();
        QCOMPARE(first, 3);
        QCOMPARE(second, 2);
    }

    void theWorkMayEndItsOwner()
    {
        std::unique_ptr<TurnEnd> turnEnd;
        turnEnd = std::make_unique<TurnEnd>([&] { turnEnd.reset(); });
        turnEnd->ask();
        QCoreApplication::sendPostedEvents();
        QVERIFY(!turnEnd);
    }

    void nothingRunsForOneThatIsGone()
    {
        bool ran = false;
        auto turnEnd = std::make_unique<TurnEnd>([&] { ran = true; });
        turnEnd->ask();
        turnEnd.reset();
        QCoreApplication::sendPostedEvents();
        QVERIFY(!ran);
    }
};

QTEST_GUILESS_MAIN(TurnEndTest)
#include "turn_end_test.moc"
