// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/resources.h"

#include <QDir>

// Q_INIT_RESOURCE declares a function and so has to stand outside of any namespace.
static void initCompiledIn() { Q_INIT_RESOURCE(app); }

namespace hubbub::ui {

void initResources() { initCompiledIn(); }

} // namespace hubbub::ui
