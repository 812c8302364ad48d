// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/shell/scene.h"

#include <QDateTime>
#include <QTest>

namespace hubbub::testing {

using namespace Qt::StringLiterals;

const UserId Scene::mara("mara"_ba);
const UserId Scene::ines("ines"_ba);
const UserId Scene::tomas("tomas"_ba);
const UserId Scene::jon("jon"_ba);
const UserId Scene::aiko("aiko"_ba);
const UserId Scene::sam("sam"_ba);
const UserId Scene::lea("lea"_ba);
const UserId Scene::piotr("piotr"_ba);
const RoomId Scene::opsNight("ops-night"_ba);
const RoomId Scene::general("general"_ba);

Scene::Scene(bool filled)
    : settings(dir.filePath(u"mara"_s))
{
    node.cluster().addUser(mara, u"Mara Lind"_s);
    if (filled)
        fill();
    makeClient();
    remakeWindow();
}

Scene::~Scene() = default;

void Scene::makeClient()
{
    client::ChatClient::Options options;
    options.profileDir = dir.filePath(u"mara"_s);
    options.app = u"test"_s;
    options.keychain = false;
    options.networkHints = false;
    client = std::make_unique<client::ChatClient>(options);
}

void Scene::restart()
{
    window.reset();
    client.reset(); // writes what is queued
    makeClient();
    remakeWindow();
    window->show();
    window->activateWindow();
    client->resumeStored();
}

void Scene::remakeWindow()
{
    window.reset();
    window = std::make_unique<ui::MainWindow>(ui::Desk { *client, settings, *clock, nullptr, idle, *alarms });
    window->resize(1280, 800);
}

void Scene::fill()
{
    FakeCluster &cluster = node.cluster();
    cluster.addUser(ines, u"Ines Roth"_s);
    cluster.addUser(tomas, u"Tomas Beck"_s);
    cluster.addUser(jon, u"Jon Hale"_s);
    cluster.addUser(aiko, u"Aiko Mori"_s);
    cluster.addUser(sam, u"Sam Ortiz"_s);
    cluster.addUser(lea, u"Lea Novak"_s);
    cluster.addUser(piotr, u"Piotr Zan, who has a rather long name of many parts"_s);
    const QList<UserId> all { mara, ines, tomas, jon, aiko, sam, lea, piotr };
    cluster.now = QDateTime::currentMSecsSinceEpoch() - 3 * 24 * 3600 * 1000LL;
    const auto room = [&](const QByteArray &id, const QString &title, const UserId &from, const QString &text) {
        cluster.addRoom(RoomId(id), title, all);
        if (!text.isEmpty())
            cluster.say(RoomId(id), from, text);
        cluster.now += 9 * 3600 * 1000LL;
    };
    room("incident-114", u"incident-114"_s, ines, u"Closed by Ines"_s);
    room("random", u"random"_s, jon, u"look at **this** one 🐈"_s);
    room("a-room-with-a-title-that-goes-on",
        u"A room with a title that goes on and on, far beyond what fits in a row"_s, sam,
        u"and a last line that is just as long as the title above it, so that both must end in an ellipsis"_s);
    room("empty", u"empty"_s, {}, {});
    room("support", u"support"_s, tomas, u"3 waiting, longest 2 min"_s);
    cluster.now = QDateTime::currentMSecsSinceEpoch() - 3600 * 1000LL;
    room("design", u"design"_s, aiko, u"the amber is too close to the grey"_s);
    cluster.now = QDateTime::currentMSecsSinceEpoch() - 1200 * 1000LL;
    room("general", u"general"_s, ines, u"the drain went through, nobody noticed a thing"_s);
    cluster.now = QDateTime::currentMSecsSinceEpoch() - 600 * 1000LL;
    cluster.addRoom(opsNight, u"ops-night"_s, all).state.topic = u"On-call for the gateway cluster"_s;
    cluster.say(opsNight, ines, u"Draining **n1** now. 612 clients, spread over 20 s."_s);
    cluster.say(opsNight, ines,
        u"```\nhubbub-gateway drain n1 --within 20s\nmoved 612 of 612   n2 +304   n3 +308   lost 0\n```"_s);
    cluster.say(opsNight, mara, u"Watched it from the console: no gap, p99 stayed at 11 ms 👌"_s);
    cluster.say(opsNight, tomas, u"Killing n1 for real next. @mara keep typing, I want to see the resume."_s);
    cluster.say(opsNight, mara, u"typing, typing… one"_s);
    cluster.say(opsNight, mara, u"n2 is back, lag 4 ms"_s);
    node.cluster().present() = { ines, tomas, jon };
}

bool Scene::signIn()
{
    client::SignIn how;
    how.server = node.url();
    how.user = mara;
    how.password = u"a long password"_s;
    client->signIn(how);
    return QTest::qWaitFor([this] { return client->link().phase == client::Phase::Online; });
}

} // namespace hubbub::testing
