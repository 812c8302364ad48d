// SPDX-License-Identifier: GPL-3.0-or-later
// One window for a profile: a second start of the program brings the first one's window forward and ends.
#pragma once

#include <QLocalServer>
#include <QObject>

namespace hubbub::app {

class FirstWindow final : public QObject {
    Q_OBJECT
public:
    /// `profileDir` names the profile; programs of the same user with the same folder find each other.
    explicit FirstWindow(const QString &profileDir, QObject *parent = nullptr);

    /// True where this is the first one, which from now on hears of later ones; false where another one was there and
    /// has taken over. Waits for a second at most.
    [[nodiscard]] bool claim();

Q_SIGNALS:
    void wanted(); ///< somebody started the program again

private:
    QString m_name;
    QLocalServer m_server;
};

} // namespace hubbub::app
