// SPDX-License-Identifier: GPL-3.0-or-later
// One window for a profile: a second start of the program brings the first one's window forward and ends.
#pragma once

#include <QLocalServer>
#include <QLocalSocket>
#include <QTimer>

namespace hubbub::app {

class FirstWindow final : public QObject {
    Q_OBJECT
public:
    /// `profileDir` names the profile; programs of the same user with the same folder find each other.
    explicit FirstWindow(const QString &profileDir, QObject *parent = nullptr);

    /// Looks for another one: then isFirst() or isSecond() comes, within a second.
    void look();

Q_SIGNALS:
    void isFirst(); ///< it hears of later ones from now on
    void isSecond(); ///< the first one has taken over
    void wanted(); ///< somebody started the program again

private:
    void decide(bool otherAnswered);

    QString m_name;
    QLocalServer m_server;
    QLocalSocket m_other;
    QTimer m_patience;
    bool m_decided = false;
};

} // namespace hubbub::app
