// SPDX-License-Identifier: GPL-3.0-or-later
// Types into a window's composer key by key, as a person's hands would, and presses Return.
#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>

class QWidget;

namespace hubbub::app {

class Typist final : public QObject {
    Q_OBJECT
public:
    /// `keyPause` lies between two keys; zero types the whole line at once.
    explicit Typist(std::chrono::milliseconds keyPause, QObject *parent = nullptr);

    /// One line at a time; false where the window shows no composer.
    bool type(const QWidget &window, const QString &line);
    [[nodiscard]] bool isBusy() const { return m_timer.isActive(); }

private:
    void pressNext();

    QTimer m_timer;
    QPointer<QWidget> m_edit;
    QString m_line;
    qsizetype m_at = 0;
};

} // namespace hubbub::app
