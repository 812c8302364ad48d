// SPDX-License-Identifier: GPL-3.0-or-later
// The tour's chapters: what happens in it, in the order of the file.
#include "app/hubbub/tour.h"

#include "core/redis/sentinel.h"
#include "ui/chat/chat_page.h"

#include <algorithm>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace hubbub::app {
namespace {

using client::Phase;
using cluster::LocalCluster;
using cluster::ProcessState;
using ui::ConsolePage;
using ui::MainWindow;
using Tab = ui::ConsolePage::Tab;

const RoomId lounge("lounge"_ba);
const RoomId opsNight("ops-night"_ba);
const RoomId design("design"_ba);
const RoomId general("general"_ba);
constexpr cluster::SimulatedPeople::Crowd tourCrowd { 60, 30 };

bool allReady(const LocalCluster &cluster)
{
    const QList<cluster::ProcessView> &all = cluster.processes();
    return !all.isEmpty() && std::all_of(all.begin(), all.end(), [](const cluster::ProcessView &process) {
        return process.state == ProcessState::Ready;
    });
}

bool isIn(const LocalCluster &cluster, const QString &id, ProcessState state)
{
    const QList<cluster::ProcessView> &all = cluster.processes();
    return std::any_of(all.begin(), all.end(),
        [&](const cluster::ProcessView &process) { return process.id == id && process.state == state; });
}

QStringList nodeIds(const LocalCluster &cluster)
{
    QStringList ids;
    for (const cluster::ProcessView &process : cluster.processes()) {
        if (process.kind == "gateway"_L1)
            ids.append(process.id);
    }
    return ids;
}

} // namespace

void Tour::arrive()
{
    step(
        u"the windows"_s,
        [this] {
            int at = 0;
            for (Player *player : { &m_cast->mara(), &m_cast->ines() }) {
                MainWindow &window = player->seat->window();
                window.resize(1280, 800);
                window.move(40 * at, 40 * at);
                ++at;
                window.show();
            }
            m_cast->mara().seat->window().raise();
            m_cast->mara().seat->window().activateWindow();
        },
        [this] { return m_cast->mara().seat->window().isVisible(); });
    picture(m_cast->mara(), u"1-first"_s);
    step(
        u"a cluster of three nodes"_s,
        [this] {
            m_cast->mara().seat->window().setCluster(m_cluster.get());
            m_cluster->start();
        },
        [this] { return allReady(*m_cluster); });
    step(
        u"everyone to be signed in"_s,
        [this] {
            tell(u"A private Redis and %1 nodes are ready."_s.arg(m_cluster->nodeUrls().size()));
            qsizetype node = 0;
            for (Player &player : m_cast->players()) {
                client::SignIn how;
                how.server = m_cluster->nodeUrls()[node++];
                how.user = player.user;
                how.password = u"a password for the tour"_s;
                how.create = true;
                how.display = player.display;
                player.chat().signIn(how);
            }
        },
        [this] { return m_cast->allOnline(); });
}

void Tour::meet()
{
    struct NewRoom {
        RoomId room;
        QString title;
    };
    for (const NewRoom &made : { NewRoom { lounge, u"Lounge"_s }, { general, u"General"_s }, { design, u"Design"_s },
             { opsNight, u"Ops night"_s } }) {
        step(
            u"mara's room"_s,
            [this, made] {
                QStringList places;
                for (Player &player : m_cast->players())
                    places << u"%1 on %2"_s.arg(player.user.text(), player.chat().link().node.text());
                if (made.room == lounge)
                    tell(places.join(u", "_s) + u'.');
                m_cast->mara().chat().createRoom(
                    made.room, made.title, protocol::Visibility::Public, this, [this](const Result<RoomId> &done) {
                        if (!done)
                            m_script.fail(u"mara could not make a room: %1"_s.arg(done.error().detail));
                    });
            },
            [this, made] { return m_cast->mara().chat().room(made.room) != nullptr; });
        step(
            u"the others in mara's room"_s,
            [this, made] {
                for (Player *player : { &m_cast->ines(), &m_cast->sam() })
                    player->chat().joinRoom(made.room, this, [this](const Result<RoomId> &done) {
                        if (!done)
                            m_script.fail(u"a room could not be joined: %1"_s.arg(done.error().detail));
                    });
            },
            [this, made] { return m_cast->allKnow(made.room) && m_cast->allEven(); });
    }
    step(
        u"words in the other rooms"_s,
        [this] {
            send(m_cast->sam(), lounge, u"coffee is on 🫖"_s);
            send(m_cast->ines(), design, u"the amber is too close to the grey, look at it on a bad screen"_s);
            send(m_cast->sam(), general, u"the drain went through, nobody noticed a thing"_s);
        },
        [this] { return m_cast->allEven(); });
    step(
        u"the room on both windows"_s,
        [this] {
            for (Player *player : { &m_cast->mara(), &m_cast->ines() })
                player->seat->window().chat().openRoom(opsNight);
        },
        [this] { return m_cast->allComplete(); });
}

