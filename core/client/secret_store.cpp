// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/secret_store.h"

#include "core/base/log.h"

#include <qt6keychain/keychain.h>

#include <QDir>
#include <QFile>
#include <QPointer>
#include <QSaveFile>
#include <QTimer>

#include <memory>

namespace hubbub::client {
namespace {

using namespace std::chrono_literals;

/// A locked keyring may ask the person and never answer.
constexpr std::chrono::milliseconds keychainPatience = 20s;
constexpr qint64 mostSecretBytes = 16 * 1024;

QString service() { return QStringLiteral("hubbub"); }

/// Runs the job; `done` gets the job, or nullptr where it did not end in time. Exactly once.
void run(QKeychain::Job *job, QObject *context, std::function<void(QKeychain::Job *)> done)
{
    const auto once = std::make_shared<bool>(false);
    QObject::connect(job, &QKeychain::Job::finished, context, [once, done](QKeychain::Job *finished) {
        if (!std::exchange(*once, true))
            done(finished);
    });
    QTimer::singleShot(keychainPatience, context, [once, done] {
        if (!std::exchange(*once, true))
            done(nullptr);
    });
    job->start();
}

} // namespace

SecretStore::SecretStore(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
}

QString SecretStore::path() const { return m_options.folder + QStringLiteral("/refresh"); }

void SecretStore::keep(const QByteArray &secret)
{
    // The file first: should the program die now, the newest token is on disk. The keychain, once it has it, ends that.
    keepInFile(secret);
    m_wanted = secret;
    m_dirty = true;
    if (m_options.keychain)
        startWrite();
}

void SecretStore::forget()
{
    QFile::remove(path());
    m_wanted.clear();
    m_dirty = true;
    if (m_options.keychain)
        startWrite();
}

void SecretStore::startWrite()
{
    if (m_writing || !m_dirty)
        return;
    m_writing = true;
    m_dirty = false;
    const QByteArray written = m_wanted;
    QKeychain::Job *job = nullptr;
    if (written.isEmpty()) {
        job = new QKeychain::DeletePasswordJob(service());
    } else {
        auto *write = new QKeychain::WritePasswordJob(service());
        write->setBinaryData(written);
        job = write;
    }
    job->setKey(QDir(m_options.folder).absolutePath());
    run(job, this, [this, written](QKeychain::Job *finished) {
        m_writing = false;
        const bool kept = finished && finished->error() == QKeychain::NoError;
        if (kept && !written.isEmpty() && written == m_wanted)
            QFile::remove(path()); // the file, where there is one, is always newer than the keychain
        startWrite();
    });
}

void SecretStore::fetch(QObject *context, std::function<void(const QByteArray &)> callback)
{
    const QByteArray stored = fromFile();
    const QPointer<QObject> alive(context);
    const auto answer = [alive, callback = std::move(callback)](const QByteArray &secret) {
        if (alive)
            callback(secret);
    };
    if (!stored.isEmpty() || !m_options.keychain) {
        QMetaObject::invokeMethod(
            this, [answer, stored] { answer(stored); }, Qt::QueuedConnection);
        return;
    }
    auto *read = new QKeychain::ReadPasswordJob(service());
    read->setKey(QDir(m_options.folder).absolutePath());
    run(read, this, [answer](QKeychain::Job *finished) {
        const bool found = finished && finished->error() == QKeychain::NoError;
        answer(found ? static_cast<QKeychain::ReadPasswordJob *>(finished)->binaryData() : QByteArray());
    });
}

void SecretStore::keepInFile(const QByteArray &secret)
{
    QSaveFile file(path());
    const bool kept = file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) // before there is anything to read
        && file.write(secret) == secret.size() && file.commit();
    if (!kept)
        log::warning("secrets", QStringLiteral("the sign-in cannot be kept"), { { "why", file.errorString() } });
}

QByteArray SecretStore::fromFile() const
{
    QFile file(path());
    return file.open(QIODevice::ReadOnly) ? file.read(mostSecretBytes).trimmed() : QByteArray();
}

} // namespace hubbub::client
