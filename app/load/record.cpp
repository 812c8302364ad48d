// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/record.h"

namespace hubbub::load {

quint32 Names::indexOf(const QByteArray &name)
{
    const auto known = m_indices.constFind(name);
    if (known != m_indices.constEnd())
        return *known;
    const auto index = static_cast<quint32>(m_names.size());
    m_names.append(name);
    m_indices.insert(name, index);
    return index;
}

} // namespace hubbub::load