void Tour::talk()
{
    Player &mara = m_cast->mara();
    Player &ines = m_cast->ines();
    Player &sam = m_cast->sam();
    line(ines, u"Draining **n1** now. 612 clients, spread over 20 s."_s);
    line(ines, u"```\ndrain n1 --within 20s\nmoved 612 of 612   n2 +304   n3 +308   lost 0\n```"_s);
    line(mara, u"Watched it from here: no gap, and p99 stayed at 11 ms 👌"_s);
    line(sam, u"Then let's pull the plug for real. @mara keep typing, I want to see the resume."_s);
    line(mara, u"Ready when you are"_s);
    line(ines, u"Same here, on the node that is about to go"_s);
    picture(mara, u"2-chat-mara"_s);
    picture(ines, u"3-chat-ines"_s);
}

/// A crowd, so that the console has something to show, and somebody who looks at it.
void Tour::invite()
{
    step(
        u"a crowd of simulated people"_s,
        [this] {
            m_watch =
                std::make_unique<ops::OperatorWatch>(*redis::optionsFor(m_cluster->redisUrl()), tr("unix socket"));
            m_watch->open();
            m_cast->mara().seat->window().setOperator(m_watch.get(), m_cast->mara().user.text());
            m_crowd = std::make_unique<cluster::SimulatedPeople>();
            tell(u"%1 simulated people come in."_s.arg(tourCrowd.people));
            m_crowd->start(tourCrowd, { m_cluster->nodeUrls(), m_cluster->redisUrl(), m_cluster->secretFile() });
        },
        [this] {
            if (!m_crowd->isRunning())
                m_script.fail(u"the simulated people did not come: %1"_s.arg(m_crowd->lastWords()));
            return m_watch->model().totals().value(ops::Metric::Clients) >= tourCrowd.people;
        });
}

/// The operator's console on a good day.
void Tour::operate()
{
    m_script.pause(8s); // of charts
    consolePictures(u"healthy"_s);
    step(
        u"the chat"_s, [this] { m_cast->mara().seat->window().showScreen(MainWindow::Screen::Chat); }, nullptr);
}

/// The node under ines dies in the middle of a sentence; she goes on through another.
void Tour::loseNode()
{
    step(
        u"ines to go on through another node"_s,
        [this] {
            m_lostNode = m_cast->ines().chat().link().node.text();
            tell(u"SIGKILL for %1, the node of ines, in the middle of the talk."_s.arg(m_lostNode));
            m_cluster->killProcess(m_lostNode);
            const QString asks[] { u"one"_s, u"two"_s, u"three"_s, u"four"_s };
            for (const QString &word : asks)
                typeAtOnce(m_cast->mara(), u"typing, typing… %1"_s.arg(word));
            typeAtOnce(m_cast->ines(), u"I wrote this while my node was already gone"_s);
            send(m_cast->sam(), opsNight, u"it is gone. Anyone lost anything?"_s);
        },
        [this] { return m_cast->allEven() && m_cast->ines().chat().link().node.text() != m_lostNode; });
    step(
        u"the killed node to be seen as dead"_s,
        [this] {
            tell(u"ines is on %1, with everything that was said meanwhile."_s.arg(
                m_cast->ines().chat().link().node.text()));
        },
        [this] { return isIn(*m_cluster, m_lostNode, ProcessState::Crashed); });
    line(m_cast->ines(), u"Not a thing. Back in the time of a blink."_s);
    picture(m_cast->ines(), u"4-recovered"_s);
    step(
        u"the cluster page"_s, [this] { m_cast->mara().seat->window().showScreen(MainWindow::Screen::Cluster); },
        nullptr);
    m_script.pause(1200ms); // the page measures each process once a second
    picture(m_cast->mara(), u"5-cluster"_s);
    step(u"the console to say so"_s, nullptr, [this] { return m_watch->alerts().open(ops::AlertLevel::Critical) > 0; });
    m_script.pause(4s); // the charts end two seconds ago, and then show what the others have found
    consolePictures(u"kill"_s);
    step(
        u"the killed node to be ready again"_s,
        [this] {
            m_cluster->restartProcess(m_lostNode);
            m_cast->mara().seat->window().showScreen(MainWindow::Screen::Chat);
        },
        [this] { return allReady(*m_cluster); });
}

