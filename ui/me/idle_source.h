// SPDX-License-Identifier: GPL-3.0-or-later
// Where it can be asked for how long nobody has touched the whole desktop.
#pragma once

#include <QObject>

#include <chrono>
#include <optional>

namespace hubbub::ui {

class IdleSource : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// answered() comes later, once for each question; never from within.
    virtual void ask() = 0;

Q_SIGNALS:
    /// Nothing: this desktop does not say.
    void answered(std::optional<std::chrono::milliseconds> idle);
};

} // namespace hubbub::ui
