// SPDX-License-Identifier: GPL-3.0-or-later
// A Lua script with the digest by which Redis knows it.
#pragma once

#include <QByteArray>

namespace hubbub::redis {

class Script {
public:
    Script() = default;
    /// `name` is for logs. The digest is of the source exactly as given.
    Script(QByteArray name, QByteArray source);

    [[nodiscard]] const QByteArray &name() const { return m_name; }
    [[nodiscard]] const QByteArray &source() const { return m_source; }
    [[nodiscard]] const QByteArray &sha1() const { return m_sha1; } ///< 40 lower-case hex digits, as EVALSHA takes them

private:
    QByteArray m_name;
    QByteArray m_source;
    QByteArray m_sha1;
};

} // namespace hubbub::redis
