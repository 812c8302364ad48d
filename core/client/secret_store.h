// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps one secret, the refresh token: in the system's keychain, else in a file that only the owner may read.
#pragma once

#include <QObject>

#include <functional>

namespace hubbub::client {

class SecretStore final : public QObject {
    Q_OBJECT
public:
    struct Options {
        QString folder; ///< of the file
        bool keychain = true; ///< false: the file alone
    };
    explicit SecretStore(Options options, QObject *parent = nullptr);

    /// Writes happen in the order of the calls. What was kept before is replaced.
    void keep(const QByteArray &secret);
    /// The kept secret, or nothing; never inside this call.
    void fetch(QObject *context, std::function<void(const QByteArray &)> callback);
    void forget();

private:
    void keepInFile(const QByteArray &secret);
    [[nodiscard]] QByteArray fromFile() const;
    [[nodiscard]] QString path() const;
    void startWrite();

    Options m_options;
    QByteArray m_wanted; ///< the newest secret to keep, or empty to forget
    bool m_dirty = false;
    bool m_writing = false;
};

} // namespace hubbub::client
