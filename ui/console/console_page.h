// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's console: the strip that says whether anything is broken, and its screens.
#pragma once

#include "core/operator/operator_watch.h"
#include "ui/console/console_desk.h"
#include "ui/console/plot.h"

#include <QWidget>

#include <array>
#include <memory>

class QButtonGroup;
class QStackedLayout;

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
class TopologyPage;

class ConsolePage final : public QWidget {
    Q_OBJECT
public:
    enum class Tab : quint8 { Overview, Nodes, Topology, Rooms, People, Alerts, Events };
    static constexpr int tabCount = 7;

    explicit ConsolePage(QWidget *parent = nullptr);
    ~ConsolePage() override;

    /// Shows that cluster; nullptr: none. Borrowed; it must be taken away before it goes.
    void setWatch(ops::OperatorWatch *watch);
    [[nodiscard]] ops::OperatorWatch *watch() const { return m_watch; }
    void setOperatorName(const QByteArray &name);

    /// Where the alerts' rules come from, or what is wrong there; shown with the alerts.
    void setRulesNote(const QString &note);

    void showTab(Tab tab);
    [[nodiscard]] Tab tab() const { return m_tab; }
    [[nodiscard]] PlotBoard &board() const { return *m_board; }
    [[nodiscard]] QString verdictWord() const;

Q_SIGNALS:
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
    void refresh();
    void onAlerts();
    void onProgress();
    void collectMarks();

    ops::OperatorWatch *m_watch = nullptr;
    Tab m_tab = Tab::Overview;
    QByteArray m_operator;
    QString m_rulesNote;
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
    QWidget *m_progress;
    QStackedLayout *m_screens;
    EmptyState *m_none;

    struct Screens;
    std::unique_ptr<Screens> m_now; ///< of the present watch
};

} // namespace hubbub::ui
