// SPDX-License-Identifier: GPL-3.0-or-later
// A crowd of made-up people who chat on a cluster on this desk: hubbub-load as a child that ends with this program.
#pragma once

#include <QList>
#include <QObject>
#include <QUrl>

#include <memory>

class QProcess;

namespace hubbub::cluster {

/// Must be used on the main thread: the kernel ends the child when the thread that started it ends.
class SimulatedPeople final : public QObject {
    Q_OBJECT
public:
    struct Crowd {
        int people = 50;
        double messagesPerSecond = 10; ///< of all of them together
        friend bool operator==(const Crowd &, const Crowd &) = default;
    };
    struct Place {
        QList<QUrl> nodes;
        QString redisUrl;
        QString secretFile;
    };
    /// `program`: empty: hubbub-load beside this program.
    explicit SimulatedPeople(QString program = {}, QObject *parent = nullptr);
    /// Ends the crowd.
    ~SimulatedPeople() override;

    /// What is missing for it, as a sentence; empty: nothing.
    [[nodiscard]] QString missing() const;
    /// In place of the crowd that was there, if any. They stay for twenty minutes. changed() follows.
    void start(const Crowd &crowd, const Place &place);
    /// They leave, and take their rooms with them; at once where that lasts over some seconds.
    void stop();
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] const Crowd &crowd() const { return m_crowd; }
    /// How it goes, in the program's own last line.
    [[nodiscard]] const QString &lastWords() const { return m_lastWords; }

Q_SIGNALS:
    void changed();

private:
    void abandon();
    void readLines();

    QString m_program;
    Crowd m_crowd;
    QString m_lastWords;
    std::unique_ptr<QProcess> m_process;
    bool m_stopping = false;
};

} // namespace hubbub::cluster
