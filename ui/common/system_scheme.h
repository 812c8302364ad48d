// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the desktop prefers dark, as its portal says (org.freedesktop.appearance, color-scheme).
#pragma once

#include <QObject>

#include <optional>

namespace hubbub::ui {

class SystemScheme final : public QObject {
    Q_OBJECT
public:
    explicit SystemScheme(QObject *parent);

    /// Asks the portal and follows it from then on. The answer comes later; without a session bus, never.
    void start();

    /// Nothing while unknown, or where the desktop has no preference.
    [[nodiscard]] std::optional<bool> prefersDark() const { return m_prefersDark; }

Q_SIGNALS:
    void changed();

private:
    void take(uint scheme);

    std::optional<bool> m_prefersDark;
};

} // namespace hubbub::ui