/// Redis stands still: the console says that it sees nothing, blames nobody, and goes on by itself.
void Tour::loseRedis()
{
    step(
        u"the console to lose sight of Redis"_s,
        [this] {
            tell(u"SIGSTOP for Redis."_s);
            m_cluster->pauseProcess(u"redis"_s);
        },
        [this] {
            const auto age = m_watch->model().sampleAge();
            return !m_watch->isUp() && age && *age > 6s;
        });
    consolePictures(u"redis-away"_s);
    step(
        u"everyone to go on"_s,
        [this] {
            m_cluster->continueProcess(u"redis"_s);
            m_cast->mara().seat->window().showScreen(MainWindow::Screen::Chat);
        },
        [this] { return m_watch->isUp() && allReady(*m_cluster) && m_cast->allEven(); });
}

/// All nodes die at once: what is written waits on disk, and goes out when there is a node again.
void Tour::loseAll()
{
    step(
        u"mara to wait for a node"_s,
        [this] {
            tell(u"SIGKILL for all nodes at once."_s);
            for (const QString &id : nodeIds(*m_cluster))
                m_cluster->killProcess(id);
        },
        [this] {
            const client::LinkView &link = m_cast->mara().chat().link();
            // Long enough that a picture shows the countdown, whatever the dice of the backoff said before.
            return link.phase == Phase::Waiting && link.attempt >= 3 && link.retryAt > systemClock().now() + 1500ms;
        });
    step(
        u"a message to wait on disk"_s,
        [this] { typeAtOnce(m_cast->mara(), u"Nobody hears me now, but this will not be lost"_s); },
        [this] { return m_cast->mara().chat().waitingSends() == 1; });
    m_script.pause(100ms);
    picture(m_cast->mara(), u"6-reconnecting"_s);
    step(
        u"everyone to be back"_s,
        [this] {
            tell(u"mara writes without any node; it waits on disk. The nodes are started again."_s);
            for (const QString &id : nodeIds(*m_cluster))
                m_cluster->restartProcess(id);
        },
        [this] { return allReady(*m_cluster) && m_cast->allEven(); });
    line(m_cast->ines(), u"We do now. Once, and in its place."_s);
    picture(m_cast->mara(), u"7-back"_s);
}

void Tour::look()
{
    step(
        u"the settings"_s, [this] { m_cast->mara().seat->window().showScreen(MainWindow::Screen::Settings); }, nullptr);
    picture(m_cast->mara(), u"8-settings"_s);
    step(
        u"the switcher"_s,
        [this] {
            m_cast->mara().seat->window().showScreen(MainWindow::Screen::Chat);
            m_cast->mara().seat->window().chat().openSwitcher();
        },
        nullptr);
    picture(m_cast->mara(), u"9-switcher"_s);
}

/// Every screen of the console, and the cluster's page beside it.
void Tour::consolePictures(const QString &name)
{
    const char *words[] { "overview", "nodes", "topology", "rooms", "people", "traces", "promises", "alerts",
        "events" };
    static_assert(std::size(words) == ui::ConsolePage::tabCount);
    for (size_t i = 0; i < std::size(words); ++i) {
        step(
            u"the console"_s,
            [this, i] {
                MainWindow &window = m_cast->mara().seat->window();
                window.showScreen(MainWindow::Screen::Console);
                window.console().showTab(static_cast<Tab>(i));
            },
            nullptr);
        m_script.pause(900ms); // what is in sight is read
        picture(m_cast->mara(), u"console-%1-%2"_s.arg(name, QString::fromLatin1(words[i])));
    }
    step(
        u"the cluster's page"_s, [this] { m_cast->mara().seat->window().showScreen(MainWindow::Screen::Cluster); },
        nullptr);
    m_script.pause(1200ms); // it measures each process once a second
    picture(m_cast->mara(), u"console-%1-cluster"_s.arg(name));
}

void Tour::leave()
{
    step(
        u"the simulated people to leave"_s, [this] { m_crowd->stop(); }, [this] { return !m_crowd->isRunning(); });
    step(u"everyone to have everything"_s, nullptr, [this] { return m_cast->allEven() && m_cast->allComplete(); });
}

} // namespace hubbub::app
