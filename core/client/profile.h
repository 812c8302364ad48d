// SPDX-License-Identifier: GPL-3.0-or-later
// What a profile folder knows besides messages: the device's id, the balancer tag, and who is signed in where.
// A small text file, so that it survives a broken store.
#pragma once

#include "core/base/ids.h"

#include <QList>
#include <QLockFile>
#include <QUrl>

#include <memory>

namespace hubbub::client {

class Profile {
public:
    /// Makes the folder where it is missing. A second program on the same folder gets a device of its own for as long
    /// as it runs, so that the two do not throw each other out.
    explicit Profile(const QString &folder);
    ~Profile();

    struct SignedIn {
        QUrl server; ///< as it was typed
        QList<QUrl> nodes; ///< of the last welcome
        UserId user;
        QString display;
        friend bool operator==(const SignedIn &, const SignedIn &) = default;
    };

    [[nodiscard]] const QString &folder() const { return m_folder; }
    [[nodiscard]] bool isMine() const; ///< false: another program holds the folder
    [[nodiscard]] const DeviceId &device() const { return m_device; }
    [[nodiscard]] const QByteArray &tag() const { return m_tag; } ///< 16 hex digits
    [[nodiscard]] const SignedIn &signedIn() const { return m_signedIn; } ///< user empty: nobody
    void setSignedIn(const SignedIn &who);

    /// The store of that account, so that what was typed for one server never goes to another. `cluster` names a
    /// cluster whose address changes from start to start; empty: the address tells.
    [[nodiscard]] static QString storePath(
        const QString &folder, const QUrl &server, const UserId &user, const QString &cluster);

private:
    void read();
    bool write() const;

    QString m_folder;
    std::unique_ptr<QLockFile> m_lock;
    DeviceId m_device;
    QByteArray m_tag;
    SignedIn m_signedIn;
};

} // namespace hubbub::client
