// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/digest.h"

#include <sodium.h>

namespace hubbub::server {

QByteArray digestOf(const QByteArray &first, const QByteArray &second)
{
    QByteArray out(16, Qt::Uninitialized);
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, 16);
    const auto add = [&state](const QByteArray &bytes) {
        crypto_generichash_update(
            &state, reinterpret_cast<const unsigned char *>(bytes.constData()), static_cast<size_t>(bytes.size()));
    };
    add(first);
    add(QByteArray(1, '\0'));
    add(second);
    crypto_generichash_final(&state, reinterpret_cast<unsigned char *>(out.data()), 16);
    return out;
}

} // namespace hubbub::server
