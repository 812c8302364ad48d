// SPDX-License-Identifier: GPL-3.0-or-later
// The line above a room's timeline in which a text is looked for.
#pragma once

#include "ui/chat/timeline_search.h"

#include <QWidget>

namespace hubbub::ui {

class IconButton;
class Label;
class SearchField;

class FindBar final : public QWidget {
    Q_OBJECT
public:
    explicit FindBar(TimelineSearch &search, QWidget *parent = nullptr);

    void open(); ///< with what was looked for last selected
    void close();
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void adopt();
    void refresh();

    TimelineSearch &m_search;
    SearchField *m_field;
    Label *m_count;
    IconButton *m_older;
    IconButton *m_newer;
    IconButton *m_close;
};

} // namespace hubbub::ui
