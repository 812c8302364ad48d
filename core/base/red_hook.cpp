// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/red_hook.h"

#ifdef HUBBUB_RED_HOOKS

#include <QByteArrayList>

namespace hubbub {

bool redHook(const char *name)
{
    static const QByteArrayList named = [] {
        const QByteArrayList names = qgetenv("HUBBUB_RED").split(',');
        if (!names.first().isEmpty())
            qWarning("protections are switched off (HUBBUB_RED=%s)", names.join(',').constData());
        return names;
    }();
    return named.contains(name);
}

} // namespace hubbub

#endif
