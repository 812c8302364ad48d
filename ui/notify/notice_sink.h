// SPDX-License-Identifier: GPL-3.0-or-later
// Where notices go: the desktop's notification server, or nowhere.
#pragma once

#include <QObject>
#include <QString>

namespace hubbub::ui {

class NoticeSink : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    struct Notice {
        QString key; ///< a later one with the same key takes the place of the earlier
        QString title;
        QString body; ///< plain text
        bool urgent = false;
    };
    /// Never waits.
    virtual void show(const Notice &notice) = 0;
    virtual void withdraw(const QString &key) = 0;

Q_SIGNALS:
    void activated(const QString &key); ///< somebody clicked it
};

} // namespace hubbub::ui
