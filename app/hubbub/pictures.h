// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of windows, each in light and in dark.
#pragma once

#include "core/base/result.h"

#include <QString>

class QWidget;

namespace hubbub::app {

/// Writes FOLDER/NAME-light.png and FOLDER/NAME-dark.png; the program's theme is light afterwards.
[[nodiscard]] Outcome takePictures(QWidget &window, const QString &folder, const QString &name);

} // namespace hubbub::app
