// SPDX-License-Identifier: GPL-3.0-or-later
// The bar with which the console goes back in time: over the recording of the cluster it looks at, or a saved incident.
#pragma once

#include <QTimer>
#include <QWidget>

#include <memory>

namespace hubbub::ops {
class OperatorWatch;
class Playback;
class Recorder;
}

namespace hubbub::ui {

class Button;
class IconButton;
class Label;
class Segments;
class TimeTrack;

class TimeTravel final : public QWidget {
    Q_OBJECT
public:
    explicit TimeTravel(QWidget *parent = nullptr);
    ~TimeTravel() override;

    /// Of the live watch; nullptr: nothing is recorded. Borrowed; it must be taken away before it goes.
    void setRecorder(ops::Recorder *recorder);
    [[nodiscard]] bool canGoBack() const { return m_recorder != nullptr; }

    /// Opens the recording at its newest second, paused.
    void enter();
    /// Opens a saved incident at its first second.
    void openIncident(const QString &path);
    /// Back to the live cluster.
    void leave();

    [[nodiscard]] bool isAway() const { return m_playback != nullptr; } ///< something recorded is shown
    [[nodiscard]] bool isIncident() const { return m_isIncident; }
    /// What is shown: nullptr: what is live.
    [[nodiscard]] ops::OperatorWatch *watch() const;
    [[nodiscard]] qint64 second() const;
    void seek(qint64 second);
    /// Half an hour around the moment shown, as a file.
    void saveIncident(const QString &path);
    void askOpen();

Q_SIGNALS:
    /// Another watch is to be shown, or the live one again; the former goes once this is over.
    void watchChanged();
    void moved();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void open(const QString &path, bool incident);
    void adopt();
    void onOpened();
    void onMoved();
    void play(bool on);
    void step();
    void askSave();
    void complain(const QString &sentence);

    ops::Recorder *m_recorder = nullptr;
    std::unique_ptr<ops::Playback> m_playback;
    std::unique_ptr<ops::Playback> m_opening; ///< not shown before its first moment is there
    bool m_isIncident = false;
    bool m_wasIncident = false; ///< of the one that opens
    Button *m_live;
    IconButton *m_play;
    Segments *m_speed;
    TimeTrack *m_track;
    Label *m_moment;
    IconButton *m_save;
    IconButton *m_open;
    QTimer m_timer;
};

} // namespace hubbub::ui
