// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the compiled-in files visible: a static library's resources are not registered by themselves.
#pragma once

namespace hubbub::ui {

/// Again is harmless.
void initResources();

} // namespace hubbub::ui
