// SPDX-License-Identifier: GPL-3.0-or-later
// 'Simulated people': a crowd for a cluster on this desk, with one click.
#pragma once

#include "core/cluster/simulated_people.h"

#include <QWidget>

namespace hubbub::ui {

class Button;
class Label;
class Segments;

class PeopleCard final : public QWidget {
    Q_OBJECT
public:
    explicit PeopleCard(QWidget *parent = nullptr);

    /// `possible`: there is a cluster that takes people. `words`: how it goes.
    void show(bool running, bool possible, const QString &words);

Q_SIGNALS:
    void startWanted(const hubbub::cluster::SimulatedPeople::Crowd &crowd);
    void stopWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void adopt();
    [[nodiscard]] cluster::SimulatedPeople::Crowd chosen() const;

    Segments *m_many;
    Segments *m_talk;
    Button *m_go;
    Label *m_words;
    bool m_running = false;
};

} // namespace hubbub::ui
