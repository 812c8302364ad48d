// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's console: the strip that says whether anything is broken, and its screens.
#pragma once

#include "core/operator/operator_watch.h"
#include "ui/console/console_desk.h"
#include "ui/console/plot.h"

#include <QWidget>

#include <array>
#include <functional>
#include <memory>

class QButtonGroup;
class QStackedLayout;

namespace hubbub::ops {
class Recorder;
}

namespace hubbub::ui {

class AlertsPage;
class Button;
class ConsoleTab;
class IconButton;
class EmptyState;
class EventsPage;
class NodesPage;
class OverviewPage;
class PeoplePage;
class RoomsPage;
class Segments;
class StatusStrip;
class TimeTravel;
class TopologyPage;

class ConsolePage final : public QWidget {
    Q_OBJECT
public:
    enum class Tab : quint8 { Overview, Nodes, Topology, Rooms, People, Traces, Promises, Alerts, Events };
    static constexpr int tabCount = 9;

    explicit ConsolePage(QWidget *parent = nullptr);
    ~ConsolePage() override;

    /// Looks at that cluster; nullptr: none. Borrowed; it must be taken away before it goes.
    void setWatch(ops::OperatorWatch *watch);
    /// What is shown: that one, or a moment of a recording.
    [[nodiscard]] ops::OperatorWatch *watch() const { return m_watch; }
    /// Of that watch, to go back in time; nullptr: nothing is recorded. Borrowed, like the watch.
    void setRecorder(ops::Recorder *recorder);
    [[nodiscard]] TimeTravel &travel() const { return *m_travel; }
    void setOperatorName(const QByteArray &name);

    /// Whose processes can be ended and started again from here.
    void setRestarter(std::function<bool(const NodeId &)> has, std::function<void(const NodeId &)> restart);

    /// Where the alerts' rules come from, or what is wrong there; shown with the alerts.
    void setRulesNote(const QString &note);

    void showTab(Tab tab);
    [[nodiscard]] Tab tab() const { return m_tab; }
    [[nodiscard]] PlotBoard &board() const { return *m_board; }
    [[nodiscard]] QString verdictWord() const;

Q_SIGNALS:
    void watchChanged(); ///< another one is shown, or none
    /// Alerts that fire and that nobody has seen yet.
    void firingChanged(int count);
    /// A new critical one, in a sentence, for those who look elsewhere.
    void alertRaised(const QString &sentence);

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void buildScreens();
    void adopt();
    void fitBar();
    void look(ops::OperatorWatch *watch);
    void refresh();
    void onAlerts();
    void onLiveAlerts();
    void onProgress();
    void collectMarks();

    ops::OperatorWatch *m_source = nullptr; ///< the live one
    ops::OperatorWatch *m_watch = nullptr; ///< the one that is shown
    Tab m_tab = Tab::Overview;
    QByteArray m_operator;
    QString m_rulesNote;
    std::function<bool(const NodeId &)> m_hasProcess;
    std::function<void(const NodeId &)> m_restart;
    QList<PlotMark> m_marks;
    qint64 m_toldAlert = 0; ///< the newest that was told by alertRaised()
    PlotBoard *m_board;
    StatusStrip *m_strip;
    QWidget *m_bar;
    QButtonGroup *m_group;
    std::array<ConsoleTab *, tabCount> m_tabs {};
    Segments *m_span;
    Button *m_live;
    IconButton *m_announce;
    IconButton *m_back;
    QWidget *m_progress;
    TimeTravel *m_travel;
    QStackedLayout *m_screens;
    EmptyState *m_none;

    struct Screens;
    std::unique_ptr<Screens> m_now; ///< of the present watch
};

} // namespace hubbub::ui
