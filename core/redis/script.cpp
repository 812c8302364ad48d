// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/redis/script.h"

#include <QCryptographicHash>

namespace hubbub::redis {

Script::Script(QByteArray name, QByteArray source)
    : m_name(std::move(name))
    , m_source(std::move(source))
    , m_sha1(QCryptographicHash::hash(m_source, QCryptographicHash::Sha1).toHex())
{
}

} // namespace hubbub::redis
