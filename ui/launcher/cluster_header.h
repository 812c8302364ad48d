// SPDX-License-Identifier: GPL-3.0-or-later
// The line above the cluster page: how the whole is, where it is reached, and what can be done with all of it.
#pragma once

#include "ui/common/paint.h"
#include "ui/launcher/process_words.h"

#include <QWidget>

namespace hubbub::ui {

class Button;
class IconButton;
class Label;

class ClusterHeader final : public QWidget {
    Q_OBJECT
public:
    explicit ClusterHeader(QWidget *parent = nullptr);

    void setSummary(const ClusterSummary &summary, bool runs, bool canAdd);
    void setAddress(const QString &address);
    /// While the nodes are restarted one by one: how far that is. Empty: it is not under way.
    void setRolling(const QString &words);
    [[nodiscard]] QString summaryText() const { return shownPill().text; }
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void rollingWanted();
    void rollingStopWanted();
    void addNodeWanted();
    void startWanted();
    void stopAllWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void adopt();
    void arrange();
    void copyAddress();
    [[nodiscard]] Pill shownPill() const;

    Pill m_pill;
    QString m_rolling;
    QString m_address;
    IconButton *m_copy;
    Button *m_roll;
    Button *m_add;
    Button *m_start;
    Button *m_stop;
};

} // namespace hubbub::ui
