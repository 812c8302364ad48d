// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/tour.h"

#include "app/hubbub/pictures.h"
#include "ui/chat/chat_page.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace hubbub::app {
namespace {

using cluster::LocalCluster;

/// Offscreen nobody watches the fingers.
std::chrono::milliseconds keyPause() { return QGuiApplication::platformName() == "offscreen"_L1 ? 1ms : 14ms; }

} // namespace

Tour::Tour(QString folder, QObject *parent)
    : QObject(parent)
    , m_folder(QFileInfo(folder).absoluteFilePath())
    , m_hands(keyPause())
{
    QApplication::setQuitOnLastWindowClosed(false);
    connect(&m_script, &Script::finished, this, &Tour::onScriptEnd);
}

Tour::~Tour() = default;

/// A folder of one's own: new, empty, or left by an earlier tour, whose data is taken away.
Outcome Tour::prepareFolder()
{
    QDir dir(m_folder);
    if (!dir.exists() && !QDir().mkpath(m_folder))
        return Error { ErrorCode::Internal, u"%1 cannot be made."_s.arg(m_folder) };
    if (QFileInfo::exists(recordPath(m_folder))) {
        for (const QString &part : { u"cluster"_s, u"mara"_s, u"ines"_s, u"sam"_s })
            QDir(m_folder + u'/' + part).removeRecursively();
        for (const QString &picture : dir.entryList({ u"*-light.png"_s, u"*-dark.png"_s }, QDir::Files))
            dir.remove(picture);
    } else if (!dir.isEmpty()) {
        return Error { ErrorCode::Exists,
            u"%1 holds other files. Choose an empty folder or a new one."_s.arg(m_folder) };
    }
    return writeRecord(m_folder, {});
}

void Tour::start()
{
    LocalCluster::Options options;
    options.nodes = 3;
    options.dataDir = m_folder + u"/cluster"_s;
    if (const QStringList lacks = LocalCluster::missing(options); !lacks.isEmpty()) {
        tell(u"FAILED: "_s + lacks.join(u' '));
        return end(false);
    }
    if (const Outcome ready = prepareFolder(); !ready) {
        tell(u"FAILED: "_s + ready.error().detail);
        return end(false);
    }
    m_cluster = std::make_unique<LocalCluster>(options);
    connect(m_cluster.get(), &LocalCluster::failed, &m_script, &Script::fail);
    m_cast = std::make_unique<TourCast>(m_folder);
    ui::Theme::instance().setReducesMotion(true); // a picture is of what comes to rest
    arrive();
    meet();
    invite();
    talk();
    operate();
    loseNode();
    loseRedis();
    loseAll();
    look();
    leave();
    m_script.run();
}

void Tour::step(const QString &what, std::function<void()> act, std::function<bool()> until)
{
    m_script.step(what, std::move(act), std::move(until));
}

void Tour::tell(const QString &line)
{
    Q_EMIT
    said(line);
}

void Tour::line(Player &who, const QString &text)
{
    const QString what = u"everyone to have what %1 says"_s.arg(who.user.text());
    step(
        what,
        [this, &who, text] {
            if (!who.seat)
                return send(who, m_cast->mara().seat->window().chat().currentRoom(), text);
            who.seat->window().activateWindow();
            if (!m_hands.type(who.seat->window(), text))
                return m_script.fail(u"%1's window shows no composer"_s.arg(who.user.text()));
            m_said.append({ who.seat->window().chat().currentRoom(), who.user, text });
        },
        [this] { return !m_hands.isBusy() && m_cast->allEven(); });
}

void Tour::send(Player &who, const RoomId &room, const QString &text)
{
    protocol::MessageBody body;
    body.text = text;
    if (text.contains("@mara"_L1))
        body.mentions = { m_cast->mara().user };
    if (const auto sent = who.chat().send(room, body); !sent)
        return m_script.fail(u"%1 could not send: %2"_s.arg(who.user.text(), sent.error().detail));
    m_said.append({ room, who.user, text });
}

void Tour::typeAtOnce(Player &who, const QString &text)
{
    Typist fast(0ms);
    if (!fast.type(who.seat->window(), text))
        return m_script.fail(u"%1's window shows no composer"_s.arg(who.user.text()));
    m_said.append({ who.seat->window().chat().currentRoom(), who.user, text });
}

void Tour::picture(Player &whose, const QString &name)
{
    step(
        u"a window in front"_s,
        [&whose] {
            whose.seat->window().raise();
            whose.seat->window().activateWindow();
        },
        nullptr);
    m_script.pause(150ms); // a screen may take that long to put it there, and what is seen is then read
    step(
        u"a picture"_s,
        [this, &whose, name] {
            if (const Outcome taken = takePictures(whose.seat->window(), m_folder, name); !taken)
                return m_script.fail(taken.error().detail);
            m_pictures += 2;
        },
        nullptr);
}

void Tour::onScriptEnd(const QString &failure)
{
    m_played = failure.isEmpty();
    if (!m_played)
        tell(u"FAILED: "_s + failure);
    // Stores are written out before anything else looks at them, also after a failure.
    const TourRecord record { m_cast->people(), m_said };
    m_cast->mara().seat->window().setOperator(nullptr, {});
    m_watch.reset();
    m_crowd.reset();
    m_cast->leave();
    if (const Outcome kept = writeRecord(m_folder, record); !kept) {
        tell(u"FAILED: "_s + kept.error().detail);
        m_played = false;
    }
    m_cluster->disconnect(this);
    connect(m_cluster.get(), &LocalCluster::stopped, this, [this] {
        m_cluster.release()->deleteLater(); // it is what calls; its lock on the data is gone already
        if (!m_played)
            return end(false);
        tell(u"%1 pictures are in %2"_s.arg(m_pictures).arg(m_folder));
        tell(u"The cluster has ended. Its log is read again from disk, and compared:"_s);
        m_verdict = std::make_unique<TourVerdict>(m_folder);
        connect(m_verdict.get(), &TourVerdict::said, this, &Tour::said);
        connect(m_verdict.get(), &TourVerdict::finished, this, &Tour::end);
        m_verdict->start();
    });
    m_cluster->stop();
}

void Tour::end(bool good)
{
    if (good)
        tell(u"Every message arrived once and in order."_s);
    Q_EMIT
    finished(good);
}

} // namespace hubbub::app
