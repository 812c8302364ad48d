// SPDX-License-Identifier: GPL-3.0-or-later
// A text in the language of the user, for functions that no QObject stands beside.
#pragma once

#include <QCoreApplication>

namespace hubbub::ui {

/// Where `n` is not negative it stands for %n, and chooses the plural form.
inline QString tr(const char *text, int n = -1) { return QCoreApplication::translate("hubbub::ui", text, nullptr, n); }

} // namespace hubbub::ui
