// SPDX-License-Identifier: GPL-3.0-or-later
// The cluster's log as a card: which process, how grave, a search, and whether the end is followed.
#pragma once

#include "ui/launcher/log_buffer.h"

#include <QWidget>

namespace hubbub::ui {

class Button;
class ChipButton;
class Label;
class LogView;
class SearchField;

class LogPane final : public QWidget {
    Q_OBJECT
public:
    explicit LogPane(QWidget *parent = nullptr);

    void setProcesses(const QStringList &ids);
    void append(const cluster::LogLine &line);
    void append(const QList<cluster::LogLine> &lines);
    void clear();
    [[nodiscard]] LogView &view() const { return *m_view; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void adopt();
    void refilter();
    void openProcessMenu();
    void openLevelMenu();

    QStringList m_ids;
    LogFilter m_filter { {}, 1, {} };
    Label *m_title;
    ChipButton *m_process;
    ChipButton *m_level;
    SearchField *m_search;
    Button *m_follow;
    LogView *m_view;
    Label *m_none;
};

} // namespace hubbub::ui
