// SPDX-License-Identifier: GPL-3.0-or-later
// Traced messages: what their hops take in general, each of them, and the way of the chosen one.
#pragma once

#include "core/base/ids.h"
#include "ui/console/console_desk.h"

#include <QWidget>

namespace hubbub::ui {

class Button;
class HopStrip;
class ListPage;
class TracesModel;
class Waterfall;

class TracePage final : public QWidget {
    Q_OBJECT
public:
    explicit TracePage(const ConsoleDesk &desk, QWidget *parent = nullptr);
    void refresh();
    void select(const Mid &mid);

Q_SIGNALS:
    /// Its way is to be shown in the topology.
    void wayWanted(const hubbub::Mid &mid);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void adopt();
    void showChosen();

    ConsoleDesk m_desk;
    HopStrip *m_hops;
    TracesModel *m_model;
    ListPage *m_list;
    Waterfall *m_fall;
    Button *m_next;
    Button *m_way;
};

} // namespace hubbub::ui
