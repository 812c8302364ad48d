// SPDX-License-Identifier: GPL-3.0-or-later
// What still runs of a cluster whose program crashed, and the three things that can be done with it.
#pragma once

#include "core/cluster/leftovers.h"
#include "core/cluster/local_cluster.h"

#include <QPointer>
#include <QWidget>

class QVBoxLayout;

namespace hubbub::ui {

class Button;
class Label;

class LeftoverList final : public QWidget {
    Q_OBJECT
public:
    explicit LeftoverList(QWidget *parent = nullptr);

    /// Borrowed; nullptr: none. It stops and forgets them itself.
    void setLeftovers(cluster::Leftovers *leftovers);
    [[nodiscard]] bool hasAny() const;
    /// Of a cluster that has a place for each of them.
    [[nodiscard]] cluster::Shape shape() const;

Q_SIGNALS:
    void changed();
    void adoptWanted();

private:
    void adopt();
    void refresh();

    QPointer<cluster::Leftovers> m_leftovers;
    Label *m_title;
    QVBoxLayout *m_lines;
    Label *m_words;
    Button *m_take;
    Button *m_stop;
    Button *m_ignore;
};

} // namespace hubbub::ui
