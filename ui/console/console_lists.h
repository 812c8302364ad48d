// SPDX-License-Identifier: GPL-3.0-or-later
// The screens of the console that are tables: rooms, people, alerts, events.
#pragma once

#include "ui/console/console_desk.h"

#include <QWidget>

namespace hubbub::ui {

class AlertsModel;
class Button;
class EventsModel;
class Label;
class ListPage;
class RoomsModel;
class SessionsModel;

/// What is in sight is read again every two seconds; the list of names every ten.
class RoomsPage final : public QWidget {
    Q_OBJECT
public:
    explicit RoomsPage(const ConsoleDesk &desk, QWidget *parent = nullptr);
    void refresh();

Q_SIGNALS:
    void peopleWanted(const QString &filter);

protected:
    void showEvent(QShowEvent *event) override;

private:
    ConsoleDesk m_desk;
    RoomsModel *m_model;
    ListPage *m_list;
    int m_ticks = 0;
};

/// The rooms' sessions are read round after round while the page is seen.
class PeoplePage final : public QWidget {
    Q_OBJECT
public:
    explicit PeoplePage(const ConsoleDesk &desk, QWidget *parent = nullptr);
    void refresh();
    void setFilter(const QString &typed);

Q_SIGNALS:
    void nodeWanted(const QByteArray &node);

protected:
    void showEvent(QShowEvent *event) override;

private:
    ConsoleDesk m_desk;
    SessionsModel *m_model;
    ListPage *m_list;
    int m_ticks = 0;
};

class AlertsPage final : public QWidget {
    Q_OBJECT
public:
    explicit AlertsPage(const ConsoleDesk &desk, QWidget *parent = nullptr);
    void refresh();
    void setNote(const QString &note);

Q_SIGNALS:
    void chartsWanted(double second); ///< the moment at which the chosen alert began

private:
    void showChosen();

    ConsoleDesk m_desk;
    AlertsModel *m_model;
    ListPage *m_list;
    Label *m_help;
    Button *m_seen;
    Button *m_charts;
};

class EventsPage final : public QWidget {
    Q_OBJECT
public:
    explicit EventsPage(const ConsoleDesk &desk, QWidget *parent = nullptr);

Q_SIGNALS:
    void chartsWanted(double second);

private:
    void filter();
    void saveEvents();

    ConsoleDesk m_desk;
    EventsModel *m_model;
    ListPage *m_list;
    class Tools;
    Tools *m_tools;
};

} // namespace hubbub::ui
