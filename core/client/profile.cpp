// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/profile.h"

#include "core/base/log.h"
#include "core/base/red_hook.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QSaveFile>

namespace hubbub::client {
namespace {

constexpr qint64 mostProfileBytes = 64 * 1024;

QString fileIn(const QString &folder) { return folder + QStringLiteral("/profile"); }

QByteArray line(const char *key, const QString &value)
{
    return QByteArray(key) + '=' + value.toUtf8().toPercentEncoding(" /:@?&+,;~") + '\n';
}

} // namespace

Profile::Profile(const QString &folder)
    : m_folder(folder)
{
    QDir().mkpath(folder);
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    m_lock = std::make_unique<QLockFile>(folder + QStringLiteral("/lock"));
    m_lock->setStaleLockTime(0); // by the holder's pid alone: a long-running program is not stale
    m_lock->tryLock(0);
    read();
    const bool incomplete = m_device.isEmpty() || m_tag.isEmpty();
    if (m_device.isEmpty() || !isMine())
        m_device = DeviceId(randomUuid());
    if (m_tag.isEmpty())
        m_tag = randomHex(8);
    if (incomplete && isMine())
        write();
}

Profile::~Profile() = default;

bool Profile::isMine() const
{
    return m_lock->isLocked() || m_lock->error() == QLockFile::PermissionError || redHook("profile_for_all");
}

void Profile::setSignedIn(const SignedIn &who)
{
    if (m_signedIn == who)
        return;
    m_signedIn = who;
    if (isMine())
        write();
}

QString Profile::storePath(const QString &folder, const QUrl &server, const UserId &user, const QString &cluster)
{
    const QString where = cluster.isEmpty() ? server.host().toLower() + u':' + QString::number(server.port()) : cluster;
    const QByteArray key = where.toUtf8() + '\0' + user.bytes();
    const QByteArray hash = QCryptographicHash::hash(key, QCryptographicHash::Blake2b_256).toHex().left(16);
    return folder + QStringLiteral("/store-") + QString::fromLatin1(hash) + QStringLiteral(".db");
}

void Profile::read()
{
    QFile file(fileIn(m_folder));
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QList<QByteArray> lines = file.read(mostProfileBytes).split('\n');
    for (const QByteArray &text : lines) {
        const qsizetype equals = text.indexOf('=');
        const QByteArray key = text.left(equals);
        const QString value = QString::fromUtf8(QByteArray::fromPercentEncoding(text.mid(equals + 1)));
        if (equals < 0)
            continue;
        if (key == "device" && isUuid(value.toLatin1()))
            m_device = DeviceId(value);
        else if (key == "tag" && value.size() == 16)
            m_tag = value.toLatin1();
        else if (key == "server")
            m_signedIn.server = QUrl(value);
        else if (key == "node")
            m_signedIn.nodes.append(QUrl(value));
        else if (key == "user" && isUserName(value.toUtf8()))
            m_signedIn.user = UserId(value);
        else if (key == "display")
            m_signedIn.display = value;
    }
}

bool Profile::write() const
{
    QByteArray text = line("device", m_device.text()) + line("tag", QString::fromLatin1(m_tag));
    if (!m_signedIn.user.isEmpty()) {
        text += line("server", m_signedIn.server.toString()) + line("user", m_signedIn.user.text())
            + line("display", m_signedIn.display);
        for (const QUrl &node : m_signedIn.nodes)
            text += line("node", node.toString());
    }
    QSaveFile file(fileIn(m_folder));
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit())
        return true;
    log::warning("profile", QStringLiteral("the profile cannot be written"), { { "why", file.errorString() } });
    return false;
}

} // namespace hubbub::client
