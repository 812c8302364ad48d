// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the window for people to look at, and what a program can see of them: nothing of ours is cut off.
#pragma once

#include "tests/ui/shell/scene.h"

#include <QPixmap>

namespace hubbub::testing {

/// Into the folder that HUBBUB_SHOTS names; nowhere without.
void savePicture(const QPixmap &picture, const QString &name);
/// The window in that size, and as it is.
void drawAs(Scene &scene, const QString &name, const QSize &size);
/// Light and dark, in each of those sizes: NAME-light-1280.
void draw(Scene &scene, const QString &name, const QList<QSize> &sizes = { { 1280, 800 }, { 1920, 1080 } });
/// The menu that is open, light or dark, which is closed by it.
void drawMenu(const QString &name);

} // namespace hubbub::testing
