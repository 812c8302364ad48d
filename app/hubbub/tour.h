// SPDX-License-Identifier: GPL-3.0-or-later
// The scripted tour of hubbub --demo: a cluster of three, people on different nodes who talk, a node killed in the
// middle, all nodes killed, and everyone back with everything; a picture of each screen on the way.
#pragma once

#include "app/hubbub/script.h"
#include "app/hubbub/tour_cast.h"
#include "app/hubbub/tour_verdict.h"
#include "app/hubbub/typist.h"
#include "core/cluster/local_cluster.h"
#include "core/cluster/simulated_people.h"
#include "core/operator/operator_watch.h"
#include "ui/console/console_page.h"

#include <QObject>

#include <memory>

namespace hubbub::app {

class Tour final : public QObject {
    Q_OBJECT
public:
    explicit Tour(QString folder, QObject *parent = nullptr);
    ~Tour() override;

    void start();

Q_SIGNALS:
    void said(const QString &line); ///< what was done, seen and checked, a line each
    void finished(bool good);

private:
    using Player = TourCast::Player;

    [[nodiscard]] Outcome prepareFolder();
    // Chapters, each a few steps of the script.
    void arrive();
    void meet();
    void talk();
    void invite();
    void operate();
    void loseNode();
    void loseRedis();
    void loseAll();
    void look();
    void leave();

    void step(const QString &what, std::function<void()> act, std::function<bool()> until);
    /// A line typed by hand at a window, or sent where there is none; done once everyone has it.
    void line(Player &who, const QString &text);
    void picture(Player &whose, const QString &name);
    /// Of the console at mara's window, a picture of each of those screens: console-NAME-SCREEN.
    void consolePictures(const QString &name);
    void tell(const QString &line);
    void send(Player &who, const RoomId &room, const QString &text);
    void typeAtOnce(Player &who, const QString &text);
    void onScriptEnd(const QString &failure);
    void end(bool good);

    QString m_folder;
    Script m_script;
    Typist m_hands;
    QList<SaidLine> m_said;
    std::unique_ptr<cluster::LocalCluster> m_cluster;
    std::unique_ptr<ops::OperatorWatch> m_watch;
    std::unique_ptr<cluster::SimulatedPeople> m_crowd;
    std::unique_ptr<TourCast> m_cast;
    std::unique_ptr<TourVerdict> m_verdict;
    QString m_lostNode;
    int m_pictures = 0;
    bool m_played = false; ///< the script went through
};

} // namespace hubbub::app
